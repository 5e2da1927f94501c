// How much of each voxel a solid fills.
#pragma once

#include <array>
#include <vector>

#include "geometry/prism_stack.hpp"
#include "patient/grid.hpp"

namespace abscope::geometry {

/// Share of each voxel that the solid fills [-]; index as grid.index(i,j,k). Where the grid's axes are those of the solid's
/// frame in any order: exact along the frame's x and z, four sub-rows along y. Where they are not, 4 × 4 × 4 points a voxel.
std::vector<float> fill_fraction(const PrismStack& solid, const patient::Grid& grid);

/// The part of a grid that a solid can reach, and how much of each of its voxels the solid fills.
struct LocalMask {
    std::array<std::size_t, 3> first{};  ///< voxel of the whole grid that voxel (0, 0, 0) of the part is
    patient::Grid grid;                  ///< the part; no voxels where the solid lies outside
    std::vector<float> fill;             ///< as fill_fraction() of the part [-]
};
LocalMask local_mask(const PrismStack& solid, const patient::Grid& grid);

/// Calls visit(index in the whole grid, share) for every voxel of the part that the solid reaches.
template <class Visit>
void for_each_filled(const LocalMask& mask, const patient::Grid& whole, const Visit& visit) {
    std::size_t at = 0;
    for (std::size_t k = 0; k < mask.grid.size[2]; ++k)
        for (std::size_t j = 0; j < mask.grid.size[1]; ++j) {
            const std::size_t row = whole.index(mask.first[0], mask.first[1] + j, mask.first[2] + k);
            for (std::size_t i = 0; i < mask.grid.size[0]; ++i, ++at)
                if (mask.fill[at] > 0.0f) visit(row + i, mask.fill[at]);
        }
}

}  // namespace abscope::geometry
