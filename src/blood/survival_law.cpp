// Evaluates the survival laws.
#include "blood/survival_law.hpp"

#include <cmath>

#include "math/gauss_hermite.hpp"

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

std::vector<SurvivalPoint> survival_points(const SurvivalLaw& law) {
    constexpr int poisson_terms = 8;
    constexpr int hermite_nodes = 16;
    if (law.kind == SurvivalKind::linear ||
        (law.kind == SurvivalKind::linear_quadratic && law.beta_per_gy2 <= 0.0))
        return {{law.alpha_per_gy, 1.0}};
    std::vector<SurvivalPoint> points;
    if (law.kind == SurvivalKind::saturating) {
        const double c = -std::log(law.floor);
        double weight = std::exp(-c);
        for (int n = 0; n <= poisson_terms; ++n) {
            points.push_back({n * law.mu_per_gy, weight});
            weight *= c / (n + 1);
        }
        return points;
    }
    const math::NormalQuadrature rule = math::normal_quadrature(hermite_nodes);
    for (std::size_t i = hermite_nodes / 2; i < hermite_nodes; ++i)  // the rule is symmetric
        points.push_back(
            {{law.alpha_per_gy, std::sqrt(2.0 * law.beta_per_gy2) * rule.node[i]}, 2.0 * rule.weight[i]});
    return points;
}

}  // namespace abscope::blood
