// Targets as a decision: which sets are offered, what a set does to doses, and how far its toxicity is left open.
#include <doctest/doctest.h>

#include <cmath>

#include "core/embedded.hpp"
#include "io/toml.hpp"
#include "schedule/evaluation.hpp"

using namespace abscope;
using namespace abscope::schedule;

namespace {

/// Two lesions in the field (one mostly outside it), one elsewhere; lungs with a known dose.
SearchCase three_lesions() {
    SearchCase fixed;
    fixed.scenario.lesions = {{"primary", "lung", 12.0, true, 0}, {"grazed", "lung", 3.0, true, 1}, {"far", "liver", 5.0, false, 2}};
    fixed.scenario.nodes = {"hilar", "mediastinal", "portal"};
    fixed.scenario.blocks = {{{{{0.5, 0.5}, {7.0, 9.0}}, {{1.0}, {0.4}}, {{1.0}, {0.0}}}, {0.6, 0.1, 0.0}}};
    auto blood = std::make_shared<twin::BloodOfScenario>();
    blood->exposures.resize(1);
    blood->exposures[0].organs = {{0, 1.0, {0.0, 2.0}, {0.5, 0.5}, {}, "lungs"}};
    fixed.scenario.blood = blood;
    fixed.scenario.fractions = {{0.0, 0}, {2.0, 0}, {4.0, 0}};
    auto& block = fixed.exposure.blocks.emplace_back();
    block.fractions = 3;
    block.organs = {{"lungs", patient::OrganRole::lungs, 3500.0, 1.0, {{1.0}, {1.0}}}, {"liver", patient::OrganRole::liver, 1500.0, 1.0, {{0.5}, {1.0}}}};
    fixed.blocks = {{8.0, 3, 0.6}};
    fixed.target_sets = target_sets(planned_targets(fixed.scenario, {8.0}));
    return fixed;
}

const std::vector<toxicity::OrganModel> organ_models{{"lkb", patient::OrganRole::lungs, "pneumonitis", toxicity::LymanModel{30.8, 0.37, 1.0}, 3.0, "[@seppenwoolde2003]", "", true},
                                                     {"liver", patient::OrganRole::liver, "RILD", toxicity::LymanModel{39.8, 0.12, 0.97}, 2.0, "", "", false}};
const Limits& limits() {
    static const Limits read = *read_limits(*io::parse_toml(core::embedded_file("oar_limits.toml"), "oar_limits.toml"));
    return read;
}

Candidate plan_schedule() {
    Candidate c;
    c.blocks = {{8.0, 3, 2.0}};
    return c;
}
/// Index of a set among those offered.
int set_of(const SearchCase& fixed, const TargetSet& wanted) {
    for (std::size_t i = 0; i < fixed.target_sets.size(); ++i)
        if (fixed.target_sets[i] == wanted) return static_cast<int>(i);
    return -1;
}

}  // namespace

TEST_CASE("targets: a lesion below half of the prescription is no target; every non-empty set is offered once, the plan's first") {
    const auto fixed = three_lesions();
    CHECK(fixed.target_sets.front() == TargetSet{true, false, false});
    CHECK(fixed.target_sets.size() == 7);
    for (int code = 1; code < 8; ++code) CHECK(set_of(fixed, {(code & 1) != 0, (code & 2) != 0, (code & 4) != 0}) >= 0);
    CHECK(set_of(fixed, {false, false, false}) == -1);
    CHECK(target_sets({false, false}).size() == 1);
    const auto many = target_sets(TargetSet{true, false, false, false, false, false, false, true});
    CHECK(many.size() == most_target_sets);
    CHECK(many[9] == TargetSet(8, true));  // the plan's, six more, two less, then all
}

TEST_CASE("targets: an added lesion receives the prescription, a dropped one nothing; nodes and blood follow") {
    const auto fixed = three_lesions();
    auto c = plan_schedule();
    c.blocks[0].dose_gy = 4.0;  // half of the case's
    c.targets = set_of(fixed, {true, false, true});
    const auto added = scenario_of(fixed, c);
    CHECK(added.blocks[0].lesions[2].dose_gy[0] * added.fractions[0].scale == doctest::Approx(4.0));
    CHECK(added.blocks[0].lesions[0].dose_gy == fixed.scenario.blocks[0].lesions[0].dose_gy);
    CHECK(added.blocks[0].node_gy[2] == doctest::Approx(0.6));
    CHECK(added.blood->exposures[0].organs[0].dose_gy[1] == doctest::Approx(4.0));  // two targets instead of one
    c.targets = set_of(fixed, {false, false, true});
    const auto moved = scenario_of(fixed, c);
    CHECK(moved.blocks[0].lesions[0].dose_gy[0] == 0.0);
    CHECK(moved.blocks[0].lesions[1].dose_gy[0] == 0.4);  // grazed by the plan: not a target, not dropped
    CHECK(moved.blocks[0].node_gy[0] == 0.0);
    CHECK(moved.blood->exposures[0].organs[0].dose_gy[1] == doctest::Approx(2.0));
    CHECK(describe(fixed, c) == "4 Gy × 3, every 2 d, to far");
    c.targets = set_of(fixed, {true, false, true});
    CHECK(describe(fixed, c) == "4 Gy × 3, every 2 d, to primary + far");
}

TEST_CASE("targets: the toxicity of what no plan says is bounded and named, never the plan's") {
    const auto fixed = three_lesions();
    const auto plan = toxicity_range(fixed, plan_schedule(), organ_models, limits());
    CHECK(plan.unknown.empty());
    // One Gy to all of the lung in each of three fractions: 3·(1 + 3)/(2 + 3) = 2.4 Gy EQD2; Φ((2.4 − 30.8)/(0.37·30.8)) = 0.0063495.
    CHECK(plan.organs[0].high == doctest::Approx(0.0063495).epsilon(1e-3));
    auto c = plan_schedule();
    c.targets = set_of(fixed, {true, false, true});
    const auto added = toxicity_range(fixed, c, organ_models, limits());
    CHECK(added.organs[0].low == plan.organs[0].low);
    CHECK(added.organs[0].high == doctest::Approx(0.1716409).epsilon(1e-3));  // Φ((20 − 30.8)/(0.37·30.8)): the limit, 20 Gy
    REQUIRE(added.unknown.size() == 1);
    CHECK(added.unknown[0].find("far") != std::string::npos);
    CHECK(added.unknown[0].find("liver") != std::string::npos);  // no limit for the liver here: said
    c.targets = set_of(fixed, {false, true, false});
    const auto other = toxicity_range(fixed, c, organ_models, limits());
    CHECK(other.organs[0].low == doctest::Approx(0.0034389).epsilon(1e-3));  // Φ(−1/0.37): no dose
    CHECK(other.unknown.size() == 2);
}

TEST_CASE("targets: low dose elsewhere raises the upper end by that dose to all of the organ, and is named") {
    const auto fixed = three_lesions();
    auto c = plan_schedule();
    c.other_lesions_gy = 1.0;
    const auto range = toxicity_range(fixed, c, organ_models, limits());
    // Two Gy in each of three fractions: 6 Gy EQD2; Φ((6 − 30.8)/(0.37·30.8)) = 0.0147701.
    CHECK(range.organs[0].high == doctest::Approx(0.0147701).epsilon(1e-3));
    CHECK(range.organs[0].low == doctest::Approx(0.0063495).epsilon(1e-3));
    REQUIRE(range.unknown.size() == 1);
    CHECK(range.unknown[0].find("low dose") != std::string::npos);
}
