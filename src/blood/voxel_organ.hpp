// An organ as voxels, for particles that walk in its own dose instead of drawing from its histogram. The walk in voxels is the
// idea of the field-based mode of [@shin2021]'s program; here a particle stays on the grid.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/result.hpp"
#include "patient/exposure.hpp"

namespace abscope::blood {

/// Voxels of one organ and the dose of one fraction in each.
struct VoxelOrgan {
    std::size_t organ = 0;               ///< index into BloodExposure::organs: the histogram that it replaces
    std::array<std::size_t, 3> size{};   ///< of the grid, x fastest
    std::array<double, 3> spacing_mm{};  ///< [mm]
    std::vector<std::uint8_t> inside;    ///< one for each voxel of the grid
    std::vector<float> dose_gy;          ///< whole fraction, one for each voxel of the grid [Gy]
    /// Speed of the random walk along an axis; 0: a particle keeps one voxel during its whole visit.
    double speed_mm_per_s = 0.0;  ///< [mm/s]
};

/// Sizes that fit, at least one voxel inside, doses and speed in range.
Result<void> check_voxels(const VoxelOrgan& voxels);
/// The organ's histogram, one bin a voxel (equal doses joined).
patient::DoseBins bins_of(const VoxelOrgan& voxels);

}  // namespace abscope::blood
