// Values of one grid at the voxels of another.
#pragma once

#include <vector>

#include "patient/grid.hpp"

namespace abscope::geometry {

/// Whether two grids have the same voxels, to 1e-3 mm.
bool same_grid(const patient::Grid& a, const patient::Grid& b);

/// Trilinear values at the centres of `to`. A voxel reaches half a spacing beyond its centre and has the value of the nearest
/// centre there; beyond it the value is `outside`. Same bytes for any number of threads.
std::vector<float> resample(const std::vector<float>& values, const patient::Grid& from, const patient::Grid& to, float outside);
/// The value of the nearest voxel instead: for labels.
std::vector<float> resample_nearest(const std::vector<float>& values, const patient::Grid& from, const patient::Grid& to,
                                    float outside);

}  // namespace abscope::geometry
