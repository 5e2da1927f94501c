// What a sampler or an optimiser sees of a problem: a number of unknowns and an energy. Belongs to fit.
#pragma once

#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace abscope::fit {

/// A density on R^n, or a function to be minimised. Must give the same number from any thread.
struct Target {
    std::size_t dimension = 0;
    /// −ln density up to a constant [-]. Once the energy is known to exceed `limit` the function may stop and return infinity:
    /// the caller only asks whether it does.
    std::function<double(std::span<const double> x, double limit)> energy;

    double operator()(std::span<const double> x) const { return energy(x, std::numeric_limits<double>::infinity()); }
};

using Points = std::vector<std::vector<double>>;

}  // namespace abscope::fit
