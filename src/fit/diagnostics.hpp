// Have chains converged: rank-normalised split R-hat and bulk effective sample size [@vehtari2021]. Belongs to fit.
#pragma once

#include <vector>

#include "fit/target.hpp"

namespace abscope::fit {

/// Draws of one unknown, [chain][draw] [unit of the unknown]; chains of one length, at least four draws each.
using ChainDraws = std::vector<std::vector<double>>;

/// Rank-normalised split R-hat, the larger of the bulk's and the folded draws' (eq. 3 to 15 of [@vehtari2021]) [-]: near 1 when
/// the halves of all chains agree in place and in width; below 1.01 is wanted there, 1.1 was the older rule.
double split_r_hat(const ChainDraws& draws);
/// Bulk effective sample size of all chains together (eq. 10) [-], by Geyer's initial monotone sequence.
double effective_sample_size(const ChainDraws& draws);

/// Unknown by unknown.
struct Convergence {
    std::vector<double> r_hat, effective;  ///< [-]
    double worst_r_hat = 0.0, least_effective = 0.0;  ///< [-]
};
/// Draws of each chain, [chain][draw][unknown], without the first `skipped` of each.
Convergence convergence_of(const std::vector<Points>& draws, std::size_t skipped);

}  // namespace abscope::fit
