// Voxel shares by exact spans along x.
#include "geometry/mask.hpp"

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"
#include "geometry/contour_frame.hpp"
#include "geometry/reindex.hpp"
#include "geometry/row_spans.hpp"

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

/// Rows of the grid, `sub_rows` a voxel, that the polygons can reach.
Rows rows_near(const std::vector<Polygon>& polygons, const patient::Grid& grid, std::size_t& first) {
    const double step = grid.spacing[1] / sub_rows, start = grid.origin.y - grid.spacing[1] / 2.0 + step / 2.0;
    const auto [low, high] = y_extent(polygons);
    const auto all = static_cast<double>(grid.size[1] * sub_rows);
    const double from = std::clamp(std::floor((low - start) / step), 0.0, all), to = std::clamp(std::ceil((high - start) / step) + 1.0, from, all);
    first = static_cast<std::size_t>(from);
    return {start + from * step, step, static_cast<std::size_t>(to - from)};
}

void fill_slice(const PrismStack& solid, const patient::Grid& grid, std::size_t k, std::vector<float>& fill) {
    const double bottom = grid.origin.z + (static_cast<double>(k) - 0.5) * grid.spacing[2];
    for (const auto& slab : solid.slabs) {
        const double overlap = std::min(slab.top_mm, bottom + grid.spacing[2]) - std::max(slab.bottom_mm, bottom);
        if (overlap <= 0.0) continue;
        const auto weight = static_cast<float>(overlap / grid.spacing[2] / sub_rows);
        std::size_t first = 0;
        const Rows rows = rows_near(slab.polygons, grid, first);
        const RowSpans spans(slab.polygons, rows);
        for (std::size_t row = 0; row < rows.count; ++row) {
            const auto x = spans.of_row(row);
            float* voxels = &fill[grid.index(0, (first + row) / sub_rows, k)];
            for (std::size_t c = 0; c + 1 < x.size(); c += 2) add_span(x[c], x[c + 1], weight, grid, voxels);
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

bool is_near(const BoundingBox& box, patient::Vector3 p, double reach) {
    return p.x > box.low.x - reach && p.x < box.high.x + reach && p.y > box.low.y - reach && p.y < box.high.y + reach &&
           p.z > box.low.z - reach && p.z < box.high.z + reach;
}

/// `grid` in the solid's frame.
std::vector<float> fill_by_points(const PrismStack& solid, const patient::Grid& grid) {
    std::vector<float> fill(grid.voxel_count(), 0.0f);
    const BoundingBox box = bounding_box(solid);
    const double reach = std::hypot(grid.spacing[0], grid.spacing[1], grid.spacing[2]) / 2.0;
    const auto share_of = [&](double i, double j, double k) {
        if (!is_near(box, grid.position(i, j, k), reach)) return 0.0f;
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

/// Corner n of a box, in patient space.
patient::Vector3 corner_of(const BoundingBox& box, const ContourFrame& frame, unsigned n) {
    return frame.out_of({n & 1U ? box.high.x : box.low.x, n & 2U ? box.high.y : box.low.y, n & 4U ? box.high.z : box.low.z});
}

}  // namespace

LocalMask local_mask(const PrismStack& solid, const patient::Grid& grid) {
    LocalMask out;
    out.grid = grid;
    out.grid.size = {0, 0, 0};
    if (solid.empty()) return out;
    std::array<double, 3> low, high;
    low.fill(1e300);
    high.fill(-1e300);
    for (unsigned n = 0; n < 8; ++n) {
        const auto at = grid.fractional_index(corner_of(bounding_box(solid), solid.frame, n));
        for (std::size_t a = 0; a < 3; ++a) low[a] = std::min(low[a], at[a]), high[a] = std::max(high[a], at[a]);
    }
    std::array<std::size_t, 3> size{};
    for (std::size_t a = 0; a < 3; ++a) {
        const double last = static_cast<double>(grid.size[a]) - 1.0;
        if (high[a] < -0.5 || low[a] > last + 0.5) return out;
        out.first[a] = static_cast<std::size_t>(std::clamp(std::floor(low[a]), 0.0, last));
        size[a] = static_cast<std::size_t>(std::clamp(std::ceil(high[a]), 0.0, last)) + 1 - out.first[a];
    }
    out.grid.size = size;
    out.grid.origin = grid.position(static_cast<double>(out.first[0]), static_cast<double>(out.first[1]), static_cast<double>(out.first[2]));
    out.fill = fill_fraction(solid, out.grid);
    return out;
}

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
