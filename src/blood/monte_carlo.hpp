// Event-driven Monte Carlo of the blood's dose: the second, independent engine. It walks from visit to visit, not from
// time step to time step, so its cost does not depend on the dose rate. Reference for the deterministic solver, and the
// engine for what is not a Markov chain (the exact Weibull law of dwell times used by [@shin2021]).
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "blood/blood_exposure.hpp"
#include "blood/circulation.hpp"
#include "blood/dwell.hpp"
#include "blood/survival_law.hpp"
#include "blood/voxel_organ.hpp"

namespace abscope::blood {

struct MonteCarloOptions {
    std::uint64_t seed = 1;
    std::uint64_t particles = 100000;
    /// weibull2 only: draw the stays from the Erlang mixture that the deterministic solver uses instead of the
    /// exact Weibull law, so that both engines solve the same model.
    bool phase_type = false;
    /// Draw a new place every interval of this length [s], counted from the beginning of the beam, as time-stepping
    /// programs do; 0 = as Transport says.
    double redraw_interval_s = 0.0;
    /// Organs in whose voxels the particles walk instead of drawing from the histogram.
    std::vector<VoxelOrgan> voxels{};
    int histogram_bins = 20000;
};

/// Sample estimates with their standard errors.
struct MonteCarloResult {
    std::uint64_t particles = 0;
    double mean_gy = 0.0, mean_error_gy = 0.0;    ///< [Gy]
    double sd_gy = 0.0, sd_error_gy = 0.0;        ///< [Gy]
    double survival = 0.0, survival_error = 0.0;  ///< [-]
    double fraction_irradiated = 0.0;             ///< [-]
    double max_dose_gy = 0.0;                     ///< upper end of the histogram [Gy]
    std::vector<std::uint64_t> histogram;         ///< of doses > 0, equal bins on [0, max_dose_gy]

    /// Share of the particles with more than `dose_gy` [Gy], interpolated in the histogram [-].
    double volume_above(double dose_gy) const;
    /// Dose that a share `volume` [-] of the particles exceeds [Gy].
    double dose_exceeded_by(double volume) const;
    /// Standard error of a share `p` [-] of the particles.
    double share_error(double p) const;
};

/// One fraction. Each particle has its own random stream and all sums are integers (fixed point: doses to 1.5e-8 of the largest,
/// survival to 1e-9), so order does not matter: the same bytes for any number of threads. The exposure must have passed
/// check_exposure(), voxels check_voxels(). It works on the original histogram bins, not on compressed ones.
MonteCarloResult simulate_particles(const CirculationNetwork& network, const BloodExposure& exposure,
                                    const Transport& transport, const SurvivalLaw& law,
                                    const MonteCarloOptions& options);

/// The estimates of any number of particles whose doses `dose_of(number)` gives [Gy]; none exceeds `max_dose_gy` [Gy].
MonteCarloResult estimate_particles(std::uint64_t particles, double max_dose_gy, int histogram_bins,
                                    const SurvivalLaw& law,
                                    const std::function<double(std::uint64_t)>& dose_of);

}  // namespace abscope::blood
