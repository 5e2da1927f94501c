// The search and the comparison on the twin itself: regret against enumeration, and how often a difference is called resolved.
#include <doctest/doctest.h>

#include <cmath>

#include "core/embedded.hpp"
#include "io/toml.hpp"
#include "math/binomial.hpp"
#include "schedule/evaluation.hpp"
#include "schedule/search.hpp"

using namespace abscope;
using namespace abscope::schedule;

namespace {

/// An irradiated lesion, one outside, a drug: what the tests below vary.
SearchCase two_lesions() {
    SearchCase fixed;
    fixed.scenario.lesions = {{"near", "lung", 12.0, true, 0}, {"far", "lung", 3.0, false, 1}};
    fixed.scenario.nodes = {"hilar", "other"};
    fixed.scenario.blocks = {{{{{1.0}, {8.0}}, {{1.0}, {0.0}}}, {0.5, 0.0}}};
    fixed.scenario.horizon_day = 120.0;
    auto& block = fixed.exposure.blocks.emplace_back();
    block.fractions = 3;
    block.organs = {{"lungs", patient::OrganRole::lungs, 3500.0, 1.0, {{0.1, 0.5, 2.0, 6.0}, {0.6, 0.25, 0.1, 0.05}}},
                    {"oesophagus", patient::OrganRole::oesophagus, 30.0, 1.0, {{0.3, 1.5}, {0.7, 0.3}}}};
    fixed.scenario.fractions = {{0.0, 0}, {2.0, 0}, {4.0, 0}};
    fixed.blocks = {{8.0, 3, 0.5}};
    fixed.drugs = {{"pembrolizumab", immune::Agent::anti_pd1, true, 200.0, false, 5}};
    fixed.target_sets = target_sets(planned_targets(fixed.scenario, {8.0}));
    return fixed;
}

const std::vector<toxicity::OrganModel> organ_models{{"lkb", patient::OrganRole::lungs, "pneumonitis", toxicity::LymanModel{30.8, 0.37, 1.0}, 3.0, "[@seppenwoolde2003]", "", true},
                                                     {"oes", patient::OrganRole::oesophagus, "oesophagitis", toxicity::LymanModel{51.0, 0.32, 0.44}, 10.0, "[@chapet2005]", "", true}};
const Limits& limits() {
    static const Limits read = *read_limits(*io::parse_toml(core::embedded_file("oar_limits.toml"), "oar_limits.toml"));
    return read;
}
Judges judges() { return {&organ_models, &limits()}; }

Candidate schedule_of(double dose_gy, int fractions) {
    Candidate c;
    c.blocks = {{dose_gy, fractions, 2.0}};
    c.drugs = {{0.0, 21.0}};
    return c;
}

/// Control of the irradiated lesion for each patient of a seed.
std::vector<double> control(const Candidate& candidate, int patients, std::uint64_t seed) {
    return evaluate(two_lesions(), std::vector<Candidate>{candidate}, twin::human_model(), judges(), {patients, seed, 1e-3}, true).front().irradiated;
}

/// Dose of a fraction at which n fractions reach a mean control in a large population.
double tuned_dose(int fractions, double wanted, int patients) {
    double low = 0.5, high = 4.0;
    for (int i = 0; i < 15; ++i) {
        const double middle = 0.5 * (low + high);
        (mean_of(control(schedule_of(middle, fractions), patients, 99)) < wanted ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace

TEST_CASE("candidates: the reference's own scenario comes back; a spared node, a shift and a limit do what they say") {
    const auto fixed = two_lesions();
    const auto scenario = scenario_of(fixed, schedule_of(8.0, 3));
    REQUIRE(scenario.fractions.size() == 3);
    CHECK(scenario.fractions[2].t_day == 4.0);
    CHECK(scenario.fractions[0].scale == 1.0);
    CHECK(scenario.drugs.size() == 5);
    CHECK(scenario.drugs[0].t_day == 1.0);
    auto early = schedule_of(4.0, 5);
    early.drugs[0].start_day = -14.0;
    early.node_spared = true;
    early.other_lesions_gy = 0.5;
    const auto changed = scenario_of(fixed, early);
    CHECK(changed.fractions[0].t_day == 14.0);
    CHECK(changed.fractions[0].scale == 0.5);
    CHECK(changed.drugs[0].t_day == 0.0);
    CHECK(changed.blocks[0].node_gy[0] == doctest::Approx(0.05));
    CHECK(changed.blocks[0].lesions[1].dose_gy[0] * changed.fractions[0].scale == doctest::Approx(0.5));
    CHECK(drug_order(early.drugs[0]) == Order::before);
    CHECK(visits(fixed, schedule_of(8.0, 3)) == 8);
    auto hot = schedule_of(24.0, 30);
    CHECK_FALSE(evaluate(fixed, std::vector<Candidate>{hot}, twin::human_model(), judges(), {2, 1, 1e-3}).front().broken.empty());
    auto often = schedule_of(8.0, 3);
    often.drugs[0].every_day = 14.0;
    CHECK_FALSE(evaluate(fixed, std::vector<Candidate>{often}, twin::human_model(), judges(), {2, 1, 1e-3}).front().broken.empty());
    CHECK(structural_variants(twin::human_model()).size() == 3);
}

TEST_CASE("evaluation: the same patients and bytes, whatever else is evaluated") {
    const auto fixed = two_lesions();
    const std::vector<Candidate> both{schedule_of(8.0, 3), schedule_of(2.0, 5)};
    const auto together = evaluate(fixed, both, twin::human_model(), judges(), {6, 1, 1e-3});
    const auto alone = evaluate(fixed, std::vector<Candidate>{both[1]}, twin::human_model(), judges(), {6, 1, 1e-3});
    CHECK(together[1].all == alone[0].all);
    CHECK(mean_of(together[0].irradiated) > mean_of(together[1].irradiated));
}

TEST_CASE("[validation] schedule: regret of at most 1 % against all 5 000 points, at a tenth of the cost") {
    const auto fixed = two_lesions();
    Space space;
    space.axes = {{"dose", {1, 2, 3, 4, 5, 6, 8, 10, 12, 15}}, {"fractions", {1, 2, 3, 4, 5, 6, 8, 10, 15, 20}}, {"interval", {0, 2, 7, 14, 21}}, {"start", {-14, 0, 1, 14, 28}}, {"every", {21, 42}}};
    REQUIRE(space.size() == 5000);
    const auto candidate = [&](const Point& point) {
        auto c = schedule_of(space.value(point, 0), static_cast<int>(space.value(point, 1)));
        c.blocks[0].interval_day = space.value(point, 2);
        c.drugs[0] = {space.value(point, 3), space.value(point, 4)};
        return c;
    };
    const BatchObjective objective = [&](std::span<const Point> points) {
        std::vector<Candidate> candidates;
        for (const auto& point : points) candidates.push_back(candidate(point));
        std::vector<double> values;
        for (const auto& e : evaluate(fixed, candidates, twin::human_model(), judges(), {8, 1, 1e-3})) values.push_back(utility(e, {}));
        return values;
    };
    SearchOptions options;
    options.spread_starts = 12;
    options.climbs = 2;
    const auto found = search(space, objective, options);
    const auto all = enumerate(space, objective);
    // Both re-simulated with other patients and a tighter step.
    const auto fresh = evaluate(fixed, std::vector<Candidate>{candidate(found.best), candidate(all.best)}, twin::human_model(), judges(), {64, 2, 1e-4});
    const double regret = (utility(fresh[1], {}) - utility(fresh[0], {})) / std::abs(utility(fresh[1], {}));
    MESSAGE("evaluations ", found.evaluations, " of ", all.evaluations, "; regret ", regret, "; best ", utility(fresh[1], {}));
    CHECK(found.evaluations * 10 <= all.evaluations);
    CHECK(regret <= 0.01);
}

TEST_CASE("[validation] schedule: resolution: equal schedules in at least 95 % not resolved, 10 points in at least 80 % resolved") {
    constexpr int patients = 128, repeats = 200, population = 1024;
    const double wanted = 0.5;
    const double few = tuned_dose(2, wanted, population), many = tuned_dose(6, wanted, population), better = tuned_dose(6, wanted + 0.10, population);
    int open = 0, resolved = 0;
    for (int r = 0; r < repeats; ++r) {
        const auto seed = static_cast<std::uint64_t>(1000 + r);
        const auto reference = control(schedule_of(few, 2), patients, seed);
        open += !paired_gain(control(schedule_of(many, 6), patients, seed), reference).resolved();
        resolved += paired_gain(control(schedule_of(better, 6), patients, seed), reference).low > 0.0;
    }
    const auto interval = math::exact_binomial_interval(open, repeats), power = math::exact_binomial_interval(resolved, repeats);
    MESSAGE(few, " Gy x 2, ", many, " Gy x 6, ", better, " Gy x 6; not resolved ", open, " of ", repeats, " (", interval.low, " to ", interval.high, "); resolved ", resolved, " (", power.low, " to ", power.high, ")");
    CHECK(open >= 0.95 * repeats);
    CHECK(resolved >= 0.80 * repeats);
}
