// Voxel shares by exact spans along x.
#include "geometry/mask.hpp"

#include <algorithm>
#include <cmath>

#include "core/contract.hpp"
#include "core/parallel.hpp"

namespace abscope::geometry {

namespace {

constexpr int sub_rows = 4;

/// Adds `weight` × the overlap of [x0, x1] with each voxel of one row [voxel widths].
void add_span(double x0, double x1, float weight, const patient::Grid& grid, float* row) {
    const double first = (x0 - grid.origin.x) / grid.spacing[0] + 0.5;
    const double last = (x1 - grid.origin.x) / grid.spacing[0] + 0.5;
    const double low = std::max(0.0, first), high = std::min(static_cast<double>(grid.size[0]), last);
    if (!(high > low)) return;
    for (auto i = static_cast<std::size_t>(low); i < grid.size[0] && static_cast<double>(i) < high; ++i) {
        const double overlap = std::min(high, static_cast<double>(i) + 1.0) - std::max(low, static_cast<double>(i));
        row[i] += weight * static_cast<float>(overlap);
    }
}

void fill_slice(const PrismStack& solid, const patient::Grid& grid, std::size_t k, std::vector<float>& fill) {
    const double bottom = grid.origin.z + (static_cast<double>(k) - 0.5) * grid.spacing[2];
    std::vector<double> x;
    for (const auto& slab : solid.slabs) {
        const double overlap = std::min(slab.top_mm, bottom + grid.spacing[2]) - std::max(slab.bottom_mm, bottom);
        if (overlap <= 0.0) continue;
        const auto weight = static_cast<float>(overlap / grid.spacing[2] / sub_rows);
        for (std::size_t j = 0; j < grid.size[1]; ++j)
            for (int s = 0; s < sub_rows; ++s) {
                const double y = grid.origin.y + (static_cast<double>(j) - 0.5 + (s + 0.5) / sub_rows) * grid.spacing[1];
                crossings_at(slab.polygons, y, x);
                for (std::size_t c = 0; c + 1 < x.size(); c += 2) add_span(x[c], x[c + 1], weight, grid, &fill[grid.index(0, j, k)]);
            }
    }
}

}  // namespace

std::vector<float> fill_fraction(const PrismStack& solid, const patient::Grid& grid) {
    ABSCOPE_EXPECT(grid.is_axis_aligned());
    std::vector<float> fill(grid.voxel_count(), 0.0f);
    parallel_for(grid.size[2], [&](std::size_t k) { fill_slice(solid, grid, k, fill); });
    return fill;
}

}  // namespace abscope::geometry
