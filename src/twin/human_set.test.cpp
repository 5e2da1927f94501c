// The human set over long courses, and what it says of its own numbers. Trials stand on the human card (src/scorecard).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "twin/simulate.hpp"

using namespace abscope;
using namespace abscope::twin;

namespace {

// Stage III: a primary of 60 cm3 in the field, and one spread of 0.06 cm3 that no scan shows.
Scenario stage_three(double horizon_day) {
    Scenario scenario;
    scenario.lesions = {{"primary", "lung", 60.0, true, 0}, {"occult", "lung", 0.06, false, 1}};
    scenario.nodes = {"regional", "distant"};
    scenario.horizon_day = horizon_day;
    return scenario;
}

// 60 Gy in 30 fractions, five a week; the last on day 39.
void add_radiotherapy(Scenario& scenario) {
    scenario.blocks = {{{{{1.0}, {2.0}}, {{1.0}, {0.0}}}, {0.1, 0.0}}};
    for (int n = 0; n < 30; ++n) scenario.fractions.push_back({n + 2.0 * (n / 5), 0, 1.0});
}

void add_drug(Scenario& scenario, const char* drug, double mg, double first_day, double every_day, int doses) {
    for (int i = 0; i < doses; ++i) scenario.drugs.push_back({first_day + i * every_day, drug, mg, false});
}

}  // namespace

TEST_CASE("[validation] ten thousand courses of five years: every state stays finite and the lesions within their capacity") {
    Scenario scenario = stage_three(5.0 * 365.0);
    add_radiotherapy(scenario);
    add_drug(scenario, "durvalumab", 750.0, 53.0, 14.0, 26);
    scenario.other.push_back({10.0, immune::Chemotherapy{0.2, 0.1, 0.15, 0.3}});
    CohortOptions options;
    options.patients = 10000;
    options.step_day = 30.0;
    options.tolerance = 1e-3;
    options.keep = Keep::volumes_and_signals;
    const auto cohort = simulate_cohort(scenario, human_model(), options);
    REQUIRE(cohort.ok());
    CHECK(cohort->unfinished == 0);
    const double capacity_cc = human_model().parameters.values().Cmax * human_model().parameters.unit_cc;
    bool sound = true;
    double largest = 0.0;
    for (const auto& patient : cohort->patients) {
        for (const auto& volume : patient.volume_cc)
            for (const double v : volume) sound = sound && v >= 0.0 && v <= 1.05 * capacity_cc;
        for (const auto& signal : patient.signal)
            for (const double v : signal) {
                // Of what has died out, subnormal numbers remain, whose sums can round below zero (seen: −4e-323).
                sound = sound && std::isfinite(v) && v > -std::numeric_limits<double>::min();
                largest = std::max(largest, v);
            }
    }
    CHECK(sound);
    // Known gap: suppressive myeloid cells of untreated large lesions exceed the tumour's own, docs/methods/twin.md.
    MESSAGE("known gap: largest signal ", largest);
}

TEST_CASE("the human set says of every parameter where it is from; what was fitted says so") {
    const auto& set = human_model().parameters;
    CHECK(set.species == "human");
    int fitted = 0;
    for (const auto& record : set.records) {
        CAPTURE(record.name);
        CHECK_FALSE(record.source.empty());
        CHECK((record.grade == "C") == (record.status == "fitted"));
        fitted += record.status == "fitted";
    }
    CHECK(fitted == 16);
    immune::t2::Parameters liver = set.values();
    CHECK(set.apply("liver", liver));
    CHECK(liver.siteM == 2.2);
    CHECK_FALSE(set.apply("moon", liver));
}
