// Evaluates the survival laws.
#include "blood/survival_law.hpp"

#include <cmath>

namespace abscope::blood {

double SurvivalLaw::survival(double dose_gy) const {
    switch (kind) {
        case SurvivalKind::linear:
            return std::exp(-alpha_per_gy * dose_gy);
        case SurvivalKind::linear_quadratic:
            return std::exp(-alpha_per_gy * dose_gy - beta_per_gy2 * dose_gy * dose_gy);
        case SurvivalKind::saturating:
            return std::pow(floor, 1.0 - std::exp(-mu_per_gy * dose_gy));
    }
    return 1.0;
}

}  // namespace abscope::blood
