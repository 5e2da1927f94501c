// The pair's order conditions (Butcher's trees up to order five), its interpolant, and its order of convergence.
#include "math/tsitouras.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace abscope::math;
namespace ts = abscope::math::tsitouras;

namespace {

// (A v)_i, with the last row being the weights.
std::vector<double> times_a(const std::vector<double>& v) {
    std::vector<double> out(ts::stages, 0.0);
    for (int i = 1; i < ts::stages; ++i) {
        for (int j = 0; j < i; ++j) out[i] += ts::a[i][j] * v[j];
    }
    return out;
}
std::vector<double> product(const std::vector<double>& u, const std::vector<double>& v) {
    std::vector<double> out(u);
    for (std::size_t i = 0; i < u.size(); ++i) out[i] *= v[i];
    return out;
}
double dot(const std::vector<double>& b, const std::vector<double>& v) {
    double sum = 0.0;
    for (std::size_t i = 0; i < b.size(); ++i) sum += b[i] * v[i];
    return sum;
}

struct Condition {
    int order;
    std::vector<double> tree;
    double inverse_density;
};

std::vector<Condition> conditions() {
    const std::vector<double> one(ts::stages, 1.0), c(std::begin(ts::c), std::end(ts::c));
    const auto c2 = product(c, c), c3 = product(c2, c), c4 = product(c3, c);
    const auto ac = times_a(c), ac2 = times_a(c2), aac = times_a(ac);
    return {{1, one, 1.0},
            {2, c, 1.0 / 2},
            {3, c2, 1.0 / 3},
            {3, ac, 1.0 / 6},
            {4, c3, 1.0 / 4},
            {4, product(c, ac), 1.0 / 8},
            {4, ac2, 1.0 / 12},
            {4, aac, 1.0 / 24},
            {5, c4, 1.0 / 5},
            {5, product(c2, ac), 1.0 / 10},
            {5, product(c, ac2), 1.0 / 15},
            {5, product(c, aac), 1.0 / 30},
            {5, product(ac, ac), 1.0 / 20},
            {5, times_a(c3), 1.0 / 20},
            {5, times_a(product(c, ac)), 1.0 / 40},
            {5, times_a(ac2), 1.0 / 60},
            {5, times_a(aac), 1.0 / 120}};
}

}  // namespace

TEST_CASE("Tsitouras 5(4): the coefficients satisfy the order conditions") {
    std::vector<double> b(ts::stages, 0.0), lower(ts::stages, 0.0);
    for (int j = 0; j + 1 < ts::stages; ++j) b[j] = ts::a[ts::stages - 1][j];
    for (int j = 0; j < ts::stages; ++j) lower[j] = b[j] - ts::e[j];
    const auto sums = times_a(std::vector<double>(ts::stages, 1.0));
    for (int i = 0; i < ts::stages; ++i) CHECK(sums[i] == doctest::Approx(ts::c[i]).epsilon(1e-13));
    bool lower_is_not_fifth = false;
    for (const auto& condition : conditions()) {
        CHECK(std::abs(dot(b, condition.tree) - condition.inverse_density) < 1e-13);
        const double fault = std::abs(dot(lower, condition.tree) - condition.inverse_density);
        if (condition.order <= 4) CHECK(fault < 1e-13);
        if (condition.order == 5) lower_is_not_fifth = lower_is_not_fifth || fault > 1e-5;
    }
    CHECK(lower_is_not_fifth);
}

TEST_CASE("Tsitouras 5(4): the interpolant is of fourth order and meets both ends") {
    for (const double theta : {0.0, 0.2, 0.5, 0.9, 1.0}) {
        double weights[ts::stages];
        ts::interpolation_weights(theta, weights);
        const std::vector<double> b(std::begin(weights), std::end(weights));
        for (const auto& condition : conditions()) {
            if (condition.order > 4) continue;
            CHECK(std::abs(dot(b, condition.tree) - std::pow(theta, condition.order) * condition.inverse_density) < 1e-11);
        }
        if (theta == 1.0) {
            for (int j = 0; j + 1 < ts::stages; ++j) CHECK(std::abs(b[j] - ts::a[ts::stages - 1][j]) < 1e-12);
        }
    }
}

TEST_CASE("[property] Tsitouras 5(4): halving the step divides the error by 32") {
    // y'' = -y as a system; exact solution cos t.
    const auto rates = [](const double* y, double* dy) { dy[0] = y[1], dy[1] = -y[0]; };
    double last = 0.0;
    for (const int steps : {8, 16, 32, 64}) {
        double y[2] = {1.0, 0.0}, next[2], k[2 * ts::stages];
        for (int i = 0; i < steps; ++i) {
            rates(y, k);
            ts::step(2, rates, y, k, 4.0 / steps, next);
            y[0] = next[0], y[1] = next[1];
        }
        const double error = std::abs(y[0] - std::cos(4.0));
        if (last > 0.0) CHECK(std::log2(last / error) == doctest::Approx(5.0).epsilon(0.1));
        last = error;
    }
}
