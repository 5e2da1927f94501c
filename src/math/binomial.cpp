// Binomial probabilities and their exact interval, by bisection. Belongs to math.
#include "math/binomial.hpp"

#include <cmath>

#include "core/contract.hpp"

namespace abscope::math {

double binomial_cdf(int k, int n, double p) {
    ABSCOPE_EXPECT(n >= 1 && p >= 0.0 && p <= 1.0);
    if (k < 0) return 0.0;
    if (k >= n || p == 0.0) return 1.0;
    if (p == 1.0) return 0.0;
    double sum = 0.0;
    for (int i = 0; i <= k; ++i)
        sum += std::exp(std::lgamma(n + 1.0) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0) + i * std::log(p) + (n - i) * std::log1p(-p));
    return sum < 1.0 ? sum : 1.0;
}

Interval exact_binomial_interval(int events, int n, double level) {
    ABSCOPE_EXPECT(n >= 1 && events >= 0 && events <= n && level > 0.0 && level < 1.0);
    const double tail = 0.5 * (1.0 - level);
    // binomial_cdf falls with p: where does it pass `wanted`?
    const auto crossing = [&](int k, double wanted) {
        double low = 0.0, high = 1.0;
        for (int i = 0; i < 100; ++i) {
            const double middle = 0.5 * (low + high);
            (binomial_cdf(k, n, middle) > wanted ? low : high) = middle;
        }
        return 0.5 * (low + high);
    };
    return {events == 0 ? 0.0 : crossing(events - 1, 1.0 - tail), events == n ? 1.0 : crossing(events, tail)};
}

}  // namespace abscope::math
