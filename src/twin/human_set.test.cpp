// The human set against trials, and over long courses. Times are PFS-like: progression of the lesions that are followed.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "twin/outcome.hpp"
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

ImmuneModel model_with_field(double field) {
    ImmuneModel model = human_model();
    for (auto& record : model.parameters.records)
        if (record.name == "field") record.value = field;
    return model;
}

Cohort simulated(const Scenario& scenario, const ImmuneModel& model, int patients) {
    CohortOptions options;
    options.patients = patients;
    options.step_day = 2.0;
    options.tolerance = 1e-4;
    auto cohort = simulate_cohort(scenario, model, options);
    REQUIRE_MESSAGE(cohort.ok(), (cohort.ok() ? "" : cohort.error().message()));
    return std::move(cohort).value();
}

double median_month(const Cohort& cohort, double from_day) {
    std::vector<double> times;
    for (const auto& patient : cohort.patients) times.push_back(outcome_of(cohort.channels, patient, from_day).progression_day - from_day);
    return median_time_day(times) / 30.4;
}

double response_rate(const Cohort& cohort) {
    const auto n = std::count_if(cohort.patients.begin(), cohort.patients.end(),
                                 [&](const auto& patient) { return outcome_of(cohort.channels, patient).responded; });
    return static_cast<double>(n) / static_cast<double>(cohort.patients.size());
}

}  // namespace

TEST_CASE("[validation] stage III lung cancer: durvalumab after chemoradiation helps, alone it does not outlast it") {
    const ImmuneModel model = model_with_field(3.0);
    constexpr double last_fraction_day = 39.0, randomised_day = 42.0;
    constexpr int patients = 200;
    Scenario alone = stage_three(720.0);
    add_radiotherapy(alone);
    Scenario sequential = alone, concurrent = alone, drug_only = stage_three(720.0);
    add_drug(sequential, "durvalumab", 750.0, last_fraction_day + 14.0, 14.0, 26);
    add_drug(concurrent, "durvalumab", 750.0, 0.0, 14.0, 26);
    add_drug(drug_only, "durvalumab", 750.0, 0.0, 14.0, 26);
    const Cohort without = simulated(alone, model, patients);
    const double months = median_month(without, randomised_day);
    const double after = median_month(simulated(sequential, model, patients), randomised_day);
    MESSAGE("60/30 alone ", months, " months, then durvalumab ", after, " months");
    CHECK(after >= 1.3 * months);  // PACIFIC: 16.8 against 5.6 months [Antonia 2017]
    MESSAGE("predicted, not fitted: concurrent ", median_month(simulated(concurrent, model, patients), randomised_day), " months");
    const double only = median_month(simulated(drug_only, model, patients), 0.0), chemoradiation = median_month(without, 0.0);
    MESSAGE("from day 0: durvalumab alone ", only, ", 60/30 alone ", chemoradiation, " months");
    CHECK(only < chemoradiation);
}

TEST_CASE("[validation] pembrolizumab alone: objective response within the interval of KEYNOTE") {
    Scenario scenario;
    scenario.lesions = {{"a", "lung", 30.0, false, 0}, {"b", "lung", 10.0, false, 1}};
    scenario.nodes = {"one", "two"};
    scenario.horizon_day = 540.0;
    Scenario untreated = scenario;
    add_drug(scenario, "pembrolizumab", 200.0, 0.0, 21.0, 25);
    const Cohort treated = simulated(scenario, human_model(), 400);
    const double rate = response_rate(treated);
    MESSAGE("objective response ", rate, ", median ", median_month(treated, 0.0), " months");
    CHECK(rate >= 0.10);
    CHECK(rate <= 0.27);
    // Spontaneous remission is far rarer in clinics than the virtual patients show: a known gap, docs/methods/twin.md.
    const double spontaneous = response_rate(simulated(untreated, human_model(), 100));
    MESSAGE("known gap: response without treatment ", spontaneous);
    CHECK(spontaneous < 0.05);
}

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
                sound = sound && std::isfinite(v) && v >= 0.0;
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
    CHECK(fitted == 13);
    immune::t2::Parameters liver = set.values();
    CHECK(set.apply("liver", liver));
    CHECK(liver.siteM == 2.2);
    CHECK_FALSE(set.apply("moon", liver));
}
