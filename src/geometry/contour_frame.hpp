// The frame that a structure's contours lie in: axial for most, tilted or sagittal for contours drawn on such images.
// Between `patient` contours and the solid made of them.
#pragma once

#include <array>
#include <optional>

#include "patient/grid.hpp"
#include "patient/structure.hpp"

namespace abscope::geometry {

/// Three orthonormal directions; contours lie in planes across the third.
struct ContourFrame {
    std::array<patient::Vector3, 3> axes{patient::Vector3{1, 0, 0}, patient::Vector3{0, 1, 0}, patient::Vector3{0, 0, 1}};
    double flat_mm = 0.01;  ///< how far a point may lie from the plane of its contour, and a plane from its own [mm]

    /// A point of patient space in this frame [mm].
    patient::Vector3 into(patient::Vector3 p) const { return {dot(p, axes[0]), dot(p, axes[1]), dot(p, axes[2])}; }
    /// A point of this frame in patient space [mm].
    patient::Vector3 out_of(patient::Vector3 p) const { return p.x * axes[0] + p.y * axes[1] + p.z * axes[2]; }
    bool is_axial() const { return axes[2] == patient::Vector3{0, 0, 1}; }
};

/// The frame of the structure's contours: axial where they are axial, else across the normal of the largest contour.
/// Nothing where a contour is not flat, or lies in a plane of another direction.
std::optional<ContourFrame> contour_frame(const patient::Structure& structure);

/// The grid with its origin and axes in the coordinates of a frame.
patient::Grid in_frame(const patient::Grid& grid, const std::array<patient::Vector3, 3>& axes);

}  // namespace abscope::geometry
