// The quadratic fit on quadratics that are known, and on noise.
#include "math/quadratic_fit.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "core/rng.hpp"

using namespace abscope;
using namespace abscope::math;

namespace {

// Two functions of three inputs, and their gradients by hand.
double first(const std::vector<double>& z) { return 1.5 - 2.0 * z[0] + 0.25 * z[2] + 3.0 * z[0] * z[1] - 0.5 * z[2] * z[2]; }
double second(const std::vector<double>& z) { return z[1] * z[1] - z[0] * z[2]; }

std::vector<std::vector<double>> scattered(std::size_t count) {
    std::vector<std::vector<double>> points(count, std::vector<double>(3));
    for (std::size_t i = 0; i < count; ++i) {
        RandomStream stream(11, RandomPurpose::test, i);
        for (auto& x : points[i]) x = stream.normal();
    }
    return points;
}

}  // namespace

TEST_CASE("[property] a quadratic is recovered, value and gradient") {
    const auto points = scattered(43);
    std::vector<std::vector<double>> values;
    for (const auto& z : points) values.push_back({first(z), second(z)});
    const auto fit = QuadraticFit::of(points, values, std::vector<double>(points.size(), 2.0), 0.0);
    REQUIRE(fit.has_value());
    CHECK(QuadraticFit::coefficients(3) == 10);
    const std::vector<double> z{0.3, -1.2, 2.0};
    std::vector<double> y, slopes;
    fit->evaluate(z, y, slopes);
    CHECK(y[0] == doctest::Approx(first(z)).epsilon(1e-10));
    CHECK(y[1] == doctest::Approx(second(z)).epsilon(1e-10));
    const double expected[] = {-2.0 + 3.0 * z[1], 3.0 * z[0], 0.25 - z[2], -z[2], 2.0 * z[1], -z[0]};
    for (std::size_t i = 0; i < 6; ++i) CHECK(slopes[i] == doctest::Approx(expected[i]).epsilon(1e-9));
}

TEST_CASE("a point of weight nothing does not count") {
    auto points = scattered(30);
    std::vector<std::vector<double>> values;
    for (const auto& z : points) values.push_back({first(z)});
    std::vector<double> weights(points.size(), 1.0);
    values[7][0] = 1e6;
    weights[7] = 0.0;
    const auto fit = QuadraticFit::of(points, values, weights, 0.0);
    REQUIRE(fit.has_value());
    std::vector<double> y, slopes;
    fit->evaluate(points[7], y, slopes);
    CHECK(y[0] == doctest::Approx(first(points[7])).epsilon(1e-9));
}

TEST_CASE("fewer points than coefficients need damping") {
    const auto points = scattered(4);
    const std::vector<std::vector<double>> values(4, {1.0});
    const std::vector<double> weights(4, 1.0);
    CHECK_FALSE(QuadraticFit::of(points, values, weights, 0.0).has_value());
    const auto fit = QuadraticFit::of(points, values, weights, 1e-6);
    REQUIRE(fit.has_value());
    std::vector<double> y, slopes;
    fit->evaluate(points[0], y, slopes);
    CHECK(y[0] == doctest::Approx(1.0).epsilon(1e-5));
}
