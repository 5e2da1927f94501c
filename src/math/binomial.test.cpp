// The exact binomial interval against an independent computation and closed forms.
#include <doctest/doctest.h>

#include <cmath>

#include "math/binomial.hpp"

using namespace abscope::math;

TEST_CASE("exact binomial interval: an independent bisection in Python") {
    const auto seven = exact_binomial_interval(7, 41);
    CHECK(seven.low == doctest::Approx(0.0715152881522944).epsilon(1e-9));
    CHECK(seven.high == doctest::Approx(0.3205608794489091).epsilon(1e-9));
}

TEST_CASE("exact binomial interval: closed forms at no event and at all events") {
    CHECK(exact_binomial_interval(0, 20).low == 0.0);
    CHECK(exact_binomial_interval(0, 20).high == doctest::Approx(1.0 - std::pow(0.025, 1.0 / 20.0)));
    CHECK(exact_binomial_interval(20, 20).low == doctest::Approx(std::pow(0.025, 1.0 / 20.0)));
    CHECK(binomial_cdf(1, 2, 0.5) == doctest::Approx(0.75));
}
