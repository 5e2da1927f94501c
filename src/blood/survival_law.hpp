// How lymphocytes die of the dose they received in one fraction.
#pragma once

#include <complex>
#include <vector>

namespace abscope::blood {

enum class SurvivalKind {
    linear,            ///< e^(−αD)
    linear_quadratic,  ///< e^(−αD−βD²)
    saturating,        ///< S∞^(1−e^(−μD)): a share S∞ is not killed by any dose
};

/// Surviving fraction of the cells after a dose D in one fraction.
/// linear: α = ln10 / D10, D10 = 3.14 ± 0.17 Gy, unsorted human lymphocytes [@nakamura1990]; in vivo 0.65 /Gy
/// [@mccullum2023]. saturating: S∞ = 0.57 ± 0.05, μ = 2.18 ± 0.35 /Gy. Range: 0–10 Gy of acute photon dose.
struct SurvivalLaw {
    SurvivalKind kind = SurvivalKind::linear;
    double alpha_per_gy = 0.733;  ///< [1/Gy]
    double beta_per_gy2 = 0.0;    ///< [1/Gy²]
    double floor = 0.57;          ///< S∞ [-]
    double mu_per_gy = 2.18;      ///< [1/Gy]
    /// Surviving fraction after `dose_gy` [Gy] in one fraction [-].
    double survival(double dose_gy) const;
};

/// Every law as a sum of exponentials: survival(D) = Σ weight·Re e^(−sD).
struct SurvivalPoint {
    std::complex<double> s;  ///< [1/Gy]
    double weight = 1.0;     ///< [-]
};
/// linear: one real point. saturating: S∞^(1−e^(−μD)) = e^(−c) Σ cⁿ/n!·e^(−nμD), c = −ln S∞, nine real points (error below 2e-8
/// for S∞ ≥ 0.57). linear-quadratic: e^(−βD²) = E[e^(i√(2β)ZD)], Z standard normal, by sixteen Gauss–Hermite nodes, eight
/// complex points; error below 1e-6 for √β·D ≤ 1.5.
std::vector<SurvivalPoint> survival_points(const SurvivalLaw& law);

}  // namespace abscope::blood
