// A hold changes the drug's timeline in the twin, and with it the concentration.
#include <doctest/doctest.h>

#include <algorithm>

#include "core/embedded.hpp"
#include "io/toml.hpp"
#include "schedule/holds.hpp"
#include "twin/simulate.hpp"

using namespace abscope;
using namespace abscope::schedule;
using toxicity::DrugAction;
using toxicity::SteroidLevel;

namespace {

toxicity::HoldRules rules() {
    return *toxicity::HoldRules::read(*io::parse_toml(core::embedded_file("toxicity_hold_rules.toml"), "toxicity_hold_rules.toml"));
}

twin::Scenario treated() {
    twin::Scenario scenario;
    scenario.lesions = {{"near", "lung", 12.0, true, 0}};
    scenario.nodes = {"hilar"};
    scenario.blocks = {{{{{1.0}, {8.0}}}, {0.0}}};
    scenario.fractions = {{0.0, 0, 1.0}, {2.0, 0, 1.0}};
    for (int i = 0; i < 5; ++i) scenario.drugs.push_back({1.0 + 21.0 * i, "pembrolizumab", 200.0, false});
    scenario.horizon_day = 110.0;
    return scenario;
}

double concentration(const twin::Scenario& scenario, std::size_t day) {
    twin::CohortOptions options;
    options.patients = 1;
    options.keep = twin::Keep::volumes_and_signals;
    options.tolerance = 1e-3;
    const auto cohort = twin::simulate_cohort(scenario, twin::human_model(), options);
    REQUIRE(cohort.ok());
    const auto& signals = cohort->channels.signals;
    const auto at = std::ranges::find(signals, std::string("anti_pd1"), &twin::SignalInfo::name) - signals.begin();
    return cohort->typical.signal[static_cast<std::size_t>(at)][day];
}

}  // namespace

TEST_CASE("pneumonitis of grade 2: held from day 40, resumed on day 70; the doses between are not given") {
    const auto holds = holds_of(rules(), "pneumonitis", toxicity::DrugClass::anti_pd1,
                                {{{1, SteroidLevel::none, false, 22.0}, DrugAction::proceed},
                                 {{2, SteroidLevel::above_10_mg, false, 40.0}, DrugAction::hold},
                                 {{1, SteroidLevel::up_to_10_mg, false, 70.0}, DrugAction::resume}});
    REQUIRE(holds.ok());
    auto scenario = treated();
    CHECK(apply_holds(scenario, "pembrolizumab", *holds) == 2);
    REQUIRE(scenario.drugs.size() == 3);
    CHECK(scenario.drugs[2].t_day == 85.0);
    CHECK(concentration(scenario, 39) == doctest::Approx(concentration(treated(), 39)));
    CHECK(concentration(scenario, 70) < 0.7 * concentration(treated(), 70));
    // Four weeks are the least hold: day 60 is refused.
    CHECK_FALSE(holds_of(rules(), "pneumonitis", toxicity::DrugClass::anti_pd1,
                         {{{2, SteroidLevel::none, false, 40.0}, DrugAction::hold}, {{1, SteroidLevel::none, false, 60.0}, DrugAction::resume}})
                    .ok());
}

TEST_CASE("pneumonitis of grade 3: stopped for good; nothing is given afterwards") {
    const auto holds = holds_of(rules(), "pneumonitis", toxicity::DrugClass::anti_pd1, {{{3, SteroidLevel::none, false, 30.0}, DrugAction::stop}});
    REQUIRE(holds.ok());
    auto scenario = treated();
    CHECK(apply_holds(scenario, "pembrolizumab", *holds) == 3);
    CHECK(scenario.drugs.back().t_day == 22.0);
    CHECK(apply_holds(scenario, "nivolumab", *holds) == 0);
}
