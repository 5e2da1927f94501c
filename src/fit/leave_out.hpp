// What rows are worth that a fit has not seen: each fold of row groups is left out in turn, the rest is fitted from where the
// calibration began, and the rows left out are judged. Belongs to fit.
#pragma once

#include <cstdint>
#include <string>

#include "core/progress.hpp"
#include "core/result.hpp"
#include "fit/card_problem.hpp"
#include "scorecard/held_out.hpp"

namespace abscope::fit {

struct LeaveOutOptions {
    int iterations = 10;                    ///< damped Gauss–Newton steps of each fold and stage, from before any fit
    std::int64_t chain_evaluations = 4000;  ///< moves of the chains on an emulator around the fit, of each fold; 0: the fit alone
    double temperature = 0.5;               ///< [-]
    double prior_log_sd = 0.9;              ///< of every ln(value) around the start [-]
    std::uint64_t seed = 1;
};

struct FoldFit {
    std::string name;
    int rows_fitted = 0, rows_reached = 0;  ///< rows of the fit, and those that hold after it
    double worst_r_hat = 0.0, least_effective = 0.0, acceptance = 0.0;  ///< of its chains [-]; 0 without them
    std::int64_t evaluations = 0;
};

struct LeaveOut {
    std::vector<scorecard::HeldOutRow> rows;  ///< in the order of the card
    std::vector<FoldFit> folds;
};

/// Every fitted parameter of the set is free. Rows without a fold are in every fit and in no judgement; rows that are
/// predictions anyway are in neither.
Result<LeaveOut> leave_out(const scorecard::Card& card, const immune::t2::ParameterSet& set, const LeaveOutOptions& options,
                           const ProgressSink& progress = {});

/// One line a fold: what its fit reached and what it cost.
std::vector<std::string> fold_lines(const LeaveOut& result);

}  // namespace abscope::fit
