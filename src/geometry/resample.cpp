// Trilinear and nearest-voxel resampling between grids of any direction.
#include "geometry/resample.hpp"

#include <algorithm>
#include <cmath>

#include "core/contract.hpp"
#include "core/parallel.hpp"

namespace abscope::geometry {

namespace {

/// Where a point lies between voxels.
struct Cell {
    std::array<std::size_t, 3> low{};
    std::array<double, 3> share{};
    bool inside = true;
};

Cell cell_of(const patient::Grid& grid, patient::Vector3 p) {
    Cell cell;
    const auto f = grid.fractional_index(p);
    for (std::size_t a = 0; a < 3; ++a) {
        const double last = static_cast<double>(grid.size[a]) - 1.0;
        constexpr double rounding = 1e-6;
        if (!(f[a] >= -0.5 - rounding && f[a] <= last + 0.5 + rounding)) cell.inside = false;
        const double at = std::clamp(f[a], 0.0, last);
        cell.low[a] = std::min(static_cast<std::size_t>(at), grid.size[a] > 1 ? grid.size[a] - 2 : 0);
        cell.share[a] = at - static_cast<double>(cell.low[a]);
    }
    return cell;
}

float linear(const std::vector<float>& values, const patient::Grid& grid, const Cell& cell) {
    double sum = 0.0;
    for (std::size_t corner = 0; corner < 8; ++corner) {
        double weight = 1.0;
        std::array<std::size_t, 3> at = cell.low;
        for (std::size_t a = 0; a < 3; ++a) {
            const bool high = (corner >> a & 1) != 0;
            weight *= high ? cell.share[a] : 1.0 - cell.share[a];
            if (high) ++at[a];
        }
        if (weight > 0.0) sum += weight * static_cast<double>(values[grid.index(at[0], at[1], at[2])]);
    }
    return static_cast<float>(sum);
}

float nearest(const std::vector<float>& values, const patient::Grid& grid, const Cell& cell) {
    std::array<std::size_t, 3> at = cell.low;
    for (std::size_t a = 0; a < 3; ++a) at[a] += cell.share[a] >= 0.5 ? 1 : 0;
    return values[grid.index(at[0], at[1], at[2])];
}

template <class Pick>
std::vector<float> at_voxels(const std::vector<float>& values, const patient::Grid& from, const patient::Grid& to, float outside,
                             Pick pick) {
    ABSCOPE_EXPECT(values.size() == from.voxel_count());
    std::vector<float> out(to.voxel_count(), outside);
    parallel_for(to.size[2], [&](std::size_t k) {
        for (std::size_t j = 0; j < to.size[1]; ++j)
            for (std::size_t i = 0; i < to.size[0]; ++i) {
                const auto p = to.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k));
                const Cell cell = cell_of(from, p);
                if (cell.inside) out[to.index(i, j, k)] = pick(values, from, cell);
            }
    });
    return out;
}

}  // namespace

bool same_grid(const patient::Grid& a, const patient::Grid& b) {
    constexpr double tolerance_mm = 1e-3;
    if (a.size != b.size || norm(a.origin - b.origin) > tolerance_mm) return false;
    for (std::size_t axis = 0; axis < 3; ++axis)
        if (std::abs(a.spacing[axis] - b.spacing[axis]) > tolerance_mm || norm(a.axes[axis] - b.axes[axis]) > 1e-4) return false;
    return true;
}

std::vector<float> resample(const std::vector<float>& values, const patient::Grid& from, const patient::Grid& to, float outside) {
    return at_voxels(values, from, to, outside, linear);
}

std::vector<float> resample_nearest(const std::vector<float>& values, const patient::Grid& from, const patient::Grid& to,
                                    float outside) {
    return at_voxels(values, from, to, outside, nearest);
}

}  // namespace abscope::geometry
