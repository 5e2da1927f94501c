// Enumerated pulse schedules and their runs. Belongs to schedule.
#include "schedule/pulses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "schedule/evaluation.hpp"
#include "twin/simulate.hpp"

namespace abscope::schedule {

namespace {

constexpr std::array later_day{0.0, 7.0, 21.0};           ///< of a pulse beyond the shortest wait
constexpr std::array second_share{0.25, 0.5, 0.75};  ///< of what is left after the first pulse

/// Three pulses; one of 0 Gy is left out.
struct Pulses {
    std::array<double, 3> day{}, dose_gy{};
    double total_gy() const { return dose_gy[0] + dose_gy[1] + dose_gy[2]; }
};

std::string name_of(const Pulses& p) {
    std::string out = fmt::format("{:.3g} Gy d0", p.dose_gy[0]);
    for (std::size_t k = 1; k < 3; ++k)
        if (p.dose_gy[k] > 0.0) out += fmt::format(", {:.3g} Gy d{:.0f}", p.dose_gy[k], p.day[k]);
    return out;
}

/// A later pulse: how long after the one before, and how much.
struct Step {
    double after_day = 0.0, dose_gy = 0.0;
};

void add(const Pulses& pulses, std::vector<int> choice, std::vector<Pulses>& all, DecisionTree& tree) {
    tree.choice.push_back(std::move(choice));
    tree.name.push_back(name_of(pulses));
    all.push_back(pulses);
}

std::vector<Pulses> of_one_total(double total_gy, double wait_day, DecisionTree& tree) {
    std::vector<Pulses> all;
    const double first = total_gy / 3.0, left = total_gy - first;
    for (int i = 0; i < 3; ++i)
        for (int s = 0; s < 3; ++s)
            for (int j = 0; j < 3; ++j) {
                const double second_day = wait_day + later_day[static_cast<std::size_t>(i)], share = second_share[static_cast<std::size_t>(s)];
                add({{0.0, second_day, second_day + wait_day + later_day[static_cast<std::size_t>(j)]}, {first, share * left, (1.0 - share) * left}}, {3 * i + s, j}, all, tree);
            }
    return all;
}

std::vector<Pulses> with_free_dose(double total_gy, double wait_day, DecisionTree& tree) {
    const double part = total_gy / 6.0;
    std::vector<Step> steps{{wait_day + later_day[1], 0.0}};
    for (const double later : later_day)
        for (const double parts : {1.0, 2.0}) steps.push_back({wait_day + later, parts * part});
    std::vector<Pulses> all;
    for (std::size_t i = 0; i < steps.size(); ++i)
        for (std::size_t j = 0; j < steps.size(); ++j)
            add({{0.0, steps[i].after_day, steps[i].after_day + steps[j].after_day}, {part, steps[i].dose_gy, steps[j].dose_gy}}, {static_cast<int>(i), static_cast<int>(j)}, all, tree);
    return all;
}

twin::Scenario scenario_with(const SearchCase& fixed, const Pulses& pulses) {
    twin::Scenario scenario = fixed.scenario;
    scenario.fractions.clear();
    for (std::size_t k = 0; k < 3; ++k)
        if (pulses.dose_gy[k] > 0.0) scenario.fractions.push_back({pulses.day[k], 0, pulses.dose_gy[k] / fixed.blocks.front().dose_gy});
    return scenario;
}

twin::ImmuneModel spread_by(twin::ImmuneModel model, double factor) {
    for (auto& record : model.parameters.records) record.log_sd *= factor;
    return model;
}

double log_ratio(double now, double before) { return std::log(std::max(now, 1e-6) / std::max(before, 1e-6)); }

Observation seen_on(const twin::PatientTrajectory& patient, std::size_t ctdna, std::size_t day) {
    double volume = 0.0;
    for (const auto& lesion : patient.volume_cc) volume += lesion[day];
    return {log_ratio(volume, 1.0), log_ratio(patient.alc_per_nl[day], patient.alc_per_nl.front()), log_ratio(patient.signal[ctdna][day], patient.signal[ctdna].front())};
}

void read_runs(const twin::Scenario& scenario, const twin::Cohort& cohort, const Pulses& pulses, std::size_t schedule, const PulseOptions& options, std::vector<PatientRuns>& runs) {
    const auto& signals = cohort.channels.signals;
    const auto ctdna = static_cast<std::size_t>(std::ranges::find(signals, std::string("ctdna"), &twin::SignalInfo::name) - signals.begin());
    for (std::size_t p = 0; p < runs.size(); ++p) {
        Evaluation read;
        read_patient(scenario, cohort.channels.t_day, cohort.patients[p], read);
        runs[p].utility[schedule] = read.all.front() - options.cost_per_gy * pulses.total_gy();
        for (const double after : {pulses.day[0], pulses.day[1]})
            runs[p].observation[schedule].push_back(seen_on(cohort.patients[p], ctdna, static_cast<std::size_t>(std::lround(after + options.wait_day))));
    }
}

}  // namespace

Result<PulseStudy> adaptive_pulses(const SearchCase& fixed, const twin::ImmuneModel& model, const PulseOptions& options) {
    ABSCOPE_EXPECT(options.ensemble >= 1 && options.truth >= 2 && options.spread > 0.0 && options.cost_per_gy >= 0.0 && options.wait_day >= 1.0);
    const double last_seen_day = 2.0 * options.wait_day + later_day.back();
    if (last_seen_day > fixed.scenario.horizon_day)
        return bad_input(fmt::format("pulses are observed until day {:.0f}", last_seen_day), fmt::format("patients are followed for {:.0f} d", fixed.scenario.horizon_day), "wait less between pulses");
    PulseStudy study{{}, {}, options};
    const auto pulses = options.cost_per_gy > 0.0 ? with_free_dose(options.total_dose_gy, options.wait_day, study.tree)
                                                  : of_one_total(options.total_dose_gy, options.wait_day, study.tree);
    const auto spread = spread_by(model, options.spread);
    twin::CohortOptions cohort_options;
    cohort_options.patients = options.ensemble + options.truth;
    cohort_options.seed = options.seed;
    cohort_options.tolerance = 1e-3;
    cohort_options.keep = twin::Keep::volumes_and_signals;
    std::vector<PatientRuns> runs(static_cast<std::size_t>(cohort_options.patients));
    for (auto& patient : runs) {
        patient.utility.resize(pulses.size());
        patient.observation.resize(pulses.size());
    }
    std::vector<std::optional<Error>> failed(pulses.size());
    parallel_for(pulses.size(), [&](std::size_t s) {
        const auto scenario = scenario_with(fixed, pulses[s]);
        const auto cohort = twin::simulate_cohort(scenario, spread, cohort_options);
        if (cohort.ok()) read_runs(scenario, *cohort, pulses[s], s, options, runs);
        else failed[s] = cohort.error();
    });
    for (auto& failure : failed)
        if (failure) return std::move(*failure);
    const std::vector<PatientRuns> ensemble(runs.begin(), runs.begin() + options.ensemble), truth(runs.begin() + options.ensemble, runs.end());
    study.outcome = treat_adaptively(study.tree, ensemble, truth, options.adaptive);
    return study;
}

}  // namespace abscope::schedule
