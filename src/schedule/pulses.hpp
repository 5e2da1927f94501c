// The adaptive mode of a case: three pulses of the case's total dose, weeks apart; when the second and the third come and how the
// dose is split follows from what is observed. Runs of the twin feed schedule/adaptive.hpp. Belongs to schedule.
#pragma once

#include "schedule/adaptive.hpp"
#include "schedule/candidate.hpp"
#include "twin/immune_model.hpp"

namespace abscope::schedule {

struct PulseOptions {
    int ensemble = 120;          ///< virtual patients that stand for what is not known
    int truth = 80;              ///< virtual patients who are treated; none of them is in the ensemble
    double first_dose_gy = 8.0;  ///< [Gy]
    double total_dose_gy = 24.0; ///< of three pulses [Gy]
    std::uint64_t seed = 1;
};

struct PulseStudy {
    DecisionTree tree;
    AdaptiveOutcome outcome;
    PulseOptions options;
};

/// Second pulse 7, 14 or 28 d after the first with a quarter, half or three quarters of what is left; third 7, 14 or 28 d later
/// with the rest; all with the first block's distribution. Observed 7 d after each pulse: volume of all lesions, lymphocytes, ctDNA. Utility: control of all lesions.
Result<PulseStudy> adaptive_pulses(const SearchCase& fixed, const twin::ImmuneModel& model, const PulseOptions& options);

}  // namespace abscope::schedule
