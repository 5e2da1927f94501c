// One phantom in every orientation that hospitals export: the DVH does not depend on it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dose/dvh.hpp"
#include "geometry/prism_stack.hpp"
#include "io/dicom/dicom_folder.hpp"
#include "io/dicom/write_dicom.hpp"
#include "support/dicom_sample.hpp"

using namespace abscope;
using patient::Vector3;

namespace {

using Axes = std::array<Vector3, 3>;

/// Axes of the image planes: along rows, along columns, across.
Axes across(Vector3 rows, Vector3 columns) { return {rows, columns, cross(rows, columns)}; }

/// A dose that rises along a slanted direction, so that interpolation is exact on any grid. A hot core along the
/// `core`, in the hole of the ring, which no voxel about the ring touches, gives every grid the same largest dose and so every
/// histogram the same bins.
double dose_at(Vector3 p, Vector3 core) {
    if (norm(p - dot(p, core) * core) < 4.5) return 24.0;
    return std::clamp(12.0 + 0.11 * p.x - 0.07 * p.y + 0.05 * p.z, 0.0, 24.0);
}

/// A ring of outer radius 24 mm with a hole of 9 mm, 13 planes 3 mm apart across axes[2]; points on the axis' own lattice.
patient::Structure ring(const Axes& axes) {
    patient::Structure out;
    out.number = 1;
    out.name = "ring";
    for (int k = -6; k <= 6; ++k)
        for (const double radius : {24.0, 9.0}) {
            patient::Contour contour;
            for (int n = 0; n < 40; ++n) {
                const double angle = 2.0 * std::numbers::pi * n / 40.0;
                contour.points.push_back(radius * std::cos(angle) * axes[0] + radius * std::sin(angle) * axes[1] +
                                         3.0 * k * axes[2]);
            }
            out.contours.push_back(contour);
        }
    return out;
}

/// Ring and dose; the grid lies along `grid_axes`, the contours across `contour_axes[2]`.
patient::Anatomy phantom(const Axes& grid_axes, const Axes& contour_axes, patient::PatientPosition position) {
    patient::Anatomy a;
    a.identity = {"RING", "Ring^One", "O", "19700101"};
    a.structures.label = "ring";
    a.structures.structures = {ring(contour_axes)};
    a.dose.emplace();
    auto& grid = a.dose->grid;
    grid.size = {65, 65, 65};
    grid.spacing = {2.0, 2.0, 2.0};
    grid.axes = grid_axes;
    grid.origin = -64.0 * (grid_axes[0] + grid_axes[1] + grid_axes[2]);
    for (std::size_t k = 0; k < 65; ++k)
        for (std::size_t j = 0; j < 65; ++j)
            for (std::size_t i = 0; i < 65; ++i)
                a.dose->values.push_back(static_cast<float>(
                    dose_at(grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)), contour_axes[2])));
    a.dose->quantum_gy = 1e-8;
    patient::Plan plan;
    plan.label = "plan";
    plan.position = position;
    plan.fraction_groups = {{1, 5, {}}};
    a.plans.push_back(plan);
    return a;
}

dose::Dvh dvh_of(const patient::Anatomy& written) {
    const test::Scratch scratch("orientation");
    const auto done = io::write_dicom(written, scratch.path / "plan");
    const std::string message = done.ok() ? "" : done.error().message();
    INFO(message);
    REQUIRE(done.ok());
    const auto folder = io::read_dicom_folder(scratch.path / "plan");
    REQUIRE(folder.ok());
    const auto anatomy = io::anatomy_of(*folder);
    const std::string reason = anatomy.ok() ? "" : anatomy.error().message();
    INFO(reason);
    REQUIRE(anatomy.ok());
    CHECK(anatomy->plans.at(0).position == written.plans.at(0).position);
    const auto& structure = anatomy->structures.structures.at(0);
    return dose::compute_dvh(structure, geometry::build_prism_stack(structure, 3.0), *anatomy->dose, {});
}

void check_same(const dose::Dvh& a, const dose::Dvh& b) {
    const auto near = [](double x, double y) { return std::abs(x - y) <= 1e-6 * std::max(std::abs(x), 1.0); };
    CHECK(near(a.volume_cc, b.volume_cc));
    CHECK(a.dose_coverage == b.dose_coverage);
    CHECK(near(a.mean_gy, b.mean_gy));
    CHECK(near(a.min_gy, b.min_gy));
    CHECK(near(a.max_gy, b.max_gy));
    for (const char* name : {"D98%", "D95%", "D50%", "D2%", "V10Gy", "V12Gy", "V14Gy"}) {
        const auto metric = dose::parse_metric(name);
        REQUIRE(metric.ok());
        CAPTURE(name);
        CAPTURE(dose::evaluate(a, *metric).value - dose::evaluate(b, *metric).value);
        CHECK(near(dose::evaluate(a, *metric).value, dose::evaluate(b, *metric).value));
    }
}

const Axes axial = across({1, 0, 0}, {0, 1, 0});

}  // namespace

TEST_CASE("[property] the DVH of one phantom is the same in all eight patient positions") {
    using enum patient::PatientPosition;
    const auto reference = dvh_of(phantom(axial, axial, patient::PatientPosition::head_first_supine));
    CHECK(reference.volume_cc == doctest::Approx(20 * std::sin(2 * std::numbers::pi / 40) * (24.0 * 24 - 81) * 39 * 1e-3).epsilon(1e-6));
    CHECK(reference.mean_gy == doctest::Approx(12.0).epsilon(5e-5));  // the ring is symmetric about the origin
    struct Position {
        Vector3 rows, columns;
        patient::PatientPosition position;
    };
    for (const auto& p : {Position{{-1, 0, 0}, {0, -1, 0}, head_first_prone}, Position{{-1, 0, 0}, {0, 1, 0}, feet_first_supine},
                          Position{{1, 0, 0}, {0, -1, 0}, feet_first_prone},
                          Position{{0, -1, 0}, {1, 0, 0}, head_first_decubitus_right},
                          Position{{0, 1, 0}, {-1, 0, 0}, head_first_decubitus_left},
                          Position{{0, 1, 0}, {1, 0, 0}, feet_first_decubitus_right},
                          Position{{0, -1, 0}, {-1, 0, 0}, feet_first_decubitus_left}}) {
        CAPTURE(patient::position_name(p.position));
        check_same(reference, dvh_of(phantom(across(p.rows, p.columns), axial, p.position)));
    }
}

TEST_CASE("[property] the DVH is the same on sagittal, coronal and two oblique grids") {
    using enum patient::PatientPosition;
    const auto reference = dvh_of(phantom(axial, axial, patient::PatientPosition::head_first_supine));
    const double c = std::cos(0.3), s = std::sin(0.3);
    const Axes tilted = across({1, 0, 0}, {0, c, s});
    const Axes twice = across({c, s, 0}, {-s * c, c * c, s});
    for (const auto& axes : {across({0, 1, 0}, {0, 0, -1}), across({1, 0, 0}, {0, 0, -1}), tilted, twice})
        check_same(reference, dvh_of(phantom(axes, axial, patient::PatientPosition::head_first_supine)));
}

TEST_CASE("[property] a structure drawn on oblique planes has the DVH of the same solid: closed forms of a ring in a linear dose") {
    const double c = std::cos(0.3), s = std::sin(0.3);
    for (const auto& axes : {across({0, 1, 0}, {0, 0, 1}), across({1, 0, 0}, {0, c, s}), across({c, s, 0}, {-s * c, c * c, s})}) {
        const auto dvh = dvh_of(phantom(axes, axes, patient::PatientPosition::head_first_supine));
        CHECK(dvh.volume_cc == doctest::Approx(20 * std::sin(2 * std::numbers::pi / 40) * (24.0 * 24 - 81) * 39 * 1e-3).epsilon(3e-6));
        CHECK(dvh.mean_gy == doctest::Approx(12.0).epsilon(5e-5));
        // The largest dose of a cylinder: along the gradient g, 24 |g across| + 19.5 |g along|.
        const Vector3 g{0.11, -0.07, 0.05};
        const double along = dot(g, axes[2]), radial = std::hypot(dot(g, axes[0]), dot(g, axes[1]));
        CHECK(dvh.max_gy == doctest::Approx(12.0 + 24 * radial + 19.5 * std::abs(along)).epsilon(0.01));
    }
}
