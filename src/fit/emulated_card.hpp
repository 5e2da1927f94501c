// An ensemble of parameter sets from a scorecard by chains that move on an emulator of its rows. Belongs to fit.
#pragma once

#include "fit/row_emulator.hpp"
#include "fit/sample_card.hpp"

namespace abscope::fit {

struct EmulatedOptions {
    int members = 240;
    int chains = 8;
    std::int64_t moves = 16000;  ///< of all chains together; each asks for one scorecard
    int rounds = 5;              ///< of refining the emulator where it says the posterior is
    double burn_in = 0.1;        ///< share of the draws that is left out [-]
    std::uint64_t seed = 1;
};

struct EmulatedSample {
    Sampled sampled;             ///< its `evaluations` count the emulator's too
    double energy_error = 0.0;   ///< sd of emulated less true energy where the last round asked for the first time [-]
};

/// Chains begin at draws of the emulator, which is first fitted to twice as many scorecards as a quadratic has coefficients, drawn from
/// the linearised posterior around the best set that a descent from `start`, ln(value) [-], finds. What the emulator gets wrong costs acceptance, not correctness.
Result<EmulatedSample> sample_card_emulated(const CardProblem& problem, std::span<const double> start, const EmulatedOptions& options,
                                            const ProgressSink& progress = {});

}  // namespace abscope::fit
