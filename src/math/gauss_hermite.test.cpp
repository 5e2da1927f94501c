// Against the moments and the characteristic function of the normal distribution.
#include "math/gauss_hermite.hpp"

#include <cmath>

#include <doctest/doctest.h>

using abscope::math::normal_quadrature;

TEST_CASE("Gauss-Hermite reproduces the moments of the normal distribution") {
    const auto q = normal_quadrature(16);
    double even = 1.0;
    for (int power = 0; power <= 30; power += 2) {
        double sum = 0.0;
        double odd = 0.0;
        for (std::size_t i = 0; i < q.node.size(); ++i) {
            sum += q.weight[i] * std::pow(q.node[i], power);
            odd += q.weight[i] * std::pow(q.node[i], power + 1);
        }
        CHECK(sum == doctest::Approx(even).epsilon(1e-11));  // (2k − 1)!!
        CHECK(std::abs(odd) < 1e-9 * even);
        even *= power + 1;
    }
}

TEST_CASE("Gauss-Hermite gives the characteristic function of the normal distribution") {
    const auto q = normal_quadrature(24);
    for (const double t : {0.1, 1.0, 2.5}) {
        double sum = 0.0;
        for (std::size_t i = 0; i < q.node.size(); ++i) sum += q.weight[i] * std::cos(t * q.node[i]);
        CHECK(sum == doctest::Approx(std::exp(-0.5 * t * t)).epsilon(1e-10));
    }
}
