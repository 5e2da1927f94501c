// Simulation-based calibration [@talts2018]: is a sampler right? Truths are drawn from the prior, data simulated from them, and the
// rank of each truth among the sampler's draws must be uniform. Belongs to fit.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/rng.hpp"
#include "fit/markov_chain.hpp"

namespace abscope::fit {

struct RankProblem {
    std::size_t dimension = 0;
    std::function<std::vector<double>(RandomStream&)> draw_prior;
    /// The posterior given data that are simulated at `truth` with the stream's noise.
    std::function<Target(const std::vector<double>& truth, RandomStream&)> posterior;
};

struct RankOptions {
    int repetitions = 200;
    int draws = 19;          ///< kept of each run, evenly after half of it; ranks go from 0 to this
    MarkovOptions markov;    ///< of each run; its seed is varied
    std::uint64_t seed = 1;
};

/// Ranks, [unknown][repetition]; repetitions run side by side.
std::vector<std::vector<int>> ranks(const RankProblem& problem, const RankOptions& options);

/// Probability of ranks at least as uneven as these if they were uniform on 0 … draws: chi-square over `bins` equal bins, which
/// must divide draws + 1 [-].
double uniformity_p(const std::vector<int>& ranks, int draws, int bins);

/// Probability that a chi-square with `degrees` of freedom exceeds x [-] (regularised incomplete gamma function).
double chi_square_tail(double x, double degrees);

}  // namespace abscope::fit
