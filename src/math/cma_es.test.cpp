// CMA-ES on functions whose minimum is known, and the linear algebra it stands on.
#include <doctest/doctest.h>

#include <cmath>

#include "core/parallel.hpp"
#include "math/cma_es.hpp"
#include "math/symmetric_eigen.hpp"

using namespace abscope;
using namespace abscope::math;

namespace {

double rosenbrock(std::span<const double> x) {
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        sum += 100.0 * std::pow(x[i + 1] - x[i] * x[i], 2) + std::pow(1.0 - x[i], 2);
    }
    return sum;
}

// Condition 1e6, turned by a fixed rotation so that no unknown stands alone.
double turned_ellipsoid(std::span<const double> x) {
    double sum = 0.0;
    const std::size_t n = x.size();
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t j = (i + 1) % n;
        const double u = (i % 2 == 0 ? 0.6 * x[i] + 0.8 * x[j] : -0.8 * x[j] + 0.6 * x[i]) - 0.1 * static_cast<double>(i);
        sum += std::pow(10.0, 6.0 * static_cast<double>(i) / static_cast<double>(n - 1)) * u * u;
    }
    return sum;
}

}  // namespace

TEST_CASE("CMA-ES finds the minimum of Rosenbrock's valley in ten unknowns") {
    const std::vector<double> start(10, -0.5);
    CmaOptions options;
    options.evaluations = 30000;
    const auto found = minimise_cma(rosenbrock, start, options);
    CHECK(found.value < 1e-10);
    for (const double x : found.x) CHECK(x == doctest::Approx(1.0).epsilon(1e-4));
    // Hansen's tutorial needs of the order of 1e3·n evaluations there.
    CHECK(found.evaluations < 15000);
}

TEST_CASE("CMA-ES finds the minimum of an ill-conditioned turned ellipsoid") {
    const std::vector<double> start(8, 1.0);
    CmaOptions options;
    options.evaluations = 20000;
    const auto found = minimise_cma(turned_ellipsoid, start, options);
    CHECK(found.value < 1e-9);
    CHECK(found.evaluations < 10000);
}

TEST_CASE("CMA-ES gives the same bytes for 1, 2 and 7 threads, and another path for another seed") {
    const std::vector<double> start(5, 0.7);
    CmaOptions options;
    options.evaluations = 600;
    set_thread_count(1);
    const auto one = minimise_cma(rosenbrock, start, options);
    for (const std::size_t threads : {2, 7}) {
        set_thread_count(threads);
        const auto many = minimise_cma(rosenbrock, start, options);
        CHECK(many.x == one.x);
        CHECK(many.value == one.value);
    }
    set_thread_count(0);
    options.seed = 2;
    CHECK(minimise_cma(rosenbrock, start, options).x != one.x);
}

TEST_CASE("CMA-ES survives a function that is not a number on one side") {
    const std::vector<double> start{2.0, 2.0};
    const auto found = minimise_cma([](std::span<const double> x) { return x[0] < 0.0 ? std::nan("") : x[0] * x[0] + x[1] * x[1]; },
                                    start, {});
    CHECK(found.value < 1e-6);
}

TEST_CASE("eigenvectors of a symmetric matrix rebuild it; Cholesky refuses what is not positive definite") {
    SquareMatrix a(3);
    const double values[3][3] = {{4, 1, -2}, {1, 3, 0.5}, {-2, 0.5, 5}};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) a(i, j) = values[i][j];
    const auto eigen = symmetric_eigen(a);
    const auto lower = cholesky(a);
    REQUIRE(lower.has_value());
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            double rebuilt = 0.0, product = 0.0;
            for (std::size_t k = 0; k < 3; ++k) {
                rebuilt += eigen.values[k] * eigen.vectors(i, k) * eigen.vectors(j, k);
                product += (*lower)(i, k) * (*lower)(j, k);
            }
            CHECK(rebuilt == doctest::Approx(a(i, j)));
            CHECK(product == doctest::Approx(a(i, j)));
        }
    }
    const std::vector<double> b{1.0, 2.0, 3.0};
    const auto x = solve_lower_transposed(*lower, solve_lower(*lower, b));
    for (std::size_t i = 0; i < 3; ++i) CHECK(values[i][0] * x[0] + values[i][1] * x[1] + values[i][2] * x[2] == doctest::Approx(b[i]));
    a(2, 2) = -1.0;
    CHECK_FALSE(cholesky(a).has_value());
}
