// Against the exponential series itself.
#include "math/poisson_series.hpp"

#include <cmath>

#include <doctest/doctest.h>

using abscope::math::poisson_weights;

TEST_CASE("Poisson weights sum to one and carry the mean, and the cut leaves no more than asked") {
    for (const double q : {0.0, 1e-9, 0.3, 5.0, 80.0, 600.0}) {
        const auto w = poisson_weights(q, 1e-15);
        double sum = 0.0, mean = 0.0;
        for (std::size_t n = 0; n < w.size(); ++n) {
            sum += w[n];
            mean += static_cast<double>(n) * w[n];
        }
        CHECK(sum == doctest::Approx(1.0).epsilon(1e-12));
        CHECK(mean == doctest::Approx(q).epsilon(1e-12));
    }
}

TEST_CASE("a series whose terms grow is carried far enough") {
    const double q = 30.0, growth = 0.6;
    const auto w = poisson_weights(q, 1e-6, growth);
    double sum = 0.0, power = 1.0;
    for (const double x : w) {
        sum += x * power;
        power *= 1.0 + growth;
    }
    CHECK(std::abs(sum - std::exp(growth * q)) < 1e-5);
}
