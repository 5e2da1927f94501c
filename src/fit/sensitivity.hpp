// Which inputs matter: elementary effects of Morris [@morris1991] and Sobol' indices by Saltelli's design with Jansen's
// estimators [@saltelli2010]. Belongs to fit.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace abscope::fit {

/// Outputs of a model on the unit cube; must give the same numbers from any thread.
using CubeFunction = std::function<std::vector<double>(std::span<const double> unit)>;

/// Effects of one input on one output [unit of the output per whole range of the input].
struct MorrisEffect {
    double mean = 0.0;      ///< signed
    double absolute = 0.0;  ///< mean of the absolute values, mu* [@campolongo2007]
    double deviation = 0.0; ///< standard deviation: curvature or interaction
};
/// [output][input], from `trajectories`·(inputs + 1) evaluations on a grid of four levels.
std::vector<std::vector<MorrisEffect>> morris(const CubeFunction& function, std::size_t inputs, int trajectories,
                                              std::uint64_t seed);

/// Shares of an output's variance.
struct SobolIndex {
    double first = 0.0, total = 0.0;              ///< [-]
    double first_error = 0.0, total_error = 0.0;  ///< standard errors, from ten blocks [-]
};
/// [output][input], inputs uniform and independent, from `samples`·(inputs + 2) evaluations; `samples` ≥ 20. An output that
/// does not vary has indices of NaN.
std::vector<std::vector<SobolIndex>> sobol(const CubeFunction& function, std::size_t inputs, int samples, std::uint64_t seed);

}  // namespace abscope::fit
