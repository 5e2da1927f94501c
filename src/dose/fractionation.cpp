// The linear-quadratic conversions.
#include "dose/fractionation.hpp"

#include "core/contract.hpp"

namespace abscope::dose {

Bed bed(PhysicalDose course, int fractions, AlphaBeta alpha_beta) {
    ABSCOPE_EXPECT(fractions > 0 && alpha_beta.native() > 0.0);
    const double d = value_as<Gray>(course);
    const double factor = 1.0 + d / fractions / alpha_beta.native();
    return {Quantity<BedTag>::from_native(d * factor), alpha_beta};
}

Eqd2 eqd2(PhysicalDose course, int fractions, AlphaBeta alpha_beta) {
    const double effective = bed(course, fractions, alpha_beta).dose.native();
    return {Quantity<Eqd2Tag>::from_native(effective / (1.0 + 2.0 / alpha_beta.native())), alpha_beta};
}

}  // namespace abscope::dose
