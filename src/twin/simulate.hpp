// The one place that wires dose, blood and immune model over a course: a scenario and virtual patients in, trajectories out.
// Deterministic: the same bytes for any number of threads, and a patient's numbers do not depend on who else is simulated.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "immune/models/t2/course.hpp"
#include "twin/immune_model.hpp"
#include "twin/scenario.hpp"
#include "twin/virtual_patient.hpp"

namespace abscope::twin {

/// One followed quantity.
struct SignalInfo {
    std::string name;     ///< "interferon", "effectors", "anti_pd1"
    std::string unit;     ///< "1", "ug/mL", "1e8 cells"
    std::string meaning;  ///< in words
    int lesion = -1;      ///< index of the lesion it belongs to; -1: of the body
};

/// What is followed: volumes of every lesion, the lymphocyte count, and signals.
struct Channels {
    std::vector<double> t_day;         ///< [d]
    std::vector<SignalInfo> signals;
};

/// One patient over time, on Channels::t_day. A patient whose integration did not finish has NaN from there on.
struct PatientTrajectory {
    std::vector<std::vector<double>> volume_cc;  ///< [lesion][time]
    std::vector<double> alc_per_nl;              ///< of the blood engine's slow layer where there is one [1e9/L]
    std::vector<std::vector<double>> signal;     ///< [signal][time], empty where signals were not asked for
    bool finished = true;
};

enum class Keep { volumes, volumes_and_signals };

struct CohortOptions {
    int patients = 200;           ///< virtual patients, numbers 0 … patients−1 of the seed
    std::uint64_t seed = 1;
    double step_day = 1.0;        ///< of the trajectories [d]
    double tolerance = 1e-5;      ///< relative error allowed a step [-]
    Keep keep = Keep::volumes;
};

struct Cohort {
    Channels channels;
    PatientTrajectory typical;                ///< the patient of the central values
    std::vector<PatientTrajectory> patients;
    int unfinished = 0;                       ///< patients whose integration did not finish
};

/// Simulates a scenario for the typical patient and a cohort. Refuses what the model cannot follow (Course checks of model T2).
Result<Cohort> simulate_cohort(const Scenario& scenario, const ImmuneModel& model, const CohortOptions& options = {});

/// The same patients under several scenarios; one entry a scenario.
Result<std::vector<Cohort>> simulate_cohorts(std::span<const Scenario> scenarios, const ImmuneModel& model,
                                             const CohortOptions& options = {});

/// The course of the patient of the central values, as simulate_cohort integrates it; refuses what that refuses.
Result<immune::t2::Course> typical_course(const Scenario& scenario, const ImmuneModel& model);

/// Drug concentrations and fractions of one patient as model T2 takes them: the course that simulate_cohort integrates.
/// `kill` and `recovery_per_day` [1/d] come from the LymphocyteEngine; an empty list: the model's own blood rule.
immune::t2::Course course_of(const Scenario& scenario, const ImmuneModel& model, const VirtualPatient& patient,
                             std::span<const double> kill, double recovery_per_day);

}  // namespace abscope::twin
