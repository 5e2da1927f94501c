// The one thing a dose distribution answers about itself.
#include "patient/exposure.hpp"

namespace abscope::patient {

double DoseBins::mean_gy() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < dose_gy.size(); ++i) sum += dose_gy[i] * volume_fraction[i];
    return sum;
}

}  // namespace abscope::patient
