// Scenario and cohort: what is wired to what, and that numbers depend on nothing they should not depend on.
#include "twin/simulate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "blood/count_over_course.hpp"
#include "core/parallel.hpp"
#include "immune/models/t2/adaptive_step.hpp"
#include "immune/models/t2/interventions.hpp"
#include "twin/blood_course.hpp"
#include "twin/lymphocyte_course.hpp"
#include "twin/outcome.hpp"

using namespace abscope;
using namespace abscope::twin;

namespace {

// An irradiated lesion of 20 cm3 and one of 5 cm3 outside, three fractions of 8 Gy, a drug from day 1.
Scenario two_lesions() {
    Scenario scenario;
    scenario.lesions = {{"near", "lung", 20.0, true, 0}, {"far", "liver", 5.0, false, 1}};
    scenario.nodes = {"hilar", "other"};
    scenario.blocks = {{{{{0.25, 0.75}, {7.0, 8.5}}, {{1.0}, {0.0}}}, {0.3, 0.0}}};
    scenario.fractions = {{0.0, 0, 1.0}, {2.0, 0, 1.0}, {4.0, 0, 1.0}};
    scenario.drugs = {{1.0, "pembrolizumab", 200.0, false}, {22.0, "keytruda", 2.0, true}};
    scenario.horizon_day = 90.0;
    return scenario;
}

// Blood that flows through a lung with 6 Gy in a fraction.
std::shared_ptr<const BloodOfScenario> irradiated_blood() {
    auto network = patient_circulation({});
    blood::BloodExposureBuilder builder(network);
    builder.add_organ(patient::OrganRole::lung_right, {{0.0, 6.0}, {0.5, 0.5}});
    builder.add_organ(patient::OrganRole::spleen, {{0.2}, {1.0}});
    auto exposure = builder.build(60.0);
    REQUIRE(exposure.ok());
    return std::make_shared<BloodOfScenario>(BloodOfScenario{network, {*exposure}});
}

Cohort simulated(const Scenario& scenario, int patients, Keep keep = Keep::volumes) {
    CohortOptions options;
    options.patients = patients;
    options.keep = keep;
    auto cohort = simulate_cohort(scenario, human_model(), options);
    REQUIRE_MESSAGE(cohort.ok(), (cohort.ok() ? "" : cohort.error().message()));
    return std::move(cohort).value();
}

bool same(const PatientTrajectory& a, const PatientTrajectory& b) {
    return a.volume_cc == b.volume_cc && a.alc_per_nl == b.alc_per_nl && a.signal == b.signal;
}

}  // namespace

TEST_CASE("a patient begins with the measured volumes and counts, whoever it is") {
    Scenario scenario = two_lesions();
    scenario.host.alc = giga_per_litre(1.1);
    const Cohort cohort = simulated(scenario, 8);
    REQUIRE(cohort.patients.size() == 8);
    CHECK(cohort.unfinished == 0);
    for (const auto& patient : cohort.patients) {
        CHECK(patient.volume_cc[0].front() == 20.0);
        CHECK(patient.volume_cc[1].front() == 5.0);
        CHECK(patient.volume_cc[0].size() == cohort.channels.t_day.size());
        // A day later the lesion outside has grown by at most a few per cent.
        CHECK(patient.volume_cc[1][1] == doctest::Approx(5.0).epsilon(0.05));
    }
    CHECK(cohort.typical.alc_per_nl.front() == doctest::Approx(1.1));
    CHECK(cohort.channels.t_day.back() == 90.0);
}

TEST_CASE("the same bytes for 1, 2 and 7 threads, and whoever else is simulated") {
    const Scenario scenario = two_lesions();
    set_thread_count(1);
    const Cohort one = simulated(scenario, 70, Keep::volumes_and_signals);
    for (const std::size_t threads : {2u, 7u}) {
        set_thread_count(threads);
        const Cohort other = simulated(scenario, 70, Keep::volumes_and_signals);
        CHECK(same(one.typical, other.typical));
        for (std::size_t i = 0; i < one.patients.size(); ++i) CHECK(same(one.patients[i], other.patients[i]));
    }
    set_thread_count(0);
    const Cohort few = simulated(scenario, 3, Keep::volumes_and_signals);
    for (std::size_t i = 0; i < 3; ++i) CHECK(same(few.patients[i], one.patients[i]));
}

TEST_CASE("patient number i is the same person under every regimen") {
    const Scenario treated = two_lesions();
    Scenario untreated = treated;
    untreated.fractions.clear();
    untreated.drugs.clear();
    const auto a = virtual_patient(human_model(), treated.host, 1, 5), b = virtual_patient(human_model(), untreated.host, 1, 5);
    for (const auto name : immune::t2::parameter_names()) {
        auto left = a.body, right = b.body;
        CHECK(*immune::t2::find_parameter(left, name) == *immune::t2::find_parameter(right, name));
    }
    const auto other = virtual_patient(human_model(), treated.host, 1, 6);
    CHECK(other.body.rg != a.body.rg);
    CHECK(other.pharmacokinetics.z_cl != a.pharmacokinetics.z_cl);
}

TEST_CASE("the immune model's lymphocyte count follows the blood engine's at every fraction") {
    Scenario scenario = two_lesions();
    scenario.blood = irradiated_blood();
    scenario.drugs.clear();
    scenario.fractions.clear();
    for (int n = 0; n < 10; ++n) scenario.fractions.push_back({1.0 + n + (n >= 5 ? 2 : 0), 0, 1.0});
    const auto patient = typical_patient(human_model(), scenario.host);
    std::vector<double> days;
    for (int d = 0; d <= 90; ++d) days.push_back(d);
    const LymphocyteEngine engine(scenario);
    const auto slow = engine.course(patient.lymphocytes, days);
    REQUIRE(slow.kill.size() == 10);
    CHECK(slow.per_nl.front() == doctest::Approx(slow.baseline_per_nl).epsilon(1e-6));
    CHECK(*std::min_element(slow.per_nl.begin(), slow.per_nl.end()) < 0.9 * slow.baseline_per_nl);
    const auto course = course_of(scenario, human_model(), patient, slow.kill, slow.recovery_per_day);
    immune::t2::Sampling sampling;
    for (const auto& fraction : scenario.fractions) sampling.days.push_back(fraction.t_day);
    sampling.days.push_back(scenario.fractions.back().t_day + 7.0);
    sampling.days.push_back(90.0);
    const auto run = immune::t2::run_adaptive(std::span(&course, 1), sampling, {1e-8, 1e-11});
    const int alc = immune::t2::find_state(course.body.topology, "ALC");
    for (std::size_t i = 1; i < sampling.days.size(); ++i) {
        CAPTURE(sampling.days[i]);
        const double ours = run[0].states[i][static_cast<std::size_t>(alc)];
        CHECK(ours == doctest::Approx(slow.per_nl[static_cast<std::size_t>(sampling.days[i])]).epsilon(0.01));
    }
}

TEST_CASE("without a blood dose the model's own rule holds, and a fraction of no dose kills nobody") {
    Scenario scenario = two_lesions();
    const Cohort plain = simulated(scenario, 0);
    CHECK(plain.typical.alc_per_nl[5] < plain.typical.alc_per_nl[0]);
    for (auto& fraction : scenario.fractions) fraction.scale = 0.0;
    const Cohort nothing = simulated(scenario, 0);
    CHECK(nothing.typical.alc_per_nl[5] == doctest::Approx(nothing.typical.alc_per_nl[0]).epsilon(1e-9));
    scenario.fractions.clear();
    const Cohort none = simulated(scenario, 0);
    for (std::size_t t = 0; t < none.channels.t_day.size(); ++t)
        CHECK(nothing.typical.volume_cc[0][t] == doctest::Approx(none.typical.volume_cc[0][t]).epsilon(1e-3));
}

TEST_CASE("[property] a higher dose leaves less of the irradiated lesion; a cold part leaves more than its mean would") {
    Scenario scenario = two_lesions();
    const double full = simulated(scenario, 0).typical.volume_cc[0][60];
    for (auto& fraction : scenario.fractions) fraction.scale = 0.5;
    CHECK(simulated(scenario, 0).typical.volume_cc[0][60] > full);
    Scenario uniform = two_lesions();
    uniform.blocks[0].lesions[0] = {{1.0}, {0.25 * 7.0 + 0.75 * 8.5}};
    CHECK(simulated(uniform, 0).typical.volume_cc[0][60] < full);
}

TEST_CASE("what cannot be simulated is refused") {
    const auto message = [](const Scenario& scenario, int patients = 1) {
        CohortOptions options;
        options.patients = patients;
        const auto cohort = simulate_cohort(scenario, human_model(), options);
        return cohort.ok() ? std::string() : cohort.error().message();
    };
    const Scenario good = two_lesions();
    CHECK(message(good).empty());
    Scenario bad = good;
    bad.drugs[0].drug = "aspirin";
    CHECK(message(bad).find("'aspirin'") != std::string::npos);
    bad = good;
    bad.drugs[0].t_day = -3.0;
    CHECK(message(bad).find("the twin begins on day 0") != std::string::npos);
    bad = good;
    bad.drugs[0].dose_mg = -200.0;
    CHECK(message(bad).find("cannot be negative") != std::string::npos);
    bad = good;
    bad.fractions[0].scale = -1.0;
    CHECK(message(bad).find("cannot be negative") != std::string::npos);
    bad = good;
    bad.lesions.assign(500, bad.lesions[0]);
    CHECK(message(bad).find("500 lesions") != std::string::npos);
    bad = good;
    bad.lesions.clear();
    CHECK(message(bad).find("no lesion") != std::string::npos);
    bad = good;
    bad.horizon_day = -1.0;
    CHECK(message(bad).find("horizon") != std::string::npos);
    CHECK(message(good, -1).find("a cohort of -1") != std::string::npos);
    // Ten years, and treatment beyond the time followed: an answer.
    Scenario decade = good;
    decade.horizon_day = 3650.0;
    const Cohort cohort = simulated(decade, 2);
    CHECK(cohort.unfinished == 0);
    Scenario brief = good;
    brief.horizon_day = 10.0;
    CHECK(message(brief).empty());
}

TEST_CASE("a dose distribution becomes few parts with the same volume and mean") {
    patient::DoseBins bins;
    for (int i = 0; i < 200; ++i) {
        bins.dose_gy.push_back(6.0 + 0.02 * i);
        bins.volume_fraction.push_back(1.0 / 200.0);
    }
    const auto over = lesion_parts(bins, 8);
    CHECK(over.share.size() <= 8);
    double share = 0.0, mean = 0.0;
    for (std::size_t b = 0; b < over.share.size(); ++b) share += over.share[b], mean += over.share[b] * over.dose_gy[b];
    CHECK(share == doctest::Approx(1.0).epsilon(1e-12));
    CHECK(mean == doctest::Approx(bins.mean_gy()).epsilon(1e-9));
    // Survival of one fraction over the parts against the full distribution: what eight parts cost.
    const auto p = human_model().parameters.values();
    double full = 0.0, few = 0.0;
    for (std::size_t i = 0; i < bins.dose_gy.size(); ++i) full += bins.volume_fraction[i] * std::exp(immune::t2::log_survival(p, bins.dose_gy[i]));
    for (std::size_t b = 0; b < over.share.size(); ++b) few += over.share[b] * std::exp(immune::t2::log_survival(p, over.dose_gy[b]));
    CHECK(few == doctest::Approx(full).epsilon(0.01));
}

TEST_CASE("responses and progression after RECIST, by hand") {
    // A sphere of 10 mm diameter has a volume of pi/6 cm3.
    CHECK(diameter_mm(std::numbers::pi / 6.0) == doctest::Approx(10.0));
    const auto volume = [](std::vector<double> mm) {
        for (double& d : mm) d = std::numbers::pi / 6.0 * std::pow(d / 10.0, 3);
        return mm;
    };
    CHECK(lesion_response(volume({30.0, 20.9, 35.0})) == Response::partial);
    CHECK(lesion_response(volume({30.0, 22.0, 25.0})) == Response::stable);
    CHECK(lesion_response(volume({30.0, 36.1, 10.0})) == Response::progressive);
    CHECK(lesion_response(volume({30.0, 4.0, 3.0})) == Response::complete);
    Channels channels{{0.0, 30.0, 60.0, 90.0}, {}};
    PatientTrajectory patient;
    patient.alc_per_nl = {1.5, 0.9, 1.0, 1.2};
    patient.volume_cc = {volume({30.0, 18.0, 20.0, 24.0}), volume({20.0, 20.0, 21.0, 22.0})};
    // Sums 50, 38, 41, 46: the smallest is 38; 20 % and 5 mm over it is 45.6.
    CHECK(outcome_of(channels, patient).progression_day == 90.0);
    CHECK_FALSE(outcome_of(channels, patient).responded);
    CHECK(outcome_of(channels, patient).alc_nadir_per_nl == 0.9);
    patient.volume_cc.push_back(volume({3.0, 8.0, 10.5, 12.0}));  // not visible at first: a new lesion from 10 mm on
    CHECK(outcome_of(channels, patient).progression_day == 60.0);
    CHECK(outcome_of(channels, patient, 60.0).progression_day == 60.0);
    CHECK(median_time_day({10.0, std::nan(""), 30.0}) == 30.0);
    CHECK(std::isnan(median_time_day({10.0, std::nan(""), std::nan("")})));
}
