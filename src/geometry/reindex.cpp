// Voxels in canonical order.
#include "geometry/reindex.hpp"

#include "core/contract.hpp"
#include "core/parallel.hpp"

namespace abscope::geometry {

namespace {

using patient::Vector3;

constexpr double along_axis = 1e-3;

double component(Vector3 v, std::size_t a) { return a == 0 ? v.x : a == 1 ? v.y : v.z; }

/// The axis of patient space that v lies along, or 3.
std::size_t axis_of(Vector3 v) {
    for (std::size_t a = 0; a < 3; ++a) {
        const Vector3 unit{a == 0 ? 1.0 : 0.0, a == 1 ? 1.0 : 0.0, a == 2 ? 1.0 : 0.0};
        if (norm(v - unit) < along_axis || norm(v + unit) < along_axis) return a;
    }
    return 3;
}

}  // namespace

Reindexing canonical_order(const patient::Grid& grid) {
    Reindexing order;
    std::array<bool, 3> taken{};
    for (std::size_t old = 0; old < 3; ++old) {
        const std::size_t a = axis_of(grid.axes[old]);
        if (a == 3 || taken[a]) {
            order = {};
            order.flip[2] = dot(cross(grid.axes[0], grid.axes[1]), grid.axes[2]) < 0.0;
            return order;
        }
        taken[a] = true;
        order.from[a] = old;
        order.flip[a] = component(grid.axes[old], a) < 0.0;
    }
    return order;
}

patient::Grid reindexed(const patient::Grid& grid, const Reindexing& order) {
    patient::Grid out = grid;
    for (std::size_t a = 0; a < 3; ++a) {
        const std::size_t old = order.from[a];
        out.size[a] = grid.size[old];
        out.spacing[a] = grid.spacing[old];
        out.axes[a] = order.flip[a] ? -1.0 * grid.axes[old] : grid.axes[old];
        for (double* c : {&out.axes[a].x, &out.axes[a].y, &out.axes[a].z}) *c += 0.0;  // no negative zeros
        if (order.flip[a]) {
            const double last = static_cast<double>(grid.size[old]) - 1.0;
            out.origin = out.origin + last * grid.spacing[old] * grid.axes[old];
        }
    }
    return out;
}

std::vector<float> reindexed(const std::vector<float>& values, const patient::Grid& old, const Reindexing& order) {
    ABSCOPE_EXPECT(values.size() == old.voxel_count());
    const std::array<std::ptrdiff_t, 3> stride{1, static_cast<std::ptrdiff_t>(old.size[0]),
                                               static_cast<std::ptrdiff_t>(old.size[0] * old.size[1])};
    const patient::Grid grid = reindexed(old, order);
    std::ptrdiff_t first = 0;
    std::array<std::ptrdiff_t, 3> step{};
    for (std::size_t a = 0; a < 3; ++a) {
        step[a] = order.flip[a] ? -stride[order.from[a]] : stride[order.from[a]];
        if (order.flip[a]) first += (static_cast<std::ptrdiff_t>(grid.size[a]) - 1) * stride[order.from[a]];
    }
    std::vector<float> out(values.size());
    parallel_for(grid.size[2], [&](std::size_t k) {
        for (std::size_t j = 0; j < grid.size[1]; ++j) {
            const std::ptrdiff_t row = first + static_cast<std::ptrdiff_t>(j) * step[1] + static_cast<std::ptrdiff_t>(k) * step[2];
            float* to = out.data() + grid.index(0, j, k);
            for (std::size_t i = 0; i < grid.size[0]; ++i)
                to[i] = values[static_cast<std::size_t>(row + static_cast<std::ptrdiff_t>(i) * step[0])];
        }
    });
    return out;
}

void make_canonical(patient::Grid& grid, std::vector<float>& values) {
    const Reindexing order = canonical_order(grid);
    if (order.is_identity()) return;
    if (!values.empty()) values = reindexed(values, grid, order);
    grid = reindexed(grid, order);
}

}  // namespace abscope::geometry
