// A regular voxel grid in patient space: where voxel (i, j, k) lies. Voxels are addressed by their centres.
#pragma once

#include <array>
#include <cstddef>

#include "patient/vector3.hpp"

namespace abscope::patient {

/// Regular grid. Index i runs along columns (x for head-first supine), j along rows (y), k along slices (z).
/// Storage order of every voxel array on it: i fastest, then j, then k.
struct Grid {
    std::array<std::size_t, 3> size{0, 0, 0};  ///< voxels along i, j, k
    Vector3 origin;                            ///< centre of voxel (0,0,0) [mm]
    std::array<double, 3> spacing{1, 1, 1};    ///< distance between centres along i, j, k [mm], > 0
    /// Unit direction of i, j, k in patient space; orthonormal, right-handed.
    std::array<Vector3, 3> axes{Vector3{1, 0, 0}, Vector3{0, 1, 0}, Vector3{0, 0, 1}};

    std::size_t voxel_count() const { return size[0] * size[1] * size[2]; }
    std::size_t index(std::size_t i, std::size_t j, std::size_t k) const { return i + size[0] * (j + size[1] * k); }
    double voxel_volume_cc() const { return spacing[0] * spacing[1] * spacing[2] * 1e-3; }

    /// Centre of the (fractional) voxel (i, j, k) [mm].
    Vector3 position(double i, double j, double k) const {
        return origin + i * spacing[0] * axes[0] + j * spacing[1] * axes[1] + k * spacing[2] * axes[2];
    }
    /// Fractional voxel index of a point.
    std::array<double, 3> fractional_index(Vector3 p) const {
        const Vector3 r = p - origin;
        return {dot(r, axes[0]) / spacing[0], dot(r, axes[1]) / spacing[1], dot(r, axes[2]) / spacing[2]};
    }
    /// True where the axes are +x, +y, +z exactly to 1e-4 (head-first supine, axial).
    bool is_axis_aligned() const {
        const double tolerance = 1e-4;
        return std::abs(axes[0].x - 1) < tolerance && std::abs(axes[1].y - 1) < tolerance &&
               std::abs(axes[2].z - 1) < tolerance;
    }
};

}  // namespace abscope::patient
