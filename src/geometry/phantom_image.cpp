// CT numbers of the phantom: every solid painted with partial volumes at its surface, then a little noise.
#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"
#include "core/rng.hpp"
#include "geometry/phantom_sampling.hpp"

namespace abscope::geometry::phantom {

namespace {

constexpr double noise_hu = 8.0;

/// 0 outside, 1 inside, over one voxel.
double coverage(double depth_mm, double voxel_mm) { return std::clamp(depth_mm / voxel_mm + 0.5, 0.0, 1.0); }

void paint_slice(const Paint& paint, patient::Image& image, std::size_t k) {
    const auto& grid = image.grid;
    const double voxel = grid.spacing[0], margin = voxel;
    const auto& box = paint.solid.box;
    const double z = grid.position(0, 0, static_cast<double>(k)).z;
    if (z < box.low.z - margin || z > box.high.z + margin) return;
    const auto range = [&](double low, double high, double origin, std::size_t size) {
        const double first = std::ceil((low - margin - origin) / voxel), last = std::floor((high + margin - origin) / voxel);
        return std::pair{static_cast<std::size_t>(std::max(first, 0.0)), static_cast<std::size_t>(std::clamp(last + 1.0, 0.0, static_cast<double>(size)))};
    };
    const auto [i0, i1] = range(box.low.x, box.high.x, grid.origin.x, grid.size[0]);
    const auto [j0, j1] = range(box.low.y, box.high.y, grid.origin.y, grid.size[1]);
    for (std::size_t j = j0; j < j1; ++j)
        for (std::size_t i = i0; i < i1; ++i) {
            auto& value = image.values[grid.index(i, j, k)];
            if (value >= paint.only_below_hu) continue;
            const double depth = paint.solid.depth_mm(grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)));
            const double part = coverage(depth, voxel);
            if (part <= 0.0) continue;
            double hu = paint.layers.front().second;
            for (std::size_t n = 1; n < paint.layers.size(); ++n)
                hu += coverage(depth - paint.layers[n].first, voxel) * (paint.layers[n].second - hu);
            value = static_cast<float>(value + part * (hu - value));
        }
}

}  // namespace

patient::Image make_image(const Body& body, double voxel_mm) {
    patient::Image image;
    const auto& box = body.external.box;
    const double margin = 12.0;
    auto& grid = image.grid;
    grid.spacing = {voxel_mm, voxel_mm, phantom_slice_mm};
    const auto voxels = [&](double low, double high) { return static_cast<std::size_t>(std::ceil((high - low + 2 * margin) / voxel_mm)) + 1; };
    grid.size = {voxels(box.low.x, box.high.x), voxels(box.low.y, box.high.y), static_cast<std::size_t>(plane_count)};
    grid.origin = {-0.5 * voxel_mm * static_cast<double>(grid.size[0] - 1), std::floor(box.low.y - margin), lowest_plane_mm};
    image.values.assign(grid.voxel_count(), -1000.0F);
    parallel_for(grid.size[2], [&](std::size_t k) {
        for (const auto& paint : body.paints) paint_slice(paint, image, k);
        RandomStream noise(0, RandomPurpose::geometry_sampling, k);
        const std::size_t first = grid.index(0, 0, k), last = first + grid.size[0] * grid.size[1];
        for (std::size_t n = first; n < last; ++n)
            image.values[n] = static_cast<float>(std::max(-1000.0, std::round(image.values[n] + noise_hu * noise.normal())));
    });
    return image;
}

}  // namespace abscope::geometry::phantom
