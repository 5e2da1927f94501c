// Planes at any distances to planes at one distance, linearly between neighbours. For series and doses whose planes are
// irregularly spaced.
#pragma once

#include <cstddef>
#include <vector>

namespace abscope::geometry {

/// Regular planes.
struct PlaneSpacing {
    double first_mm = 0.0, step_mm = 0.0;
    std::size_t count = 0;
};

/// The step of which every distance is a whole multiple (to 1e-3 of it), where there is one that makes at most 8 times as
/// many planes: linear interpolation is then the same function as before. step_mm is 0 where there is none.
PlaneSpacing common_step(const std::vector<double>& rising_mm);
/// The smallest distance as the step, at most 4 times as many planes.
PlaneSpacing finest_step(const std::vector<double>& rising_mm);

/// values hold one plane of `plane` values at each of `rising_mm`.
std::vector<float> resample_planes(const std::vector<float>& values, std::size_t plane, const std::vector<double>& rising_mm,
                                   const PlaneSpacing& to);

}  // namespace abscope::geometry
