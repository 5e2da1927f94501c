// Enumerated pulse schedules and their runs. Belongs to schedule.
#include "schedule/pulses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"
#include "schedule/evaluation.hpp"
#include "twin/simulate.hpp"

namespace abscope::schedule {

namespace {

constexpr double intervals_day[]{7.0, 14.0, 28.0};
constexpr double second_share[]{0.25, 0.5, 0.75};  ///< of what is left after the first pulse
constexpr double observed_after_day = 7.0;

struct Pulses {
    double day[3], dose_gy[3];
};

/// Every schedule, with the choices that lead to it.
std::vector<Pulses> all_pulses(const PulseOptions& options, DecisionTree& tree) {
    std::vector<Pulses> all;
    const double left = options.total_dose_gy - options.first_dose_gy;
    for (int i = 0; i < 3; ++i)
        for (int s = 0; s < 3; ++s)
            for (int j = 0; j < 3; ++j) {
                Pulses p{{0.0, intervals_day[i], intervals_day[i] + intervals_day[j]}, {options.first_dose_gy, second_share[s] * left, (1.0 - second_share[s]) * left}};
                tree.choice.push_back({3 * i + s, j});
                tree.name.push_back(fmt::format("{:.3g} Gy d0, {:.3g} Gy d{:.0f}, {:.3g} Gy d{:.0f}", p.dose_gy[0], p.dose_gy[1], p.day[1], p.dose_gy[2], p.day[2]));
                all.push_back(p);
            }
    return all;
}

twin::Scenario scenario_with(const SearchCase& fixed, const Pulses& pulses) {
    twin::Scenario scenario = fixed.scenario;
    scenario.fractions.clear();
    for (int k = 0; k < 3; ++k) scenario.fractions.push_back({pulses.day[k], 0, pulses.dose_gy[k] / fixed.blocks.front().dose_gy});
    return scenario;
}

double log_of(double value) { return std::log(std::max(value, 1e-6)); }

Observation seen_on(const twin::PatientTrajectory& patient, std::size_t ctdna, std::size_t day) {
    double volume = 0.0;
    for (const auto& lesion : patient.volume_cc) volume += lesion[day];
    return {log_of(volume), log_of(patient.alc_per_nl[day]), log_of(patient.signal[ctdna][day])};
}

}  // namespace

Result<PulseStudy> adaptive_pulses(const SearchCase& fixed, const twin::ImmuneModel& model, const PulseOptions& options) {
    PulseStudy study{{}, {}, options};
    const auto pulses = all_pulses(options, study.tree);
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
        const auto cohort = twin::simulate_cohort(scenario, model, cohort_options);
        if (!cohort.ok()) {
            failed[s] = cohort.error();
            return;
        }
        const auto& signals = cohort->channels.signals;
        const auto ctdna = static_cast<std::size_t>(std::ranges::find(signals, std::string("ctdna"), &twin::SignalInfo::name) - signals.begin());
        for (std::size_t p = 0; p < runs.size(); ++p) {
            Evaluation read;
            read_patient(scenario, cohort->patients[p], read);
            runs[p].utility[s] = read.all.front();
            for (const double after : {pulses[s].day[0], pulses[s].day[1]})
                runs[p].observation[s].push_back(seen_on(cohort->patients[p], ctdna, static_cast<std::size_t>(std::lround(after + observed_after_day))));
        }
    });
    for (auto& failure : failed)
        if (failure) return std::move(*failure);
    const std::vector<PatientRuns> ensemble(runs.begin(), runs.begin() + options.ensemble), truth(runs.begin() + options.ensemble, runs.end());
    study.outcome = treat_adaptively(study.tree, ensemble, truth, {{0.15, 0.15, 0.40}, options.seed});
    return study;
}

}  // namespace abscope::schedule
