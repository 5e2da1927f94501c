// An ensemble of parameter sets from a scorecard, by Markov chains. Belongs to fit.
#pragma once

#include <cstdint>
#include <string>

#include "core/progress.hpp"
#include "core/result.hpp"
#include "fit/card_problem.hpp"
#include "fit/diagnostics.hpp"
#include "scorecard/ensemble.hpp"

namespace abscope::fit {

struct SampleOptions {
    int members = 240;
    int chains = 8;
    std::int64_t evaluations = 80000;  ///< scorecards, the rejected early ones included
    double burn_in = 0.25;             ///< share of the draws that is left out [-]
    std::uint64_t seed = 1;
    std::string checkpoint;            ///< file; empty: none
};

struct Sampled {
    scorecard::Ensemble ensemble;
    Convergence convergence;           ///< of the draws after the burn-in
    double acceptance = 0.0;           ///< share of accepted moves [-]
    std::int64_t evaluations = 0;
};

/// What comes of draws [chain][draw][unknown] after the first `skipped` of each chain: members taken evenly, their rows counted, and
/// the convergence; acceptance and evaluations are left at 0.
Sampled sampled_of(const CardProblem& problem, const std::vector<Points>& draws, std::size_t skipped, int members);

/// Chains begin at draws of the linearised posterior around `start`, ln(value) [-]; members are taken evenly from the draws of
/// all chains after the burn-in. Stops with `interrupted` on Ctrl-C, the checkpoint written.
Result<Sampled> sample_card(const CardProblem& problem, std::span<const double> start, const SampleOptions& options,
                            const ProgressSink& progress = {});

}  // namespace abscope::fit
