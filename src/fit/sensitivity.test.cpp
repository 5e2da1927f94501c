// Morris and Sobol' on functions whose indices are closed forms.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "core/parallel.hpp"
#include "fit/sensitivity.hpp"

using namespace abscope;
using namespace abscope::fit;

namespace {

constexpr double pi = std::numbers::pi;

// Ishigami's function, a = 7, b = 0.1, on [-pi, pi]^3.
std::vector<double> ishigami(std::span<const double> u) {
    const double x = pi * (2.0 * u[0] - 1.0), y = pi * (2.0 * u[1] - 1.0), z = pi * (2.0 * u[2] - 1.0);
    return {std::sin(x) + 7.0 * std::sin(y) * std::sin(y) + 0.1 * std::pow(z, 4) * std::sin(x), 5.0};
}

constexpr double g_weights[] = {0.0, 1.0, 4.5, 9.0};

// Sobol's g-function.
std::vector<double> g_function(std::span<const double> u) {
    double product = 1.0;
    for (std::size_t k = 0; k < u.size(); ++k) product *= (std::abs(4.0 * u[k] - 2.0) + g_weights[k]) / (1.0 + g_weights[k]);
    return {product};
}

}  // namespace

TEST_CASE("Sobol' indices of Ishigami's function") {
    // Var = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2.
    const double b = 0.1, a = 7.0, p4 = std::pow(pi, 4), p8 = p4 * p4;
    const double variance = a * a / 8.0 + b * p4 / 5.0 + b * b * p8 / 18.0 + 0.5;
    const double v1 = 0.5 * std::pow(1.0 + b * p4 / 5.0, 2), v2 = a * a / 8.0, v13 = b * b * p8 * 8.0 / 225.0;
    const double first[] = {v1 / variance, v2 / variance, 0.0};
    const double total[] = {(v1 + v13) / variance, v2 / variance, v13 / variance};
    const auto indices = sobol(ishigami, 3, 20000, 1);
    for (std::size_t k = 0; k < 3; ++k) {
        CHECK(std::abs(indices[0][k].first - first[k]) < 0.03);
        CHECK(std::abs(indices[0][k].total - total[k]) < 0.03);
        CHECK(indices[0][k].total_error < 0.02);
        CHECK(std::isnan(indices[1][k].first));  // the second output is constant
    }
}

TEST_CASE("Sobol' indices of the g-function") {
    double whole = 1.0, parts[4];
    for (std::size_t k = 0; k < 4; ++k) {
        parts[k] = 1.0 / (3.0 * std::pow(1.0 + g_weights[k], 2));
        whole *= 1.0 + parts[k];
    }
    const double variance = whole - 1.0;
    const auto indices = sobol(g_function, 4, 20000, 2);
    for (std::size_t k = 0; k < 4; ++k) {
        CHECK(std::abs(indices[0][k].first - parts[k] / variance) < 0.03);
        CHECK(std::abs(indices[0][k].total - parts[k] * (whole / (1.0 + parts[k])) / variance) < 0.03);
    }
    set_thread_count(7);
    CHECK(sobol(g_function, 4, 20000, 2)[0][1].first == indices[0][1].first);
    set_thread_count(0);
}

TEST_CASE("Morris: a linear output has its coefficients and no spread; a product has both") {
    const auto effects = morris(
        [](std::span<const double> u) { return std::vector{3.0 * u[0] - 2.0 * u[1], u[0] * u[2], 1.0}; }, 3, 40, 1);
    CHECK(effects[0][0].mean == doctest::Approx(3.0));
    CHECK(effects[0][1].mean == doctest::Approx(-2.0));
    CHECK(effects[0][1].absolute == doctest::Approx(2.0));
    CHECK(effects[0][2].absolute == doctest::Approx(0.0));
    CHECK(effects[0][0].deviation < 1e-6);
    // d(u0·u2)/du0 = u2, on the grid {0, 1/3, 2/3, 1}: mean 1/2, deviation √5/6 ≈ 0.373.
    CHECK(effects[1][0].mean == doctest::Approx(0.5).epsilon(0.35));
    CHECK(effects[1][0].deviation == doctest::Approx(0.373).epsilon(0.2));
    CHECK(effects[2][0].absolute == 0.0);
}
