// Profile of an energy: the least energy that remains when one unknown is held [@raue2009]. Belongs to fit.
#pragma once

#include <cstdint>
#include <vector>

#include "fit/target.hpp"

namespace abscope::fit {

struct ProfilePoint {
    double held = 0.0;     ///< the value at which the unknown is held [unit of the unknown]
    double energy = 0.0;   ///< least energy found [-]
    std::vector<double> x; ///< where [units of the unknowns]
};

/// For each value of `grid`, ascending [unit of the unknown], the least energy over the other unknowns by CMA-ES of at most
/// `evaluations`, begun at the neighbour nearer to `best`. A profile that is flat says that the data do not determine the unknown;
/// twice the energy above its minimum stays below 3.84 inside a 95 % interval (chi-square, one degree of freedom).
std::vector<ProfilePoint> profile(const Target& target, const std::vector<double>& best, std::size_t unknown,
                                  const std::vector<double>& grid, std::int64_t evaluations, double sigma, std::uint64_t seed);

/// Where the profile crosses `rise` above its least point, linear between grid points; NaN where it does not on that side.
struct ProfileInterval {
    double low = 0.0, high = 0.0;  ///< [unit of the unknown]
};
ProfileInterval interval_of(const std::vector<ProfilePoint>& points, double rise = 1.92);

}  // namespace abscope::fit
