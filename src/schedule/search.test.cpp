// The search on problems whose optimum is known; comparisons against closed forms.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "core/rng.hpp"
#include "schedule/comparison.hpp"
#include "schedule/search.hpp"

using namespace abscope;
using namespace abscope::schedule;

namespace {

/// A space of `axes` axes with values low … high in `count` steps.
Space grid(int axes, int count, double low, double high) {
    Space space;
    for (int a = 0; a < axes; ++a) {
        Axis axis{"x" + std::to_string(a), {}};
        for (int i = 0; i < count; ++i) axis.values.push_back(low + (high - low) * i / (count - 1));
        space.axes.push_back(axis);
    }
    return space;
}

template <class Function>
BatchObjective objective(const Space& space, const Function& f) {
    return [&space, f](std::span<const Point> points) {
        std::vector<double> values;
        for (const auto& point : points) {
            std::vector<double> x;
            for (std::size_t a = 0; a < space.axes.size(); ++a) x.push_back(space.value(point, a));
            values.push_back(f(x));
        }
        return values;
    };
}

std::vector<double> found(const Space& space, const SearchResult& result) {
    std::vector<double> x;
    for (std::size_t a = 0; a < space.axes.size(); ++a) x.push_back(space.value(result.best, a));
    return x;
}

}  // namespace

TEST_CASE("search: a quadratic whose axes trade against each other") {
    // −(x − 2)² − (y + 1)² − 1.6 (x − 2)(y + 1) − (z − 3)²: eigenvalues 1.8, 0.2, 1; optimum (2, −1, 3).
    const auto space = grid(3, 21, -5.0, 5.0);
    const auto result = search(space, objective(space, [](const auto& x) {
                                   const double u = x[0] - 2.0, v = x[1] + 1.0, w = x[2] - 3.0;
                                   return -u * u - v * v - 1.6 * u * v - w * w;
                               }), {});
    CHECK(found(space, result) == std::vector<double>{2.0, -1.0, 3.0});
    CHECK(result.evaluations <= 500);
}

TEST_CASE("search: many local optima (Rastrigin), global optimum at zero") {
    const auto space = grid(4, 21, -5.0, 5.0);
    const auto result = search(space, objective(space, [](const auto& x) {
                                   double sum = 0.0;
                                   for (const double v : x) sum -= v * v - 10.0 * std::cos(2.0 * std::numbers::pi * v) + 10.0;
                                   return sum;
                               }), {});
    CHECK(result.value == doctest::Approx(0.0));
    for (const double v : found(space, result)) CHECK(v == doctest::Approx(0.0));
}

TEST_CASE("search: a constraint that cuts the optimum off") {
    // Maximise x + 2y with x² + y² ≤ 25 on integers: (2, 4) gives 10, (1, 4) 9, (0, 5) 10, (3, 4) gives 11: the optimum.
    const auto space = grid(2, 11, -5.0, 5.0);
    const auto result = search(space, objective(space, [](const auto& x) {
                                   return x[0] * x[0] + x[1] * x[1] <= 25.0 ? x[0] + 2.0 * x[1] : -std::numeric_limits<double>::infinity();
                               }), {});
    CHECK(found(space, result) == std::vector<double>{3.0, 4.0});
}

TEST_CASE("search: nothing is evaluated twice, the budget holds, seeds are looked at") {
    const auto space = grid(3, 10, 0.0, 9.0);
    std::map<Point, int> times;
    SearchOptions options;
    options.budget = 60;
    options.seeds = {{9, 9, 9}};
    const auto result = search(space, [&](std::span<const Point> points) {
        std::vector<double> values;
        for (const auto& p : points) {
            ++times[p];
            values.push_back(-p[0] - p[1] - p[2]);
        }
        return values;
    }, options);
    CHECK(result.evaluations <= 60);
    CHECK(times.contains(Point{9, 9, 9}));
    for (const auto& [point, n] : times) CHECK(n == 1);
    CHECK(enumerate(space, [&](std::span<const Point> points) { return std::vector<double>(points.size(), 0.0); }).evaluations == 1000);
    CHECK(space.point(space.size() - 1) == Point{9, 9, 9});
    CHECK(space.nearest({4.4, 0.0, 100.0}) == Point{4, 0, 9});
}

TEST_CASE("Student's quantiles: tables") {
    // Standard tables: t(0.975, 10) = 2.2281, t(0.995, 5) = 4.0321, t(0.995, 127) = 2.6148, t(0.975, 2) = 4.3027.
    CHECK(student_quantile(0.975, 10) == doctest::Approx(2.2281).epsilon(1e-4));
    CHECK(student_quantile(0.995, 5) == doctest::Approx(4.0321).epsilon(3e-3));
    CHECK(student_quantile(0.995, 127) == doctest::Approx(2.6148).epsilon(1e-4));
    CHECK(student_quantile(0.975, 2) == doctest::Approx(4.3027).epsilon(1e-4));
}

TEST_CASE("paired gain: by hand") {
    // Differences 1, 2, 3: mean 2, standard error 1/√3, t(0.995, 2) = 9.9248.
    const std::vector<double> a{2, 4, 6}, b{1, 2, 3};
    const auto gain = paired_gain(a, b);
    CHECK(gain.mean == doctest::Approx(2.0));
    CHECK(gain.low == doctest::Approx(2.0 - 9.9248 / std::sqrt(3.0)).epsilon(1e-4));
    CHECK(gain.patients_better == doctest::Approx(1.0));
    CHECK_FALSE(gain.resolved());
    // P(T < 2√3) with two degrees: 0.5 + t/(2√(2 + t²)) = 0.962910.
    CHECK(gain.p_better == doctest::Approx(0.96291).epsilon(1e-4));
    CHECK(paired_gain(a, a).p_better == 0.5);
}

TEST_CASE("structural gain: it widens, and one side that disagrees leaves it unresolved") {
    StructuralGain gain{{"base", "other side"}, {{0.10, 0.05, 0.15, 0.99, 0.8, 64}, {0.02, -0.03, 0.07, 0.70, 0.6, 64}}};
    CHECK(gain.gain[0].resolved());
    CHECK_FALSE(gain.resolved());
    CHECK(gain.low() == doctest::Approx(-0.03));
    CHECK(gain.high() == doctest::Approx(0.15));
    CHECK(gain.p_better_low() == doctest::Approx(0.70));
}

TEST_CASE("Pareto front: by hand") {
    const auto front = pareto_front({{1, 5}, {2, 4}, {2, 3}, {5, 1}, {1, 5}});
    CHECK(front == std::vector<std::size_t>{0, 1, 3, 4});
}
