// From a dose grid to lines of dose.
#include "dose/dose_line.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/contour_frame.hpp"
#include "geometry/reindex.hpp"

namespace abscope::dose {

namespace {

/// The two centres about a coordinate and the weight of the upper one; false outside the voxels.
bool neighbours(double coordinate, std::size_t size, std::size_t& low, double& upper_weight) {
    const double last = static_cast<double>(size) - 1.0;
    if (!(coordinate >= -0.5 && coordinate <= last + 0.5)) return false;
    const double inside = std::clamp(coordinate, 0.0, last);
    low = std::min(static_cast<std::size_t>(inside), size > 1 ? size - 2 : 0);
    upper_weight = inside - static_cast<double>(low);
    return true;
}

}  // namespace

DoseField::DoseField(const patient::DoseGrid& dose, const std::array<patient::Vector3, 3>& frame_axes)
    : dose_(&dose), grid_(geometry::in_frame(dose.grid, frame_axes)) {
    const auto order = geometry::canonical_order(grid_);
    const auto along = geometry::reindexed(grid_, order);
    aligned_ = along.is_axis_aligned();
    if (!aligned_ || order.is_identity()) return;
    reordered_ = geometry::reindexed(dose.values, grid_, order);
    grid_ = along;
}

std::array<VoxelRange, 3> DoseField::voxels_about(const geometry::BoundingBox& box) const {
    std::array<VoxelRange, 3> out;
    const auto low = grid_.fractional_index(box.low), high = grid_.fractional_index(box.high);
    for (std::size_t a = 0; a < 3; ++a) {
        out[a] = {0, grid_.size[a]};
        if (!aligned_) continue;
        const double last = static_cast<double>(grid_.size[a]) - 1.0;
        out[a] = {static_cast<std::size_t>(std::clamp(std::floor(low[a]), 0.0, last)),
                  static_cast<std::size_t>(std::clamp(std::ceil(high[a]), 0.0, last)) + 1};
    }
    return out;
}

bool DoseField::read(patient::Vector3 point, double& value) const {
    const auto f = grid_.fractional_index(point);
    std::array<std::size_t, 3> low{};
    std::array<double, 3> t{};
    for (std::size_t a = 0; a < 3; ++a)
        if (!neighbours(f[a], grid_.size[a], low[a], t[a])) return false;
    value = 0.0;
    for (unsigned corner = 0; corner < 8; ++corner) {
        double weight = 1.0;
        auto at = low;
        for (std::size_t a = 0; a < 3; ++a) {
            const bool upper = (corner >> a & 1U) != 0;
            weight *= upper ? t[a] : 1.0 - t[a];
            if (upper && grid_.size[a] > 1) ++at[a];
        }
        if (weight > 0.0) value += weight * static_cast<double>(values()[grid_.index(at[0], at[1], at[2])]);
    }
    return true;
}

bool DoseLine::move_to(double y_mm, double z_mm) {
    const auto& grid = field_.grid();
    std::size_t j = 0, k = 0;
    double ty = 0.0, tz = 0.0;
    if (!neighbours((y_mm - grid.origin.y) / grid.spacing[1], grid.size[1], j, ty)) return false;
    if (!neighbours((z_mm - grid.origin.z) / grid.spacing[2], grid.size[2], k, tz)) return false;
    const std::size_t upper_j = std::min(j + 1, grid.size[1] - 1), upper_k = std::min(k + 1, grid.size[2] - 1);
    const float* values = field_.values();
    rows_ = {values + grid.index(0, j, k), values + grid.index(0, upper_j, k), values + grid.index(0, j, upper_k),
             values + grid.index(0, upper_j, upper_k)};
    weight_ = {(1.0 - ty) * (1.0 - tz), ty * (1.0 - tz), (1.0 - ty) * tz, ty * tz};
    last_ = last();
    return true;
}

void DoseLine::blend(double low, double high) {
    const auto first = static_cast<std::size_t>(std::clamp(low, 0.0, last_));
    const auto last = static_cast<std::size_t>(last_);
    const std::size_t past = std::min(static_cast<std::size_t>(std::clamp(high, 0.0, last_)) + 1, last);  // last centre needed
    const std::size_t count = past - first + 1;
    if (line_.size() < count + 1) line_.resize(count + 1);
    const float *a = rows_[0] + first, *b = rows_[1] + first, *c = rows_[2] + first, *d = rows_[3] + first;
    const auto [wa, wb, wc, wd] = weight_;
    double* line = line_.data();
    for (std::size_t i = 0; i < count; ++i)
        line[i] = wa * static_cast<double>(a[i]) + wb * static_cast<double>(b[i]) + wc * static_cast<double>(c[i]) + wd * static_cast<double>(d[i]);
    line[count] = line[count - 1];  // beyond the last voxel
    first_ = static_cast<std::int64_t>(first);
}

}  // namespace abscope::dose
