// From histogram to cumulative curve.
#include "dose/dvh.hpp"

#include <algorithm>
#include <cmath>

#include "core/contract.hpp"
#include "dose/fractionation.hpp"

namespace abscope::dose {

namespace {

DoseTransform transform_of(const DvhOptions& options) {
    const double factor = options.dose_factor;
    switch (options.quantity) {
        case DoseQuantity::bed:
            return [=](double d) { return bed(gray(d * factor), options.fractions, options.alpha_beta).dose.native(); };
        case DoseQuantity::eqd2:
            return [=](double d) { return eqd2(gray(d * factor), options.fractions, options.alpha_beta).dose.native(); };
        case DoseQuantity::physical: break;
    }
    if (factor == 1.0) return {};
    return [=](double d) { return d * factor; };
}

void set_curve(Dvh& dvh, const Histogram& histogram) {
    const double all = histogram.covered_cc + histogram.outside_cc;
    std::size_t last = histogram.volume_cc.size();
    while (last > 0 && histogram.volume_cc[last - 1] <= 0.0) --last;
    dvh.dose_gy.resize(last + 1);
    dvh.volume_fraction.assign(last + 1, 0.0);
    double above = 0.0;
    for (std::size_t b = last + 1; b-- > 0;) {
        if (b < last) above += histogram.volume_cc[b];
        dvh.dose_gy[b] = static_cast<double>(b) * histogram.bin_width_gy;
        dvh.volume_fraction[b] = all > 0.0 ? above / all : 0.0;
    }
}

void warn(Dvh& dvh) {
    if (dvh.dose_coverage < 1.0 - 1e-9)
        dvh.warnings.push_back({"structure-outside-dose-grid",
                                "structure '" + dvh.name + "': only " + std::to_string(dvh.dose_coverage * 100.0).substr(0, 5) +
                                    " % of it lies in the dose grid; mean, minimum and maximum are those of that part"});
}

}  // namespace

Dvh compute_dvh(const patient::Structure& structure, const geometry::PrismStack& solid, const patient::DoseGrid& dose,
                const DvhOptions& options) {
    ABSCOPE_EXPECT(options.quantity == DoseQuantity::physical || options.fractions > 0);
    const auto histogram = sample_dose(solid, dose, transform_of(options), options.sampling);
    Dvh dvh;
    dvh.name = structure.name;
    dvh.role = structure.role;
    dvh.quantity = options.quantity;
    if (options.quantity != DoseQuantity::physical) dvh.alpha_beta_gy = options.alpha_beta.native();
    dvh.volume_cc = solid.volume_cc;
    dvh.volume_uncertainty_cc = solid.volume_uncertainty_cc;
    dvh.dose_coverage = histogram.coverage();
    dvh.mean_gy = histogram.mean_gy();
    dvh.min_gy = histogram.min_gy;
    dvh.max_gy = histogram.max_gy;
    const double open_share = solid.empty() ? 0.0 : std::min(1.0, solid.volume_uncertainty_cc / solid.volume_cc);
    dvh.mean_uncertainty_gy = open_share * std::max(dvh.max_gy - dvh.mean_gy, dvh.mean_gy - dvh.min_gy);
    dvh.warnings = solid.warnings;
    set_curve(dvh, histogram);
    warn(dvh);
    return dvh;
}

}  // namespace abscope::dose
