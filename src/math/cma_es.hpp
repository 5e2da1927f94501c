// Covariance matrix adaptation evolution strategy, (mu/mu_w, lambda)-CMA-ES with the default settings of [@hansen2016]:
// minimises a function of n unknowns without derivatives. Belongs to math.
//
// Each generation draws points from N(m, sigma²·C), moves m to the weighted mean of the better half, and adapts C from the steps
// taken and sigma from the length of the path (eq. 16 to 46 there). Invariant under rotations and monotone maps of the function.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace abscope::math {

struct CmaOptions {
    int population = 0;               ///< points a generation; 0: 4 + 3·ln(n)
    std::int64_t evaluations = 10000; ///< at most this many
    double sigma = 0.3;               ///< first step [unit of the unknowns]
    double tolerance = 1e-12;         ///< stop when ten generations' best differ by less [unit of the function]
    std::uint64_t seed = 1;
};

struct CmaResult {
    std::vector<double> x;            ///< best point that was evaluated
    double value = 0.0;               ///< there [unit of the function]
    std::int64_t evaluations = 0;
    int generations = 0;
    bool converged = false;           ///< stopped by the tolerance or a vanishing step, not by the number of evaluations
};

/// Points of one generation are evaluated side by side; the result does not depend on threads. A value that is not a number
/// counts as infinite. `after` sees each generation's best so far; false ends the search.
CmaResult minimise_cma(const std::function<double(std::span<const double>)>& function, std::span<const double> start,
                       const CmaOptions& options, const std::function<bool(const CmaResult&)>& after = {});

}  // namespace abscope::math
