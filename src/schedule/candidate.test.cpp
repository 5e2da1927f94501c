// Candidates of a case with several blocks and drugs: dates, doses, what is kept, the axes, and the rules of each class.
#include <doctest/doctest.h>

#include "core/embedded.hpp"
#include "io/toml.hpp"
#include "schedule/case_search.hpp"

using namespace abscope;
using namespace abscope::schedule;

namespace {

/// 2 Gy × 5 from Monday of day 7, a boost of 8 Gy × 2 ten days later; an anti-CTLA-4 a week before, an anti-PD-1 two weeks after; one
/// dose of an unvaried drug two days before the first fraction.
SearchCase two_blocks() {
    SearchCase fixed;
    fixed.scenario.lesions = {{"near", "lung", 12.0, true, 0}, {"far", "lung", 3.0, false, 1}};
    fixed.scenario.nodes = {"hilar", "other"};
    const immune::DoseOverLesion nothing{{1.0}, {0.0}};
    fixed.scenario.blocks = {{{{{1.0}, {2.0}}, nothing}, {0.5, 0.0}}, {{{{1.0}, {8.0}}, nothing}, {1.0, 0.0}}};
    fixed.scenario.horizon_day = 180.0;
    for (const double day : {7.0, 8.0, 9.0, 10.0, 11.0}) fixed.scenario.fractions.push_back({day, 0});
    for (const double day : {21.0, 23.0}) fixed.scenario.fractions.push_back({day, 1});
    fixed.scenario.drugs = {{0.0, "ipilimumab", 100.0}, {5.0, "vaccine", 1.0}, {37.0, "pembrolizumab", 200.0}};
    fixed.blocks = {{2.0, 5, 0.5}, {8.0, 2, 1.0}};
    fixed.drugs = {{"ipilimumab", immune::Agent::anti_ctla4, true, 100.0, false, 4}, {"pembrolizumab", immune::Agent::anti_pd1, true, 200.0, false, 3}};
    fixed.reference.blocks = {{2.0, 5, 0.0, 0.0}, {8.0, 2, 2.0, 10.0}};
    fixed.reference.drugs = {{-7.0, 21.0}, {14.0, 21.0}};
    fixed.target_sets = target_sets(planned_targets(fixed.scenario, {2.0, 8.0}));
    return fixed;
}

std::vector<double> days_of(const twin::Scenario& scenario, const std::string& drug) {
    std::vector<double> days;
    for (const auto& given : scenario.drugs)
        if (given.drug == drug) days.push_back(given.t_day);
    return days;
}

}  // namespace

TEST_CASE("candidates: the reference of two blocks and two drugs is the case itself") {
    const auto fixed = two_blocks();
    const auto scenario = scenario_of(fixed, fixed.reference);
    REQUIRE(scenario.fractions.size() == fixed.scenario.fractions.size());
    for (std::size_t i = 0; i < scenario.fractions.size(); ++i) {
        CHECK(scenario.fractions[i].t_day == fixed.scenario.fractions[i].t_day);
        CHECK(scenario.fractions[i].block == fixed.scenario.fractions[i].block);
        CHECK(scenario.fractions[i].scale == 1.0);
    }
    CHECK(days_of(scenario, "ipilimumab") == std::vector<double>{0.0, 21.0, 42.0, 63.0});
    CHECK(days_of(scenario, "pembrolizumab") == std::vector<double>{37.0, 58.0, 79.0});
    CHECK(days_of(scenario, "vaccine") == std::vector<double>{5.0});
    CHECK(describe(fixed, fixed.reference) == "2 Gy × 5, five a week; 10 d later 8 Gy × 2, every 2 d, ipilimumab 7 d before, every 21 d, pembrolizumab 14 d after, every 21 d");
    // 10 days with a fraction or ipilimumab (0, 7–11, 21, 23, 42, 63; day 21 is both), 3 with pembrolizumab.
    CHECK(visits(fixed, fixed.reference) == 13);
    // Node: 5·0.5·10.5/12 + 2·1·11/12 = 4.0208 Gy.
    CHECK(node_eqd2_gy(fixed, fixed.reference) == doctest::Approx(4.0208).epsilon(1e-4));
}

TEST_CASE("candidates: each block is scaled by its own prescription, moved by its gap; what is not varied keeps its distance") {
    const auto fixed = two_blocks();
    auto c = fixed.reference;
    c.blocks = {{4.0, 3, 0.0, 0.0}, {4.0, 3, 2.0, 28.0}};
    c.drugs = {{-21.0, 21.0}, {0.0, 42.0}};
    const auto scenario = scenario_of(fixed, c);
    REQUIRE(scenario.fractions.size() == 6);
    CHECK(scenario.fractions[0].t_day == 21.0);
    CHECK(scenario.fractions[0].scale == 2.0);
    CHECK(scenario.fractions[3].t_day == 23.0 + 28.0);
    CHECK(scenario.fractions[3].scale == 0.5);
    CHECK(scenario.fractions[5].t_day == 55.0);
    CHECK(days_of(scenario, "ipilimumab").front() == 0.0);
    CHECK(days_of(scenario, "pembrolizumab") == std::vector<double>{22.0, 64.0, 106.0});
    CHECK(days_of(scenario, "vaccine") == std::vector<double>{19.0});  // two days before, as in the case
    c.blocks[1].gap_day = 0.0;
    CHECK(block_days(fixed, c)[1].front() == 21.0);
    const auto variant = variant_of(fixed, c);
    CHECK(variant.dose_scale == std::vector<double>{2.0, 0.5});
    CHECK(variant.fractions == std::vector<int>{3, 3});
}

TEST_CASE("case space: one set of axes a block and a drug, the case's own schedule on the grid, further ones single-valued") {
    auto fixed = two_blocks();
    const auto space = case_space(fixed);
    CHECK(space.axes.size() == 3 + 3 + 2 * 2 + 4);
    const auto point = space.nearest(values_of(fixed.reference));
    const auto back = candidate_at(space, point, fixed.reference);
    CHECK(values_of(back) == values_of(fixed.reference));
    CHECK(space.axes[3].values == std::vector<double>{4.0, 6.0, 8.0, 10.0, 12.0});
    for (int extra = 0; extra < 2; ++extra) {
        fixed.blocks.push_back({3.0, 4, 0.0});
        fixed.reference.blocks.push_back({3.0, 4, 0.0, 7.0});
    }
    const auto larger = case_space(fixed);
    CHECK(larger.axes[6].values.size() == 5);
    CHECK(larger.axes[9].values == std::vector<double>{3.0});  // the fourth block stays
}

TEST_CASE("case search: the rules of each class are asked about each drug, limits of labels about each") {
    const auto fixed = two_blocks();
    const auto rules = read_sequence_rules(*io::parse_toml(core::embedded_file("sequence_rules.toml"), "sequence_rules.toml"));
    const auto limits = read_limits(*io::parse_toml(core::embedded_file("oar_limits.toml"), "oar_limits.toml"));
    REQUIRE(rules.ok());
    const std::vector<toxicity::OrganModel> organs;
    const std::vector<toxicity::NodalSource> nodal;
    const auto found = search_case(fixed, twin::human_model(), {{&organs, &*limits}, &*rules, &nodal}, {4, 8, 30, 2, 1});
    std::vector<std::string> asked;
    for (const auto& verdict : found.reference_verdicts) asked.push_back(verdict.drug + ":" + verdict.rule->id);
    CHECK(asked == std::vector<std::string>{"ipilimumab:anti-ctla4", "pembrolizumab:anti-pd1"});
    CHECK(found.reference_verdicts[0].order == Order::before);
    CHECK(found.reference_verdicts[1].order == Order::after);
    auto often = fixed.reference;
    often.drugs[0].every_day = often.drugs[1].every_day = 14.0;
    CHECK(evaluate(fixed, std::vector<Candidate>{often}, twin::human_model(), {&organs, &*limits}, {2, 1, 1e-3}).front().broken.size() == 2);
}
