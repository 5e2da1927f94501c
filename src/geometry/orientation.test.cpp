// Solids in other frames than the axial one, and voxels in other orders: the same solid turned has the same volume, mask
// and place.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "geometry/mask.hpp"
#include "geometry/prism_stack.hpp"
#include "geometry/reindex.hpp"

using namespace abscope;
using namespace abscope::geometry;
using patient::Vector3;

namespace {

using Axes = std::array<Vector3, 3>;

const Axes identity{Vector3{1, 0, 0}, Vector3{0, 1, 0}, Vector3{0, 0, 1}};

/// Turned by `degrees` about (1, 1, 1) / sqrt(3).
Axes turned(double degrees) {
    const double a = degrees * std::numbers::pi / 180.0, c = std::cos(a), s = std::sin(a) / std::sqrt(3.0);
    const double p = c + (1 - c) / 3, q = (1 - c) / 3;
    return {Vector3{p, q + s, q - s}, Vector3{q - s, p, q + s}, Vector3{q + s, q - s, p}};
}

Vector3 placed(const Axes& axes, double u, double v, double w) { return u * axes[0] + v * axes[1] + w * axes[2]; }

/// A box of 20 × 12 × 18 mm with a square hole of 4 × 4 mm, drawn on planes 3 mm apart across axes[2].
patient::Structure box(const Axes& axes) {
    patient::Structure out;
    out.name = "box";
    const auto rectangle = [&](double u0, double u1, double v0, double v1, double w) {
        return patient::Contour{{placed(axes, u0, v0, w), placed(axes, u1, v0, w), placed(axes, u1, v1, w), placed(axes, u0, v1, w)}};
    };
    for (int k = 0; k < 6; ++k) {
        out.contours.push_back(rectangle(-10, 10, -6, 6, 3.0 * k));
        out.contours.push_back(rectangle(-2, 2, -2, 2, 3.0 * k));
    }
    return out;
}

constexpr double box_cc = (20.0 * 12.0 - 16.0) * 18.0 * 1e-3;

double filled_cc(const std::vector<float>& fill, const patient::Grid& grid) {
    return std::accumulate(fill.begin(), fill.end(), 0.0) * grid.voxel_volume_cc();
}

patient::Grid grid_about(const Axes& axes) {
    patient::Grid grid;
    grid.size = {34, 30, 40};
    grid.spacing = {1.0, 1.0, 1.0};
    grid.axes = axes;
    grid.origin = placed(axes, -16.5, -14.5, -12.5);
    return grid;
}

}  // namespace

TEST_CASE("a solid drawn on axial, sagittal, coronal and oblique planes has the same volume") {
    const Axes sagittal{Vector3{0, 1, 0}, Vector3{0, 0, 1}, Vector3{1, 0, 0}};
    const Axes coronal{Vector3{1, 0, 0}, Vector3{0, 0, -1}, Vector3{0, 1, 0}};
    for (const auto& axes : {identity, sagittal, coronal, turned(20), turned(77)}) {
        const auto solid = build_prism_stack(box(axes), 3.0);
        CHECK(solid.warnings.empty());
        CHECK(solid.volume_cc == doctest::Approx(box_cc).epsilon(3e-6));  // areas are computed on a lattice
        CHECK(norm(cross(solid.frame.axes[2], axes[2])) < 1e-12);
    }
}

TEST_CASE("contours in planes of different directions have no solid") {
    auto mixed = box(identity);
    mixed.contours.push_back(box(turned(20)).contours.front());
    const auto solid = build_prism_stack(mixed, 3.0);
    CHECK(solid.empty());
    REQUIRE(solid.warnings.size() == 1);
    CHECK(solid.warnings[0].code == "contour-not-parallel");
}

TEST_CASE("a mask does not depend on how grid and solid are turned together, and fills the volume where they are not") {
    const auto axial = fill_fraction(build_prism_stack(box(identity), 3.0), grid_about(identity));
    CHECK(filled_cc(axial, grid_about(identity)) == doctest::Approx(box_cc).epsilon(1e-6));
    const Axes sagittal{Vector3{0, 1, 0}, Vector3{0, 0, 1}, Vector3{1, 0, 0}};
    for (const auto& axes : {sagittal, turned(20)}) {
        const auto together = fill_fraction(build_prism_stack(box(axes), 3.0), grid_about(axes));
        CHECK(filled_cc(together, grid_about(axes)) == doctest::Approx(box_cc).epsilon(1e-5));
    }
    const auto across = fill_fraction(build_prism_stack(box(turned(20)), 3.0), grid_about(identity));
    CHECK(filled_cc(across, grid_about(identity)) == doctest::Approx(box_cc).epsilon(0.01));
}

TEST_CASE("one plane has the thickness that its source says") {
    auto one = box(identity);
    one.contours.resize(2);
    one.slab_mm = 2.5;
    const auto solid = build_prism_stack(one, 3.0);
    CHECK(solid.warnings.empty());
    CHECK(solid.volume_cc == doctest::Approx((240.0 - 16.0) * 2.5e-3).epsilon(1e-12));
}

TEST_CASE("[property] every one of the 48 orders of a grid comes back with each value at its place") {
    std::array<std::size_t, 3> from{0, 1, 2};
    do {
        for (int flips = 0; flips < 8; ++flips) {
            patient::Grid stored;
            stored.size = {3, 4, 5};
            stored.spacing = {1.0, 2.0, 3.0};
            stored.origin = {10, 20, 30};
            for (std::size_t a = 0; a < 3; ++a) stored.axes[a] = (flips >> a & 1 ? -1.0 : 1.0) * identity[from[a]];
            std::vector<float> values;
            const auto field = [](Vector3 p) { return static_cast<float>(p.x + 100 * p.y + 10000 * p.z); };
            for (std::size_t k = 0; k < 5; ++k)
                for (std::size_t j = 0; j < 4; ++j)
                    for (std::size_t i = 0; i < 3; ++i)
                        values.push_back(field(stored.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k))));
            auto grid = stored;
            make_canonical(grid, values);
            CHECK(grid.is_axis_aligned());
            bool right = true;
            for (std::size_t k = 0; k < grid.size[2]; ++k)
                for (std::size_t j = 0; j < grid.size[1]; ++j)
                    for (std::size_t i = 0; i < grid.size[0]; ++i)
                        right &= values[grid.index(i, j, k)] ==
                                 field(grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)));
            CHECK(right);
        }
    } while (std::next_permutation(from.begin(), from.end()));
}

TEST_CASE("an oblique left-handed grid becomes right-handed with its values at their places") {
    patient::Grid grid = grid_about(turned(20));
    grid.size = {2, 2, 3};
    grid.axes[2] = -1.0 * grid.axes[2];
    std::vector<float> values(12);
    std::iota(values.begin(), values.end(), 0.0f);
    const Vector3 first = grid.position(1, 0, 0);
    make_canonical(grid, values);
    CHECK(dot(cross(grid.axes[0], grid.axes[1]), grid.axes[2]) == doctest::Approx(1.0));
    CHECK(norm(grid.position(1, 0, 2) - first) < 1e-12);
    CHECK(values[grid.index(1, 0, 2)] == 1.0f);
}
