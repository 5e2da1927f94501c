// The adaptive mode of a case: three pulses, weeks apart; when the later ones come and what dose they have follows from what is
// observed. Runs of the twin feed schedule/adaptive.hpp. Belongs to schedule.
#pragma once

#include "schedule/adaptive.hpp"
#include "schedule/candidate.hpp"
#include "twin/immune_model.hpp"

namespace abscope::schedule {

struct PulseOptions {
    int ensemble = 120;          ///< virtual patients that stand for what is not known
    int truth = 80;              ///< virtual patients who are treated; none of them is in the ensemble
    double total_dose_gy = 24.0; ///< of three pulses; with a cost, the most that six parts make [Gy]
    double cost_per_gy = 0.0;    ///< what one Gy takes from the utility [1/Gy]; above 0 later pulses may be left out or doubled
    double spread = 1.0;         ///< factor on the spread of every parameter between patients [-]
    double wait_day = 7.0;       ///< from a pulse to the observation that decides about the next; whole days, at least 1 [d]
    AdaptiveOptions adaptive{};  ///< noise of what is observed, seed of the noise
    std::uint64_t seed = 1;      ///< of the patients
};

struct PulseStudy {
    DecisionTree tree;
    AdaptiveOutcome outcome;
    PulseOptions options;
};

/// A pulse comes `wait_day`, a week more or three weeks more after the one before. Without a cost, 27 schedules of one total dose: a
/// third of it; a second pulse with a quarter, half or three quarters of what is left; a third with the rest. With a cost, 49
/// schedules: a sixth of it; twice a sixth or a third, or (a week more than `wait_day` later) nothing. Observed `wait_day` after each of
/// the first two: volume of all lesions, lymphocytes and ctDNA, the last two against day 0. Utility: control of all lesions − cost · dose. Doses have the first block's distribution.
Result<PulseStudy> adaptive_pulses(const SearchCase& fixed, const twin::ImmuneModel& model, const PulseOptions& options);

}  // namespace abscope::schedule
