// The twin's answer for one case: the typical patient's trajectories, what the spread between patients makes of them, and what
// became of them. Plain values for reports and files.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "twin/outcome.hpp"
#include "twin/scenario.hpp"
#include "twin/simulate.hpp"

namespace abscope::twin {

/// 50 % and 90 % of the virtual patients at each time, in the unit of the quantity [-]; empty without a cohort.
struct Band {
    std::vector<double> low90;   ///< 5 % of the patients lie below [-]
    std::vector<double> low50;   ///< 25 % [-]
    std::vector<double> median;  ///< [-]
    std::vector<double> high50;  ///< 75 % [-]
    std::vector<double> high90;  ///< 95 % [-]
    bool empty() const { return median.empty(); }
};

struct TwinLesion {
    std::string name, site, node;
    bool irradiated = false;
    std::vector<double> volume_cc;          ///< of the typical patient [cm3]
    Band band;                              ///< [cm3]
    Response response = Response::stable;   ///< of the typical patient
    std::array<double, 4> response_share{}; ///< of the virtual patients, in the order of Response [-]
};

struct TwinSignal {
    SignalInfo info;
    std::vector<double> value;  ///< of the typical patient [unit of info]
    Band band;
};

struct TwinResult {
    std::string name;
    std::vector<double> t_day;  ///< [d]
    std::vector<TwinLesion> lesions;
    std::vector<TwinSignal> signals;
    std::vector<double> alc_per_nl;      ///< of the typical patient [1e9/L]
    Band alc;                            ///< [1e9/L]
    bool alc_from_blood = false;         ///< the blood engine's count; false: the model's own rule
    double progression_day = 0.0;        ///< of the typical patient; NaN: none [d]
    double median_progression_day = 0.0; ///< of the virtual patients; NaN: not reached [d]
    double response_share = 0.0;         ///< of virtual patients with an objective response [-]; NaN without a cohort
    double outside_share = 0.0;          ///< with a response of a lesion outside the field [-]; NaN: none outside, or no cohort
    std::vector<PatientOutcome> outcomes;  ///< of each virtual patient
    int patients = 0;
    int unfinished = 0;
    std::uint64_t seed = 0;
    std::vector<std::string> unmodelled;
    std::vector<immune::t2::ParameterRecord> parameters;
    std::vector<std::pair<std::string, std::string>> drugs;  ///< name and source of the kinetics of each drug given
    patient::Warnings warnings;
};

/// Runs the cohort (with signals) and reduces it.
Result<TwinResult> run_twin(const Scenario& scenario, const ImmuneModel& model, const CohortOptions& options);

/// Two regimens for the same patients: share of patients that the second serves better (later progression, or both without and
/// a smaller burden at the end), and the change of the median time.
struct Comparison {
    double second_better_share = 0.0;   ///< [-]; patients that differ in neither count half
    double median_change_day = 0.0;     ///< second minus first [d]; NaN where a median is not reached
    double smaller_outside_share = 0.0; ///< of patients whose lesions outside the field end smaller under the second [-]
};
Comparison compare(const TwinResult& first, const TwinResult& second);

}  // namespace abscope::twin
