// Adaptive pulses on the twin: the trees of choices, what a cost and a spread do, and a cohort in which knowing is worth something.
#include <doctest/doctest.h>

#include <algorithm>

#include "schedule/evaluation.hpp"
#include "schedule/pulses.hpp"

using namespace abscope;
using namespace abscope::schedule;

namespace {

/// One lesion of 12 cm3 without drug; the plan gives 8 Gy evenly.
SearchCase one_lesion() {
    SearchCase fixed;
    fixed.scenario.lesions = {{"primary", "lung", 12.0, true, 0}};
    fixed.scenario.nodes = {"hilar"};
    fixed.scenario.blocks = {{{{{1.0}, {8.0}}}, {0.0}}};
    fixed.scenario.fractions = {{0.0, 0}, {2.0, 0}, {4.0, 0}};
    fixed.scenario.horizon_day = 120.0;
    fixed.blocks = {{8.0, 3, 0.0}};
    fixed.target_sets = target_sets(planned_targets(fixed.scenario, {8.0}));
    return fixed;
}

PulseOptions few(double cost, double spread) {
    PulseOptions options;
    options.ensemble = 6;
    options.truth = 4;
    options.cost_per_gy = cost;
    options.spread = spread;
    return options;
}

}  // namespace

TEST_CASE("pulses: 27 schedules of one dose; with a cost 49 that may leave pulses out, and less dose where it costs much") {
    const auto fixed = one_lesion();
    const auto free = adaptive_pulses(fixed, twin::human_model(), few(0.0, 1.0));
    REQUIRE(free.ok());
    CHECK(free->tree.name.size() == 27);
    CHECK(free->tree.name.front() == "8 Gy d0, 4 Gy d7, 12 Gy d14");
    const auto dear = adaptive_pulses(fixed, twin::human_model(), few(1.0, 1.0));
    REQUIRE(dear.ok());
    CHECK(dear->tree.name.size() == 49);
    // A Gy costs as much as all control: one pulse of 24/6 Gy, nobody gains by knowing.
    CHECK(dear->tree.name[static_cast<std::size_t>(dear->outcome.fixed)] == "4 Gy d0");
    CHECK(dear->outcome.headroom.mean == 0.0);
    for (const double utility : dear->outcome.fixed_utility) CHECK(utility <= 1.0 - 4.0);
}

TEST_CASE("pulses: a spread of next to nothing makes everyone the same, and knowing worth nothing") {
    const auto same = adaptive_pulses(one_lesion(), twin::human_model(), few(0.02, 0.01));
    const auto wide = adaptive_pulses(one_lesion(), twin::human_model(), few(0.02, 3.0));
    REQUIRE(same.ok());
    REQUIRE(wide.ok());
    const auto range = [](const std::vector<double>& values) { return *std::ranges::max_element(values) - *std::ranges::min_element(values); };
    CHECK(range(same->outcome.fixed_utility) < 0.02);
    CHECK(same->outcome.headroom.mean < 0.01);
    CHECK(wide->outcome.headroom.mean > 0.02);
}

TEST_CASE("[validation] schedule: adaptive pulses where knowing is worth something by construction") {
    // Every parameter spreads three times as far as in the human set, and every Gy costs two points: who is sensitive needs fewer
    // pulses than who is not. Decided a week after a pulse, when little has been cleared, and four weeks after it.
    auto fixed = one_lesion();
    fixed.scenario.horizon_day = 180.0;
    for (const double wait_day : {7.0, 28.0}) {
        PulseOptions options;
        options.ensemble = 400;
        options.truth = 600;
        options.cost_per_gy = 0.02;
        options.spread = 3.0;
        options.wait_day = wait_day;
        const auto study = adaptive_pulses(fixed, twin::human_model(), options);
        REQUIRE(study.ok());
        const auto& o = study->outcome;
        MESSAGE("observed after ", wait_day, " d: fixed ", study->tree.name[static_cast<std::size_t>(o.fixed)], "; adaptive gains ", 100 * o.gain.mean, " points (", 100 * o.gain.low, " to ", 100 * o.gain.high,
                "); perfect knowledge ", 100 * o.headroom.mean, "; effective members ", mean_of(o.effective_members), "; ", o.verdict());
        CHECK(o.headroom.low > 0.0);
        CHECK(o.gain.low > 0.0);
    }
}
