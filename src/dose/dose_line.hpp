// Trilinear dose along lines parallel to the first axis of a solid's frame: what the histogram of
// [@drzymala1991] samples.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "geometry/prism_stack.hpp"
#include "patient/dose_grid.hpp"

namespace abscope::dose {

/// Voxels of one axis, the last not included.
struct VoxelRange {
    std::size_t first = 0, past = 0;
};

/// A dose grid in the frame of a solid. Refers to the values of the grid it was made from.
class DoseField {
  public:
    DoseField(const patient::DoseGrid& dose, const std::array<patient::Vector3, 3>& frame_axes);

    /// Grid in the frame; i along the lines where is_aligned().
    const patient::Grid& grid() const { return grid_; }
    bool is_aligned() const { return aligned_; }
    const float* values() const { return reordered_.empty() ? dose_->values.data() : reordered_.data(); }

    /// The voxels that the dose in a box is interpolated from; all of them where the grid is oblique to the frame.
    std::array<VoxelRange, 3> voxels_about(const geometry::BoundingBox& box) const;
    /// Trilinear dose at a point of the frame; false outside the voxels. Any orientation. `value` [Gy].
    bool read(patient::Vector3 point, double& value) const;

  private:
    const patient::DoseGrid* dose_;
    patient::Grid grid_;
    std::vector<float> reordered_;  ///< only where the grid's order is not the frame's
    bool aligned_ = false;
};

/// One line of an aligned field: the four rows of voxels about it, blended where they are asked for.
class DoseLine {
  public:
    explicit DoseLine(const DoseField& field) : field_(field) {}

    /// Moves to the line at (`y_mm`, `z_mm`) of the frame; false where no voxel lies there.
    bool move_to(double y_mm, double z_mm);
    /// Voxel coordinate of x: voxel i reaches from i − 1/2 to i + 1/2 [-].
    double coordinate(double x_mm) const { return (x_mm - field_.grid().origin.x) / field_.grid().spacing[0]; }
    /// Last voxel [-].
    double last() const { return static_cast<double>(field_.grid().size[0]) - 1.0; }
    /// Makes read() ready for coordinates between `low` and `high` [-].
    void blend(double low, double high);
    /// Dose at a coordinate within what was blended; beyond the outermost centres theirs holds [Gy]. `coordinate` [-].
    double read(double coordinate) const {
        const double inside = coordinate < 0.0 ? 0.0 : coordinate > last_ ? last_ : coordinate;
        const auto below = static_cast<std::int64_t>(inside);  // signed: one instruction
        const double* at = line_.data() + (below - first_);
        return at[0] + (inside - static_cast<double>(below)) * (at[1] - at[0]);
    }

  private:
    const DoseField& field_;
    std::array<const float*, 4> rows_{};
    std::array<double, 4> weight_{};
    std::vector<double> line_;
    std::int64_t first_ = 0;  ///< voxel of line_[0]
    double last_ = 0.0;
};

}  // namespace abscope::dose
