// Voxel shares: they sum to the volume, and each is the exact share of simple shapes.
#include "geometry/mask.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "core/parallel.hpp"
#include "support/prism_reference.hpp"

using namespace abscope;
using namespace abscope::geometry;

namespace {

patient::Grid grid(std::array<double, 3> spacing, patient::Vector3 origin, std::array<std::size_t, 3> size) {
    patient::Grid out;
    out.spacing = spacing;
    out.origin = origin;
    out.size = size;
    return out;
}

double filled_cc(const std::vector<float>& fill, const patient::Grid& grid) {
    double sum = 0.0;
    for (const float f : fill) sum += static_cast<double>(f);
    return sum * grid.voxel_volume_cc();
}

patient::Structure box(double x0, double y0, double x1, double y1, double z0, double spacing, int planes) {
    patient::Structure out;
    for (int k = 0; k < planes; ++k) {
        const double z = z0 + spacing * (k + 0.5);
        out.contours.push_back({{{x0, y0, z}, {x1, y0, z}, {x1, y1, z}, {x0, y1, z}}});
    }
    return out;
}

}  // namespace

TEST_CASE("mask: the shares sum to the volume of the prisms, whatever the grid") {
    for (const auto& shape : {test::sphere(12, 3, 0.3), test::annulus(20, 12, 30, 3), test::two_pieces(10, 30, 3), test::thin_sheet(1, 40, 30, 3)}) {
        const auto solid = build_prism_stack(test::as_structure(shape), 3.0);
        for (const double h : {1.0, 2.5, 4.0}) {
            const auto g = grid({h, h, 1.3 * h}, {-41.3, -42.1, -20.7}, {static_cast<std::size_t>(84 / h), static_cast<std::size_t>(84 / h), static_cast<std::size_t>(80 / (1.3 * h))});
            CHECK_MESSAGE(filled_cc(fill_fraction(solid, g), g) == doctest::Approx(solid.volume_cc).epsilon(0.01), shape.name << " " << h);
        }
    }
}

TEST_CASE("mask: a box that cuts voxels at a quarter") {
    // Voxels of 2 mm from 0; the box from 1 to 5 in x, 0 to 4 in y, 1 to 5 in z (planes 2 mm thick).
    const auto solid = build_prism_stack(box(1, 0, 5, 4, 1, 2, 2), 2);
    const auto g = grid({2, 2, 2}, {1, 1, 1}, {4, 2, 3});
    const auto fill = fill_fraction(solid, g);
    CHECK(fill[g.index(0, 0, 0)] == doctest::Approx(0.25));  // half in x, half in z
    CHECK(fill[g.index(1, 0, 0)] == doctest::Approx(0.5));
    CHECK(fill[g.index(1, 1, 1)] == doctest::Approx(1.0));
    CHECK(fill[g.index(2, 0, 1)] == doctest::Approx(0.5));
    CHECK(fill[g.index(3, 0, 1)] == 0.0f);
    CHECK(fill[g.index(2, 1, 2)] == doctest::Approx(0.25));
}

TEST_CASE("mask: outside the grid nothing is filled and nothing is written") {
    const auto solid = build_prism_stack(box(-100, -100, -50, -50, 0, 3, 4), 3);
    const auto g = grid({2, 2, 2}, {0, 0, 0}, {5, 5, 5});
    for (const float f : fill_fraction(solid, g)) CHECK(f == 0.0f);
}

TEST_CASE("mask: the part that a solid reaches has the same shares as the whole grid") {
    const auto g = grid({1.3, 1.1, 1.7}, {-15, -9, -15}, {24, 28, 18});
    for (const auto& shape : {test::sphere(12, 3, 0.3), test::two_pieces(3, 12, 3), test::sphere(30, 3)}) {
        const auto solid = build_prism_stack(test::as_structure(shape), 3);
        auto whole = fill_fraction(solid, g);
        for_each_filled(local_mask(solid, g), g, [&](std::size_t i, float share) {
            CHECK(whole[i] == doctest::Approx(share).epsilon(1e-4));
            whole[i] = 0.0f;
        });
        for (const float f : whole) CHECK(f < 1e-6f);
    }
    const auto outside = local_mask(build_prism_stack(box(-100, -100, -50, -50, 0, 3, 4), 3), g);
    CHECK(outside.grid.voxel_count() == 0);
    CHECK(outside.fill.empty());
}

TEST_CASE("mask: the same bytes for 1, 2 and 7 threads") {
    const auto solid = build_prism_stack(test::as_structure(test::sphere(12, 3, 0.3)), 3);
    const auto g = grid({1.3, 1.1, 1.7}, {-15, -15, -15}, {24, 28, 18});
    set_thread_count(1);
    const auto one = fill_fraction(solid, g);
    for (const std::size_t threads : {2u, 7u}) {
        set_thread_count(threads);
        CHECK(fill_fraction(solid, g) == one);
    }
    set_thread_count(0);
}
