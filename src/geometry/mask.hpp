// How much of each voxel a solid fills.
#pragma once

#include <vector>

#include "geometry/prism_stack.hpp"
#include "patient/grid.hpp"

namespace abscope::geometry {

/// Share of each voxel that the solid fills [-]; index as grid.index(i,j,k). Where the grid's axes are those of the solid's
/// frame in any order: exact along the frame's x and z, four sub-rows along y. Where they are not, 4 × 4 × 4 points a voxel.
std::vector<float> fill_fraction(const PrismStack& solid, const patient::Grid& grid);

}  // namespace abscope::geometry
