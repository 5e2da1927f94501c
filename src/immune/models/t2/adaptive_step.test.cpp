// The product's integration of T2 against the fixed-step method at a small step, and its invariants.
#include "immune/models/t2/adaptive_step.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "immune/models/t2/fixed_step.hpp"
#include "support/random_courses.hpp"

using namespace abscope;
using namespace abscope::immune;
using namespace abscope::immune::t2;

namespace {

// Largest difference of any state at any sampled day: relative, or 1e-9 of the state's own maximum over the course's samples,
// whichever is the more lenient, in units of `unit`.
double worst_difference(const std::vector<Trajectory>& ours, const std::vector<Trajectory>& exact) {
    double worst = 0.0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        for (std::size_t s = 0; s < exact[i].states[0].size(); ++s) {
            double largest = 0.0;
            for (const auto& state : exact[i].states) largest = std::max(largest, std::abs(state[s]));
            for (std::size_t d = 0; d < exact[i].days.size(); ++d) {
                const double scale = std::abs(exact[i].states[d][s]) + 1e-3 * largest;
                if (scale > 0.0) worst = std::max(worst, std::abs(ours[i].states[d][s] - exact[i].states[d][s]) / scale);
            }
        }
    }
    return worst;
}

Sampling daily() {
    Sampling sampling;
    for (int day = 0; day <= 30; ++day) sampling.days.push_back(day);
    return sampling;
}

bool same(const Trajectory& a, const Trajectory& b) {
    return a.days == b.days && a.states == b.states && a.probes == b.probes && a.steps == b.steps && a.rejected == b.rejected;
}

}  // namespace

TEST_CASE("the product's integrator agrees with the fixed-step method at a twentieth of its step") {
    const auto courses = random_courses(32, 1);
    const auto exact = run_fixed_step(courses, daily(), 0.0025);
    const double allowed[] = {3e-4, 1e-6, 1e-7};
    int row = 0;
    for (const double relative : {1e-4, 1e-7, 1e-8}) {
        const auto ours = run_adaptive(courses, daily(), {relative, 1e-3 * relative});
        const double difference = worst_difference(ours, exact);
        int steps = 0, rejected = 0;
        for (const auto& t : ours) steps += t.steps, rejected += t.rejected;
        MESSAGE("tolerance " << relative << ": largest difference " << difference << ", " << steps / 32 << " steps, " << rejected / 32
                             << " repeated, of 40 days");
        CHECK(difference < allowed[row++]);
    }
}

TEST_CASE("[property] the error of the product's integrator falls with its tolerance") {
    const auto courses = random_courses(8, 2);
    const auto exact = run_adaptive(courses, daily(), {1e-12, 1e-15});
    double last = 1.0;
    for (const double relative : {1e-3, 1e-5, 1e-7, 1e-9}) {
        const double difference = worst_difference(run_adaptive(courses, daily(), {relative, 1e-3 * relative}), exact);
        CHECK(difference < 0.1 * last);
        CHECK(difference < 10.0 * relative);
        last = difference;
    }
}

TEST_CASE("[property] a course gives the same bits alone, among others, and in any order") {
    auto courses = random_courses(21, 3);
    Sampling sampling = daily();
    sampling.probes = {find_state(courses[0].body.topology, "I[0]"), find_state(courses[0].body.topology, "B")};
    const auto together = run_adaptive(courses, sampling);
    for (const std::size_t i : {0u, 7u, 8u, 20u}) {
        const auto alone = run_adaptive(std::span(courses).subspan(i, 1), sampling);
        CHECK(same(alone[0], together[i]));
    }
    std::reverse(courses.begin(), courses.end());
    const auto reversed = run_adaptive(courses, sampling);
    for (std::size_t i = 0; i < courses.size(); ++i) CHECK(same(reversed[i], together[courses.size() - 1 - i]));
}

TEST_CASE("probes between the steps agree with samples at the steps") {
    const auto courses = random_courses(8, 4);
    Sampling fine = daily();
    for (int s = 0; s < courses[0].body.topology.size(); ++s) fine.probes.push_back(s);
    fine.grid_step_day = 0.1;
    const auto out = run_adaptive(courses, fine);
    Sampling met;
    for (int i = 0; i <= 300; ++i) met.days.push_back(out[0].grid_days[static_cast<std::size_t>(i)]);
    const auto exact = run_adaptive(courses, met, {1e-10, 1e-13});
    double worst = 0.0;
    for (std::size_t i = 0; i < courses.size(); ++i) {
        for (std::size_t s = 0; s < fine.probes.size(); ++s) {
            double largest = 0.0;
            for (const auto& state : exact[i].states) largest = std::max(largest, state[s]);
            for (std::size_t g = 0; g < 301; ++g) {
                const double scale = exact[i].states[g][s] + 1e-3 * largest;
                if (scale > 0.0) worst = std::max(worst, std::abs(out[i].probes[s][g] - exact[i].states[g][s]) / scale);
            }
        }
    }
    MESSAGE("largest difference of a probe: " << worst);
    CHECK(worst < 2e-5);
}

TEST_CASE("[property] no state becomes negative, and none is clamped") {
    auto courses = random_courses(64, 5);
    for (auto& course : courses) course.regimen.push_back(fraction(5.0, {100.0, 50.0}, {30.0, 30.0}));
    for (const double relative : {1e-2, 1e-6}) {
        for (const auto& t : run_adaptive(courses, daily(), {relative, 1e-3 * relative})) {
            CHECK(t.finished);
            for (const auto& state : t.states) {
                for (const double value : state) CHECK((std::isfinite(value) && value >= 0.0));
            }
        }
    }
}

TEST_CASE("a course that needs more steps than allowed says so, and its neighbours go on") {
    auto courses = random_courses(9, 6);
    courses[3].end_day = 3000.0;
    Sampling sampling{{0.0, 30.0}, {}, 0.0, 0.05};
    const auto out = run_adaptive(courses, sampling, {1e-6, 1e-9, 900});
    CHECK_FALSE(out[3].finished);
    CHECK(out[8].finished);
    CHECK(std::isfinite(out[8].at_day(30.0)[0]));
    sampling.days = {0.0, 3000.0};
    const auto enough = run_adaptive(std::span(courses).subspan(3, 1), sampling);
    CHECK(enough[0].finished);
    for (const double value : enough[0].at_day(3000.0)) CHECK(std::isfinite(value));
}

TEST_CASE("samples stand before the interventions of the same moment") {
    Course course{test_body(), {fraction(0.0, {8.0}), dose(0.0, Agent::anti_pd1, 30.0)}, 0.0, 1.0};
    Sampling sampling{{0.0, 1.0}, {}, 0.0, 0.05};
    const auto out = run_adaptive(std::span(&course, 1), sampling);
    CHECK(out[0].at_day(0.0)[LesionIndex::F] == 0.0);
    CHECK(out[0].at_day(1.0)[LesionIndex::F] > 1.0);
    // anti-PD-1 decays by itself: 30 exp(-0.12).
    CHECK(out[0].at_day(1.0)[find_state(course.body.topology, "c1")] == doctest::Approx(30.0 * std::exp(-0.12)).epsilon(1e-7));
}
