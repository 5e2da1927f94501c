// Recursion from n = 0; the tail is bounded by a geometric series.
#include "math/poisson_series.hpp"

#include <cmath>

#include "core/contract.hpp"

namespace abscope::math {

std::vector<double> poisson_weights(double q, double tolerance, double growth) {
    ABSCOPE_EXPECT(q >= 0.0 && q <= 700.0);  // e^(−q) must not vanish
    std::vector<double> weights;
    double w = std::exp(-q);
    double bound = 1.0;
    const double grown = q * (1.0 + growth);
    for (double n = 0.0;; n += 1.0) {
        weights.push_back(w);
        w *= q / (n + 1.0);
        bound *= 1.0 + growth;
        // Beyond n > q(1 + growth) the rest is at most the next bound ÷ (1 − q(1 + growth)/n).
        if (n + 2.0 > grown && w * bound / (1.0 - grown / (n + 2.0)) < tolerance) break;
    }
    return weights;
}

}  // namespace abscope::math
