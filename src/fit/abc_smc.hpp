// Approximate Bayesian computation by sequential populations, ABC-SMC [@toni2009]: for problems of which only a distance between
// simulation and observation is known. Belongs to fit.
//
// Round by round the tolerance becomes the chosen quantile of the last population's distances; particles are drawn from the last
// population, moved by a normal kernel with twice its weighted covariance [@beaumont2009], accepted when their distance is below
// the tolerance, and weighted by prior over proposal density.
#pragma once

#include <cstdint>

#include "core/rng.hpp"
#include "fit/target.hpp"

namespace abscope::fit {

struct AbcProblem {
    std::size_t dimension = 0;
    std::function<std::vector<double>(RandomStream&)> draw_prior;
    /// ln of the prior density up to a constant [-]; −infinity where it vanishes.
    std::function<double(std::span<const double>)> log_prior;
    /// Distance of a simulation at x [-]; the stream is for simulations that are random. NaN counts as infinite.
    std::function<double(std::span<const double>, RandomStream&)> distance;
};

struct AbcOptions {
    int particles = 200;
    int rounds = 8;
    double quantile = 0.5;             ///< of the distances, for the next tolerance [-]
    double tolerance = 0.0;            ///< stop once a round has used this one [-]
    std::int64_t evaluations = 100000; ///< no new round after this many
    int most_tries = 200;              ///< of one particle in one round; a round in which one runs out is the last, and is dropped
    std::uint64_t seed = 1;
};

struct AbcRound {
    double tolerance = 0.0;    ///< [-]; infinite in the first round, which is the prior
    double acceptance = 0.0;   ///< share of the tries that were accepted [-]
    double effective = 0.0;    ///< effective number of particles, 1/sum of squared weights [-]
};

struct AbcResult {
    Points particles;
    std::vector<double> weights;    ///< sum 1 [-]
    std::vector<double> distances;  ///< [-]
    std::vector<AbcRound> rounds;
    std::int64_t evaluations = 0;
};

/// Particles run side by side; the result does not depend on threads.
AbcResult run_abc(const AbcProblem& problem, const AbcOptions& options, const std::function<bool(const AbcResult&)>& after = {});

/// `count` equally weighted particles, by systematic resampling [-].
Points resampled(const AbcResult& result, std::size_t count);

}  // namespace abscope::fit
