// How much of each voxel a solid fills.
#pragma once

#include <vector>

#include "geometry/prism_stack.hpp"
#include "patient/grid.hpp"

namespace abscope::geometry {

/// Share of each voxel of an axis-aligned grid that the solid fills [-]; index as grid.index(i,j,k). Exact along x and
/// z, four sub-rows along y.
std::vector<float> fill_fraction(const PrismStack& solid, const patient::Grid& grid);

}  // namespace abscope::geometry
