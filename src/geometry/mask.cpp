// Voxel shares by exact spans along x.
#include "geometry/mask.hpp"

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"
#include "geometry/reindex.hpp"

namespace abscope::geometry {

namespace {

constexpr int sub_rows = 4;
constexpr int sub_points = 4;  // along each axis of a voxel of an oblique grid

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

/// Whether a point of the solid's frame lies in it.
bool is_inside(const PrismStack& solid, patient::Vector3 p) {
    const auto slab = std::lower_bound(solid.slabs.begin(), solid.slabs.end(), p.z,
                                       [](const Slab& s, double z) { return s.top_mm <= z; });
    if (slab == solid.slabs.end() || p.z < slab->bottom_mm) return false;
    bool inside = false;
    for (const auto& polygon : slab->polygons)
        for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
            const auto& a = polygon[j];
            const auto& b = polygon[i];
            if ((a[1] <= p.y) == (b[1] <= p.y)) continue;
            if (p.x < a[0] + (p.y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])) inside = !inside;
        }
    return inside;
}

struct Box {
    patient::Vector3 low, high;
    bool near(patient::Vector3 p, double reach) const {
        return p.x > low.x - reach && p.x < high.x + reach && p.y > low.y - reach && p.y < high.y + reach &&
               p.z > low.z - reach && p.z < high.z + reach;
    }
};

Box box_of(const PrismStack& solid) {
    Box box{{1e300, 1e300, solid.slabs.front().bottom_mm}, {-1e300, -1e300, solid.slabs.back().top_mm}};
    for (const auto& slab : solid.slabs)
        for (const auto& polygon : slab.polygons)
            for (const auto& p : polygon) {
                box.low.x = std::min(box.low.x, p[0]);
                box.low.y = std::min(box.low.y, p[1]);
                box.high.x = std::max(box.high.x, p[0]);
                box.high.y = std::max(box.high.y, p[1]);
            }
    return box;
}

/// `grid` in the solid's frame.
std::vector<float> fill_by_points(const PrismStack& solid, const patient::Grid& grid) {
    std::vector<float> fill(grid.voxel_count(), 0.0f);
    const Box box = box_of(solid);
    const double reach = std::hypot(grid.spacing[0], grid.spacing[1], grid.spacing[2]) / 2.0;
    const auto share_of = [&](double i, double j, double k) {
        if (!box.near(grid.position(i, j, k), reach)) return 0.0f;
        int inside = 0;
        const auto at = [](double centre, int s) { return centre - 0.5 + (s + 0.5) / sub_points; };
        for (int a = 0; a < sub_points; ++a)
            for (int b = 0; b < sub_points; ++b)
                for (int c = 0; c < sub_points; ++c) inside += is_inside(solid, grid.position(at(i, a), at(j, b), at(k, c)));
        return static_cast<float>(inside) / (sub_points * sub_points * sub_points);
    };
    parallel_for(grid.size[2], [&](std::size_t k) {
        for (std::size_t j = 0; j < grid.size[1]; ++j)
            for (std::size_t i = 0; i < grid.size[0]; ++i)
                fill[grid.index(i, j, k)] = share_of(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k));
    });
    return fill;
}

/// The order that undoes `order`.
Reindexing inverse(const Reindexing& order) {
    Reindexing back;
    for (std::size_t a = 0; a < 3; ++a) {
        back.from[order.from[a]] = a;
        back.flip[order.from[a]] = order.flip[a];
    }
    return back;
}

}  // namespace

std::vector<float> fill_fraction(const PrismStack& solid, const patient::Grid& grid) {
    if (solid.empty()) return std::vector<float>(grid.voxel_count(), 0.0f);
    const patient::Grid turned = in_frame(grid, solid.frame.axes);
    const Reindexing order = canonical_order(turned);
    const patient::Grid along = reindexed(turned, order);
    if (!along.is_axis_aligned()) return fill_by_points(solid, turned);
    std::vector<float> fill(along.voxel_count(), 0.0f);
    parallel_for(along.size[2], [&](std::size_t k) { fill_slice(solid, along, k, fill); });
    if (order.is_identity()) return fill;
    return reindexed(fill, along, inverse(order));
}

}  // namespace abscope::geometry
