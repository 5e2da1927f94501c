// Markov chains that move on a cheap stand-in of a target and ask the target itself only at the end of a long way (surrogate
// transition, delayed acceptance [@christen2005]). The stand-in is moved on by Hamiltonian trajectories [@duane1987]. Whatever the
// stand-in is, the chains have the target's distribution; a good one makes their draws nearly independent. Belongs to fit.
#pragma once

#include <cstdint>

#include "fit/target.hpp"

namespace abscope::fit {

/// A density on R^n that is cheap and has a gradient; scales of about 1 in every direction are wanted.
struct Surrogate {
    std::size_t dimension = 0;
    /// −ln density up to a constant [-], and its gradient.
    std::function<double(std::span<const double> x, std::span<double> gradient)> energy;
};

struct DelayedOptions {
    int moves = 500;         ///< questions to the target, of each chain
    int trajectories = 8;    ///< on the surrogate before two thirds of the questions; the others end a step of a random walk
    int longest = 16;        ///< steps of a trajectory: uniform on longest/2 … longest
    std::uint64_t seed = 1;
};

struct DelayedChains {
    std::vector<Points> draws;                ///< [chain][move][unknown]
    std::vector<std::int64_t> accepted;       ///< of each chain
    double step = 0.0;                        ///< of the trajectories [-]
    double surrogate_acceptance = 0.0;        ///< share of trajectories that the surrogate accepts [-]
};

/// The longest step, of 0.6·0.8^k, with which trajectories from `starts` are accepted in at least 85 % on the surrogate [-].
double choose_step(const Surrogate& surrogate, const Points& starts, const DelayedOptions& options);
/// Draws of the surrogate itself: from each start, `count` points, `options.trajectories` trajectories apart. [start][draw][unknown]
std::vector<Points> surrogate_draws(const Surrogate& surrogate, const Points& starts, int count, double step, const DelayedOptions& options);
/// One chain from each of `starts`. The result does not depend on threads. `after`, called as chains come to their ends of
/// moves, in no order and from one thread at a time, hears how many questions were asked; false ends the run early.
DelayedChains run_delayed(const Target& target, const Surrogate& surrogate, const Points& starts, const DelayedOptions& options,
                          const std::function<bool(std::int64_t)>& after = {});

}  // namespace abscope::fit
