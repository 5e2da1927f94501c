// Differential-evolution Markov chains with an archive of past states, DE-MC(ZS) [@terbraak2008], with the subspace moves of
// DREAM [@vrugt2009]. Belongs to fit.
//
// A chain at x proposes x + γ(z₁ − z₂) + ε with z₁, z₂ from the archive and γ = 2.38/√(2d'), in a random subset of d' of the
// unknowns; a tenth of the moves have γ = 1 in all of them (between modes), a tenth are snooker moves along x − z. The archive
// grows by the chains' states at a fixed pace, so that the adaptation diminishes. The differences of archived states carry the
// scale and the correlation of the target: there is nothing to tune.
#pragma once

#include <cstdint>

#include "core/progress.hpp"
#include "fit/target.hpp"

namespace abscope::fit {

struct MarkovOptions {
    int chains = 8;
    int generations = 1000;      ///< moves of each chain
    int archive_every = 10;      ///< generations between two additions to the archive
    std::uint64_t seed = 1;
};

/// Where the chains are; what is needed to go on.
struct MarkovState {
    int generation = 0;
    Points archive;                   ///< past states; at first the start, at least 3 points
    Points chains;                    ///< [chain][unknown]
    std::vector<double> energies;     ///< of `chains` [-]
    std::vector<Points> draws;        ///< [chain][draw][unknown], one draw each `archive_every` generations
    std::vector<std::vector<double>> draw_energies;  ///< [chain][draw] [-]
    std::vector<std::int64_t> accepted;  ///< of each chain
};

/// Chains at the first points of the archive. The archive must have at least as many points as there are chains.
MarkovState start_chains(const Target& target, Points archive, const MarkovOptions& options);
/// Moves the chains up to `options.generations`. The result does not depend on threads, nor on where a run was cut in two.
/// `after` is called after each addition to the archive; false ends the run.
void move_chains(const Target& target, const MarkovOptions& options, MarkovState& state,
                 const std::function<bool(const MarkovState&)>& after = {});

}  // namespace abscope::fit
