// Personalised pulses (PULSAR): after each pulse the next one is chosen from what has been observed so far. An ensemble of virtual
// patients stands for what is not known; observations of volume, lymphocytes and ctDNA weigh its members (particle filter
// [@gordon1993]); the choice is the one with the best expected outcome if nothing more were learnt. Belongs to schedule.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "schedule/comparison.hpp"

namespace abscope::schedule {

/// What is observed before a decision: natural logarithms of viable volume, lymphocyte count and ctDNA.
inline constexpr std::size_t observed = 3;
using Observation = std::array<double, observed>;

/// Complete schedules, each a row of choices; schedules with the same first k choices are the same until decision k.
struct DecisionTree {
    std::vector<std::string> name;             ///< of each schedule
    std::vector<std::vector<int>> choice;      ///< [schedule][decision]
    int decisions() const { return choice.empty() ? 0 : static_cast<int>(choice.front().size()); }
};

/// What every schedule would do to one patient.
struct PatientRuns {
    std::vector<double> utility;                        ///< of each schedule [-]
    std::vector<std::vector<Observation>> observation;  ///< [schedule][decision], before that decision
};

struct AdaptiveOptions {
    Observation noise_sd{0.15, 0.15, 0.40};  ///< of the logarithms: volume, lymphocytes, ctDNA; ours [-]
    std::uint64_t seed = 1;
};

struct AdaptiveOutcome {
    int fixed = 0;                        ///< schedule with the best mean over the ensemble: the fixed plan
    std::vector<int> chosen;              ///< schedule that each patient ended with
    std::vector<double> adaptive, fixed_utility, best_possible;  ///< of each patient [-]
    std::vector<double> effective_members;  ///< of the ensemble after the last decision: 1/Σw² [-]
    PairedGain gain;                      ///< adaptive − fixed
    PairedGain headroom;                  ///< best possible − fixed: what perfect knowledge would give
    std::string verdict() const;          ///< "beats the fixed schedule", "does not beat …", "is worse than …"
};

/// Treats every patient of `truth` adaptively; they are not members of `ensemble`.
AdaptiveOutcome treat_adaptively(const DecisionTree& tree, const std::vector<PatientRuns>& ensemble, const std::vector<PatientRuns>& truth,
                                 const AdaptiveOptions& options = {});

}  // namespace abscope::schedule
