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
        double y[2] = {1.0, 0.0}, next[2], store[2 * ts::stages];
        double* k[ts::stages];
        for (int j = 0; j < ts::stages; ++j) k[j] = store + 2 * j;
        for (int i = 0; i < steps; ++i) {
            rates(y, k[0]);
            ts::step(2, rates, y, k, 4.0 / steps, next);
            y[0] = next[0], y[1] = next[1];
        }
        const double error = std::abs(y[0] - std::cos(4.0));
        if (last > 0.0) CHECK(std::log2(last / error) == doctest::Approx(5.0).epsilon(0.1));
        last = error;
    }
}

TEST_CASE("Tsitouras 5(4): the interpolant's polynomials are its weights") {
    constexpr auto polynomials = ts::interpolant();
    for (const double theta : {0.1, 0.45, 1.0}) {
        double weights[ts::stages];
        ts::interpolation_weights(theta, weights);
        for (int j = 0; j < ts::stages; ++j) {
            double sum = 0.0;
            for (int m = 3; m >= 0; --m) sum = theta * (polynomials.coefficient[j][m] + sum);
            CHECK(sum == doctest::Approx(weights[j]).epsilon(1e-12));
        }
    }
}

TEST_CASE("a fed and decaying state is exact for a feed that the interpolant can hold, however fast it decays") {
    // r(t) = 1 + 2t + 3t² + 4t³ on a step of length h = 0.7; the solution of y' = r − k y by its own closed form.
    const double h = 0.7;
    const auto feed = [](double t) { return 1.0 + 2.0 * t + 3.0 * t * t + 4.0 * t * t * t; };
    for (const double rate : {1e-6, 0.3, 1.7, 1.9, 11.1, 55.0, 500.0}) {
        for (const double theta : {0.35, 1.0}) {
            double decay = 0.0, w[ts::stages];
            ts::decay_weights(theta, rate * h, decay, w);
            double y = decay * 2.0;
            for (int j = 0; j < ts::stages; ++j) y += h * w[j] * feed(ts::c[j] * h);
            // Simpson's rule on 20000 pieces of the convolution.
            const double end = theta * h;
            const int pieces = 20000;
            double exact = 2.0 * std::exp(-rate * end);
            for (int i = 0; i <= pieces; ++i) {
                const double t = end * i / pieces;
                const double weight = i == 0 || i == pieces ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0);
                exact += weight * end / pieces / 3.0 * std::exp(-rate * (end - t)) * feed(t);
            }
            CHECK(y == doctest::Approx(exact).epsilon(1e-9));
        }
    }
}

TEST_CASE("packs: a sum of fractions is divided once and is the sum") {
    using P = Pack<double, 4>;
    const P a{{1.0, 2.0, 3.0, 4.0}}, b{{2.0, 3.0, 5.0, 7.0}};
    const P x = a / b + 2.0 * b / (a + 1.0) - a / b / 3.0;
    const P y = 1.0 / (a / b);
    for (int lane = 0; lane < 4; ++lane) {
        const double p = a[lane], q = b[lane];
        CHECK(x[lane] == doctest::Approx(p / q + 2.0 * q / (p + 1.0) - p / q / 3.0).epsilon(1e-15));
        CHECK(y[lane] == doctest::Approx(q / p).epsilon(1e-15));
        CHECK(root(a)[lane] == std::sqrt(p));
        CHECK(falling_exponential(P(-1.0 * b))[lane] == doctest::Approx(std::exp(-q)).epsilon(1e-13));
    }
}
