// Volumes above a dose of a sphere in a radial dose, with a target in it or in a hole of it: closed forms.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "dose/region_dose.hpp"

using namespace abscope;
using namespace abscope::dose;

namespace {

constexpr double peak_gy = 24.0, width_mm = 16.053;  ///< 24·exp(−(r/w)²) is 12 Gy at r = w·√ln 2 = 13.365 mm: 10.0 cm3

patient::DoseGrid radial_dose() {
    patient::DoseGrid out;
    out.grid.size = {100, 100, 100};  // fine enough that the interpolation between voxels moves V12 by 0.2 %
    out.grid.spacing = {1.0, 1.0, 1.0};
    out.grid.origin = {-49.5, -49.5, -49.5};
    out.values.resize(out.grid.voxel_count());
    for (std::size_t k = 0; k < 100; ++k)
        for (std::size_t j = 0; j < 100; ++j)
            for (std::size_t i = 0; i < 100; ++i) {
                const auto p = out.grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k));
                out.values[out.grid.index(i, j, k)] = static_cast<float>(peak_gy * std::exp(-dot(p, p) / (width_mm * width_mm)));
            }
    return out;
}

void add_sphere(patient::Structure& out, double radius_mm) {
    for (double z = -radius_mm + 0.5; z < radius_mm; z += 1.0) {
        patient::Contour contour;
        const double r = std::sqrt(radius_mm * radius_mm - z * z);
        for (int i = 0; i < 180; ++i) contour.points.push_back({r * std::cos(std::numbers::pi * i / 90), r * std::sin(std::numbers::pi * i / 90), z});
        out.contours.push_back(contour);
    }
}

geometry::PrismStack sphere(double radius_mm, double hole_mm = 0.0) {
    patient::Structure structure;
    structure.name = "sphere";
    add_sphere(structure, radius_mm);
    if (hole_mm > 0.0) add_sphere(structure, hole_mm);
    return geometry::build_prism_stack(structure, 1.0);
}

double above(const RegionDose& region, double gy) {
    double share = 0.0;
    for (std::size_t i = 0; i < region.bins.dose_gy.size(); ++i)
        if (region.bins.dose_gy[i] >= gy) share += region.bins.volume_fraction[i];
    return share * region.coverage * region.volume_cc;
}

double ball_cc(double radius_mm) { return 4.0 / 3.0 * std::numbers::pi * radius_mm * radius_mm * radius_mm * 1e-3; }

}  // namespace

TEST_CASE("V12 of a radial dose: 10.0 cm3 with the target, less the target without it") {
    const auto target = sphere(8.0);
    const double expected = ball_cc(width_mm * std::sqrt(std::numbers::ln2));
    CHECK(expected == doctest::Approx(10.0).epsilon(1e-3));
    const auto dose = radial_dose();
    const auto whole = dose_with_and_without(sphere(45.0), {&target}, dose);
    CHECK(above(whole.with, 12.0) == doctest::Approx(expected).epsilon(0.01));
    CHECK(above(whole.without, 12.0) == doctest::Approx(expected - ball_cc(8.0)).epsilon(0.015));
    CHECK(whole.with.volume_cc == doctest::Approx(ball_cc(45.0)).epsilon(0.01));
    CHECK(whole.with.coverage == doctest::Approx(1.0));
}

TEST_CASE("a body contoured without the target gives the same two volumes") {
    const auto target = sphere(8.0);
    const auto dose = radial_dose();
    const auto whole = dose_with_and_without(sphere(45.0), {&target}, dose), holed = dose_with_and_without(sphere(45.0, 8.0), {&target}, dose);
    CHECK(above(holed.with, 12.0) == doctest::Approx(above(whole.with, 12.0)).epsilon(0.005));
    CHECK(above(holed.without, 12.0) == doctest::Approx(above(whole.without, 12.0)).epsilon(0.01));
}

TEST_CASE("a body beyond the dose grid is covered in part; boxes tell what lies inside") {
    auto dose = radial_dose();
    dose.grid.size = {50, 100, 100};  // x from −50 to 0
    dose.values.assign(dose.grid.voxel_count(), 12.0f);
    CHECK(dose_with_and_without(sphere(45.0), {}, dose).with.coverage == doctest::Approx(0.5).epsilon(0.02));
    CHECK(lies_in_box(sphere(8.0), sphere(45.0)));
    CHECK_FALSE(lies_in_box(sphere(45.0), sphere(8.0)));
}
