// Stacks of prisms against closed forms: areas and volumes, holes, gaps, spacing, contours that cannot be used.
#include "geometry/prism_stack.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "support/prism_reference.hpp"

using namespace abscope;
using namespace abscope::geometry;
using abscope::test::Shape;

namespace {

PrismStack stack_of(const Shape& shape, double single_plane_spacing_mm = 3.0) {
    return build_prism_stack(test::as_structure(shape), single_plane_spacing_mm);
}

patient::Contour rectangle(double x0, double y0, double x1, double y1, double z) {
    return {{{x0, y0, z}, {x1, y0, z}, {x1, y1, z}, {x0, y1, z}}};
}

patient::Structure structure(std::vector<patient::Contour> contours) {
    patient::Structure out;
    out.name = "S";
    out.contours = std::move(contours);
    return out;
}

bool warned(const PrismStack& stack, const std::string& code) {
    return std::any_of(stack.warnings.begin(), stack.warnings.end(), [&](const auto& w) { return w.code == code; });
}

}  // namespace

TEST_CASE("prism stack: the volume is that of the prisms, for every analytic shape") {
    const std::vector<Shape> shapes{test::sphere(12, 3, 0.3),    test::sphere(1.0, 1.0, 0.5), test::sphere(2.0, 1.0, 0.8),
                                    test::cylinder(15, 40, 2.5), test::cone(20, 30, 3),       test::annulus(20, 12, 30, 3),
                                    test::two_pieces(10, 30, 3), test::thin_sheet(1, 40, 30, 3)};
    for (const auto& shape : shapes) {
        const auto stack = stack_of(shape);
        CHECK_MESSAGE(stack.volume_cc == doctest::Approx(test::volume_cc(shape)).epsilon(1e-5), shape.name);
        CHECK(stack.slabs.size() == shape.planes.size());
        CHECK(stack.warnings.empty());
    }
}

TEST_CASE("prism stack: within 0.5 % of the smooth solid where the planes are R/20 apart, for any phase") {
    for (const double phase : {0.02, 0.25, 0.5, 0.75, 0.98}) {
        const auto sphere = test::sphere(30, 1.5, phase);
        CHECK(stack_of(sphere).volume_cc == doctest::Approx(sphere.smooth_volume_cc).epsilon(0.005));
        const auto cone = test::cone(30, 60, 1.5, phase);
        CHECK(std::abs(stack_of(cone).volume_cc - cone.smooth_volume_cc) <
              std::max(0.005 * cone.smooth_volume_cc, stack_of(cone).volume_uncertainty_cc));
    }
    const auto cylinder = test::cylinder(30, 60, 1.5);
    CHECK(stack_of(cylinder).volume_cc == doctest::Approx(cylinder.smooth_volume_cc).epsilon(0.005));
}

TEST_CASE("prism stack: where the planes are coarse, the stated uncertainty covers the smooth solid") {
    for (const double spacing : {1.0, 2.0, 3.0, 5.0})
        for (const double radius : {2.0, 3.0, 4.0, 6.0, 10.0, 20.0})
            for (const double phase : {0.1, 0.3, 0.5, 0.7, 0.9}) {
                if (spacing > radius) continue;
                for (const auto& shape : {test::sphere(radius, spacing, phase), test::cylinder(radius, 2.5 * radius, spacing, phase),
                                          test::cone(radius, 2.5 * radius, spacing, phase)}) {
                    const auto stack = stack_of(shape, spacing);
                    // 0.02 %: corners of the polygons lie on the circle.
                    CHECK_MESSAGE(std::abs(stack.volume_cc - shape.smooth_volume_cc) <=
                                      stack.volume_uncertainty_cc + 3e-4 * shape.smooth_volume_cc,
                                  shape.name << " R " << radius << " spacing " << spacing << " phase " << phase << ": "
                                             << stack.volume_cc << " ± " << stack.volume_uncertainty_cc << " against "
                                             << shape.smooth_volume_cc);
                }
            }
}

TEST_CASE("prism stack: a hole is cut out, drawn as a contour of its own or through a seam") {
    const auto ring = structure({rectangle(-10, -10, 10, 10, 0), rectangle(-4, -4, 4, 4, 0)});
    CHECK(build_prism_stack(ring, 3).volume_cc == doctest::Approx((400 - 64) * 3e-3).epsilon(1e-9));
    // The same ring as one contour: out along a seam, round the hole the other way, back along the seam.
    const patient::Contour keyhole{{{-10, -10, 0}, {0, -10, 0}, {0, -4, 0}, {-4, -4, 0}, {-4, 4, 0}, {4, 4, 0}, {4, -4, 0},
                                    {0, -4, 0}, {0, -10, 0}, {10, -10, 0}, {10, 10, 0}, {-10, 10, 0}}};
    const auto seam = build_prism_stack(structure({keyhole}), 3);
    CHECK(seam.volume_cc == doctest::Approx((400 - 64) * 3e-3).epsilon(1e-9));
    CHECK_FALSE(warned(seam, "contour-crosses-itself"));
    // An island in the hole counts again, in whatever order the contours come.
    const auto island = structure({rectangle(-1, -1, 1, 1, 0), rectangle(-10, -10, 10, 10, 0), rectangle(-4, -4, 4, 4, 0)});
    CHECK(build_prism_stack(island, 3).volume_cc == doctest::Approx((400 - 64 + 4) * 3e-3).epsilon(1e-9));
}

TEST_CASE("prism stack: overlaps and crossings count as even-odd says, and a crossing is a warning") {
    const auto overlap = structure({rectangle(0, 0, 10, 10, 0), rectangle(5, 0, 15, 10, 0)});
    CHECK(build_prism_stack(overlap, 2).volume_cc == doctest::Approx(100 * 2e-3).epsilon(1e-9));
    const patient::Contour eight{{{0, 0, 0}, {10, 10, 0}, {10, 0, 0}, {0, 10, 0}}};
    const auto crossing = build_prism_stack(structure({eight}), 2);
    CHECK(crossing.volume_cc == doctest::Approx(50 * 2e-3).epsilon(1e-9));
    CHECK(warned(crossing, "contour-crosses-itself"));
}

TEST_CASE("prism stack: the spacing is found for each structure, whatever the order of its planes") {
    for (const double spacing : {1.0, 2.5, 5.0}) {
        auto shape = test::cylinder(10, 40, spacing);
        std::reverse(shape.planes.begin(), shape.planes.end());
        CHECK(stack_of(shape).spacing_mm == doctest::Approx(spacing).epsilon(1e-9));
    }
    // Two spacings in one structure: each slab reaches half way to its neighbours.
    std::vector<patient::Contour> contours;
    for (const double z : {0.0, 2.0, 4.0, 6.0, 9.0 - 0.2}) contours.push_back(rectangle(0, 0, 10, 10, z));
    const auto mixed = build_prism_stack(structure(contours), 3);
    CHECK(mixed.volume_cc == doctest::Approx(100 * (8.8 + 2.0) * 1e-3).epsilon(1e-9));
    CHECK_FALSE(warned(mixed, "contour-gap"));
}

TEST_CASE("prism stack: a missing plane leaves a gap and a warning; the pieces are counted once") {
    std::vector<patient::Contour> contours;
    for (const double z : {0.0, 3.0, 6.0, 12.0, 15.0}) contours.push_back(rectangle(0, 0, 10, 10, z));
    const auto stack = build_prism_stack(structure(contours), 3);
    CHECK(stack.volume_cc == doctest::Approx(100 * 15e-3).epsilon(1e-9));
    CHECK(warned(stack, "contour-gap"));
    CHECK(stack.slabs[2].top_mm == doctest::Approx(7.5));
    CHECK(stack.slabs[3].bottom_mm == doctest::Approx(10.5));
}

TEST_CASE("prism stack: one plane is as thick as it is told, with a warning") {
    const auto stack = build_prism_stack(structure({rectangle(0, 0, 10, 10, 5)}), 2.5);
    CHECK(stack.volume_cc == doctest::Approx(0.25).epsilon(1e-9));
    CHECK(stack.slabs[0].bottom_mm == doctest::Approx(3.75));
    CHECK(warned(stack, "single-contour-plane"));
}

TEST_CASE("prism stack: what is no area is left out with a warning, the rest is used") {
    const patient::Contour point{{{0, 0, 3}}}, line{{{0, 0, 6}, {5, 0, 6}, {10, 0, 6}}};
    const auto stack = build_prism_stack(structure({rectangle(0, 0, 10, 10, 0), point, line}), 3);
    CHECK(stack.slabs.size() == 1);
    CHECK(warned(stack, "contour-degenerate"));
    CHECK(warned(stack, "contour-no-area"));
    CHECK(build_prism_stack(structure({}), 3).empty());
    CHECK(build_prism_stack(structure({point}), 3).empty());
}

TEST_CASE("prism stack: repeated points and 1,000 contours do no harm") {
    auto shape = test::cylinder(10, 1000, 1.0);
    for (auto& plane : shape.planes) plane.rings[0].points.insert(plane.rings[0].points.begin() + 5, plane.rings[0].points[5]);
    const auto stack = stack_of(shape);
    CHECK(stack.slabs.size() == 1000);
    CHECK(stack.volume_cc == doctest::Approx(test::volume_cc(shape)).epsilon(1e-5));
}

TEST_CASE("prism stack: the common spacing of a set") {
    patient::StructureSet set;
    set.structures.push_back(test::as_structure(test::cylinder(10, 60, 3)));
    set.structures.push_back(structure({rectangle(0, 0, 1, 1, 5)}));
    CHECK(common_plane_spacing_mm(set, 2.0) == doctest::Approx(3.0));
    CHECK(common_plane_spacing_mm({}, 2.0) == 2.0);
}
