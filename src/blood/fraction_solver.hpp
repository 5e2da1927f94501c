// One fraction, solved without noise: Laplace transform, moments, survival and irradiated share of the blood,
// by uniformisation [@jensen1953] of the killed chain.
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "blood/blood_exposure.hpp"
#include "blood/circulation.hpp"
#include "blood/dwell.hpp"
#include "blood/state_space.hpp"
#include "blood/survival_law.hpp"

namespace abscope::blood {

struct DoseMoments {
    double mean_gy = 0.0;       ///< [Gy]
    double variance_gy2 = 0.0;  ///< [Gy²]
    double sd_gy = 0.0;         ///< [Gy]
    double skewness = 0.0;      ///< third standardised moment [-]; 0 without variance
};

/// Feynman–Kac solver of one fraction: E[e^(−sD)] = p₀ᵀ Π exp(T(L − sR)) 1 over the beam windows.
/// Exact for the chain it is given; the error against the continuous model is that of the compressed histograms
/// (blood/compress.hpp) and, for weibull2, of the phase-type match. Source: docs/methods/blood.md.
class FractionSolver {
public:
    /// The exposure must have passed check_exposure().
    FractionSolver(const CirculationNetwork& network, const BloodExposure& exposure,
                   const Transport& transport, int dose_bins = 32);

    /// E[e^(−sD)] for each `s` ≥ 0 [1/Gy]; s = +∞ gives P(D = 0).
    std::vector<double> laplace(std::span<const double> s) const;
    /// E[e^(−sD)] for complex s with Re s ≥ 0 [1/Gy].
    std::vector<std::complex<double>> laplace(std::span<const std::complex<double>> s) const;
    DoseMoments moments() const;
    /// Surviving fraction of the cells that circulate [-].
    double survival(const SurvivalLaw& law) const;
    /// P(D > 0): share of the blood that receives any dose [-].
    double fraction_irradiated() const;
    /// Largest dose that any particle can receive [Gy].
    double max_dose_gy() const;

    const StateSpace& space() const { return space_; }

private:
    StateSpace space_;
};

}  // namespace abscope::blood
