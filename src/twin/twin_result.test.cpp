// The reduction of a cohort, and two regimens for the same patients.
#include "twin/twin_result.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace abscope;
using namespace abscope::twin;

namespace {

Scenario scenario_with(double scale) {
    Scenario scenario;
    scenario.name = "two lesions";
    scenario.lesions = {{"near", "lung", 20.0, true, 0}, {"far", "lung", 5.0, false, 1}};
    scenario.nodes = {"a", "b"};
    scenario.blocks = {{{{{1.0}, {8.0}}, {{1.0}, {0.0}}}, {0.0, 0.0}}};
    scenario.fractions = {{0.0, 0, scale}, {2.0, 0, scale}, {4.0, 0, scale}};
    scenario.horizon_day = 120.0;
    return scenario;
}

TwinResult twin_of(const Scenario& scenario, int patients) {
    CohortOptions options;
    options.patients = patients;
    auto result = run_twin(scenario, human_model(), options);
    REQUIRE(result.ok());
    return std::move(result).value();
}

}  // namespace

TEST_CASE("bands hold the patients in order, begin at the measured volume, and shares sum to one") {
    const TwinResult result = twin_of(scenario_with(1.0), 20);
    REQUIRE(result.lesions.size() == 2);
    for (const auto& lesion : result.lesions) {
        const auto& band = lesion.band;
        for (std::size_t t = 0; t < result.t_day.size(); ++t) {
            CHECK((band.low90[t] <= band.low50[t] && band.low50[t] <= band.median[t] && band.median[t] <= band.high50[t] &&
                   band.high50[t] <= band.high90[t]));
        }
        CHECK(band.low90.front() == band.high90.front());
        double shares = 0.0;
        for (const double share : lesion.response_share) shares += share;
        CHECK(shares == doctest::Approx(1.0));
    }
    CHECK(result.outcomes.size() == 20);
    CHECK_FALSE(result.signals.empty());
    const TwinResult typical = twin_of(scenario_with(1.0), 0);
    CHECK(typical.lesions[0].band.empty());
    CHECK(std::isnan(typical.response_share));
    CHECK(typical.lesions[0].volume_cc == result.lesions[0].volume_cc);
}

TEST_CASE("a regimen against itself is a draw; a full dose beats a tenth of it") {
    const TwinResult full = twin_of(scenario_with(1.0), 12), tenth = twin_of(scenario_with(0.1), 12);
    CHECK(compare(full, full).second_better_share == doctest::Approx(0.5));
    CHECK(compare(tenth, full).second_better_share == doctest::Approx(1.0));
    CHECK(compare(full, tenth).second_better_share == doctest::Approx(0.0));
}
