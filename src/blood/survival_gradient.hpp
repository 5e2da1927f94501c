// How the surviving fraction of one fraction changes with the dose of every organ, histogram bin and beam window: one
// forward and one adjoint pass, whatever the number of unknowns. This is what a planner optimises against.
// The derivative is that of the uniformised series itself [@jensen1953], so it is exact for the number the solver returns.
#pragma once

#include <vector>

#include "blood/blood_exposure.hpp"
#include "blood/fraction_solver.hpp"
#include "blood/survival_law.hpp"

namespace abscope::blood {

/// dSF/d(dose) of one organ share.
struct OrganGradient {
    double per_mean_gy = 0.0;           ///< every bin raised by the same dose [1/Gy]
    std::vector<double> bin_per_gy;     ///< each bin of the given histogram [1/Gy]
    std::vector<double> window_per_gy;  ///< the whole organ, dose added in one beam window only [1/Gy]
    std::vector<std::vector<double>> window_bin_per_gy;  ///< one bin in one window, [window][bin] [1/Gy]
};

struct SurvivalGradient {
    double survival = 1.0;              ///< [-]
    std::vector<OrganGradient> organs;  ///< as BloodExposure::organs
};

/// Gradient of FractionSolver::survival(law) for the linear and the saturating law. Cost: about three solves per Laplace
/// variable of the law (one for linear, eight for saturating), 8 bytes × states × terms of memory. With `mean_rate`
/// transport the places of a compartment share their dose and the gradient follows through their mean.
/// The linear-quadratic law is differentiated through the same points with complex s (sixteen nodes, eight solves).
SurvivalGradient survival_gradient(const FractionSolver& solver, const BloodExposure& exposure,
                                   const SurvivalLaw& law);

}  // namespace abscope::blood
