// DVH of analytic shapes in oblique dose gradients against closed forms of the contoured prism stack.
#include "dose/dvh.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "core/parallel.hpp"
#include "support/prism_reference.hpp"

using namespace abscope;
using namespace abscope::dose;
using test::LinearDose;
using test::Shape;

namespace {

Dvh dvh_of(const Shape& shape, const patient::DoseGrid& grid, const DvhOptions& options = {}) {
    const auto structure = test::as_structure(shape);
    return compute_dvh(structure, geometry::build_prism_stack(structure, 3.0), grid, options);
}

double metric(const Dvh& dvh, const char* name) { return evaluate(dvh, parse_metric(name).value()).value; }

/// 20 Gy at the origin, rising obliquely by `slope` a millimetre.
LinearDose oblique(double slope) { return {20.0, (slope / std::sqrt(14.0)) * patient::Vector3{1.0, -2.0, 3.0}}; }

constexpr double gate = 0.005;

/// Height t (in radii above the centre) of the plane that keeps this share of a ball above it: (2 − 3t + t³)/4.
double ball_height(double share) {
    double low = -1.0, high = 1.0;
    for (int i = 0; i < 60; ++i) {
        const double t = (low + high) / 2;
        ((2.0 - 3.0 * t + t * t * t) / 4.0 >= share ? low : high) = t;
    }
    return low;
}

void check_against_closed_form(const Shape& shape, const LinearDose& dose, std::array<double, 3> spacing) {
    const auto dvh = dvh_of(shape, test::grid_around(shape, dose, spacing));
    CAPTURE(shape.name);
    CAPTURE(spacing[0]);
    CHECK(dvh.dose_coverage == doctest::Approx(1.0));
    CHECK(dvh.volume_cc == doctest::Approx(test::volume_cc(shape)).epsilon(1e-5));
    CHECK(dvh.mean_gy == doctest::Approx(test::mean_gy(shape, dose)).epsilon(gate / 10));
    CHECK(metric(dvh, "D95%") == doctest::Approx(test::dose_at(shape, dose, 0.95)).epsilon(gate / 5));
    CHECK(metric(dvh, "D50%") == doctest::Approx(test::dose_at(shape, dose, 0.50)).epsilon(gate / 5));
    CHECK(metric(dvh, "D2%") == doctest::Approx(test::dose_at(shape, dose, 0.02)).epsilon(gate / 5));
}

}  // namespace

TEST_CASE("dvh: volume, mean, D95, D50 and D2 of analytic shapes in an oblique gradient, dose grids of 1 to 3 mm") {
    const std::vector<Shape> shapes{test::sphere(12, 3, 0.3), test::cylinder(15, 40, 2.5), test::cone(20, 30, 3),
                                    test::annulus(20, 12, 30, 3), test::two_pieces(10, 30, 3), test::thin_sheet(1, 40, 30, 3)};
    for (const auto& shape : shapes)
        for (const auto& spacing : {std::array{1.0, 1.0, 1.0}, std::array{2.5, 2.5, 3.0}, std::array{3.0, 3.0, 3.0}})
            check_against_closed_form(shape, oblique(0.4), spacing);
}

TEST_CASE("dvh: structures of 2 to 4 mm, smaller than a dose voxel, in a steep gradient") {
    for (const double diameter : {2.0, 3.0, 4.0})
        for (const double spacing : {1.0, 3.0}) {
            const std::array grid{spacing, spacing, spacing};
            check_against_closed_form(test::sphere(diameter / 2, 1.0, 0.5), oblique(2.0), grid);
            check_against_closed_form(test::cylinder(diameter / 2, diameter, 1.0, 0.5), oblique(2.0), grid);
            check_against_closed_form(test::two_pieces(diameter / 2, diameter, 1.0), oblique(2.0), grid);
        }
}

TEST_CASE("dvh: gradients along each axis and against it") {
    for (const auto& direction : {patient::Vector3{1, 0, 0}, {0, -1, 0}, {0, 0, 1}})
        check_against_closed_form(test::cylinder(8, 18, 3), {20.0, 0.4 * direction}, {2.5, 2.5, 3.0});
}

TEST_CASE("dvh: within 0.5 % of the smooth sphere where the planes are R/20 apart") {
    const double radius = 30.0;
    for (const double phase : {0.1, 0.5, 0.9}) {
        const auto shape = test::sphere(radius, radius / 20, phase);
        const auto dose = oblique(0.2);
        const auto dvh = dvh_of(shape, test::grid_around(shape, dose, {2.0, 2.0, 2.0}));
        const auto level = [&](double share) { return 20.0 + 0.2 * radius * ball_height(share); };
        CHECK(dvh.volume_cc == doctest::Approx(shape.smooth_volume_cc).epsilon(gate));
        CHECK(dvh.mean_gy == doctest::Approx(20.0).epsilon(gate));
        CHECK(metric(dvh, "D95%") == doctest::Approx(level(0.95)).epsilon(gate));
        CHECK(metric(dvh, "D2%") == doctest::Approx(level(0.02)).epsilon(gate));
    }
}

TEST_CASE("dvh: where the planes are coarse, the stated uncertainty covers mean, D95 and D2 of the smooth solid") {
    const auto covers = [](const Dvh& dvh, const char* name, double smooth) {
        const auto ours = evaluate(dvh, parse_metric(name).value());
        CHECK_MESSAGE(std::abs(ours.value - smooth) <= ours.uncertainty,
                      dvh.name << " " << name << ": " << ours.value << " ± " << ours.uncertainty << " against " << smooth);
    };
    for (const double spacing : {1.0, 2.0, 3.0, 5.0})
        for (const double length : {4.0, 7.0, 12.0, 31.0})
            for (const double phase : {0.05, 0.3, 0.6, 0.95}) {
                if (spacing > length / 2) continue;
                const auto shape = test::cylinder(5.0, length, spacing, phase);
                const LinearDose dose{12.0, (16.0 / length) * patient::Vector3{0, 0, 1}};  // 12 to 28 Gy
                CAPTURE(length);
                CAPTURE(spacing);
                CAPTURE(phase);
                const auto dvh = dvh_of(shape, test::grid_around(shape, dose, {2.0, 2.0, 2.0}));
                covers(dvh, "mean", 20.0);
                covers(dvh, "D98%", 12.0 + 16.0 * 0.02);
                covers(dvh, "D2%", 12.0 + 16.0 * 0.98);
                covers(dvh, "V24Gy", 25.0);
            }
    for (const double radius : {2.0, 3.0, 5.0, 10.0})
        for (const double spacing : {1.0, 2.0, 3.0, 5.0})
            for (const double phase : {0.1, 0.3, 0.5, 0.7, 0.9})
                for (const auto& direction : {patient::Vector3{0, 0, 1}, {1, 0, 0}, {0.6, 0, 0.8}}) {
                    if (spacing > radius) continue;
                    const auto shape = test::sphere(radius, spacing, phase);
                    const LinearDose dose{20.0, (8.0 / radius) * direction};  // 12 to 28 Gy
                    CAPTURE(radius);
                    CAPTURE(spacing);
                    CAPTURE(phase);
                    CAPTURE(direction.z);
                    const auto dvh = dvh_of(shape, test::grid_around(shape, dose, {2.0, 2.0, 2.0}));
                    covers(dvh, "mean", 20.0);
                    covers(dvh, "D95%", 20.0 + 8.0 * ball_height(0.95));
                    covers(dvh, "D2%", 20.0 + 8.0 * ball_height(0.02));
                }
}

TEST_CASE("dvh: a curved dose is that of the grid's trilinear interpolation") {
    struct {
        double at(patient::Vector3 p) const {
            const patient::Vector3 r = p - patient::Vector3{4, -3, 2};
            return 30.0 * std::exp(-patient::dot(r, r) / (2.0 * 18.0 * 18.0));
        }
    } gaussian;
    const auto shape = test::cylinder(11, 24, 3);
    for (const double h : {1.0, 2.0, 3.0}) {
        const auto grid = test::grid_around(shape, gaussian, {h, h, h});
        const auto dvh = dvh_of(shape, grid);
        // Brute force: fine midpoints of every prism, dose from the eight neighbours written out here.
        double sum = 0.0, count = 0.0;
        const auto dose_of = [&](patient::Vector3 p) {
            const auto f = grid.grid.fractional_index(p);
            double dose = 0.0;
            for (int corner = 0; corner < 8; ++corner) {
                double weight = 1.0;
                std::array<std::size_t, 3> at{};
                for (std::size_t a = 0; a < 3; ++a) {
                    const double below = std::floor(f[a]);
                    const bool up = (corner >> a & 1) != 0;
                    at[a] = static_cast<std::size_t>(below) + (up ? 1 : 0);
                    weight *= up ? f[a] - below : 1.0 - (f[a] - below);
                }
                dose += weight * static_cast<double>(grid.values[grid.grid.index(at[0], at[1], at[2])]);
            }
            return dose;
        };
        constexpr double step = 0.4;
        for (double z = step / 2; z < 24.0; z += step)
            for (double y = -13.0 + step / 2; y < 9.0; y += step)
                for (double x = -8.0 + step / 2; x < 14.0; x += step)
                    if (std::hypot(x - 3.0, y + 2.0) < 11.0) sum += dose_of({x, y, z}), count += 1.0;
        CHECK(dvh.mean_gy == doctest::Approx(sum / count).epsilon(gate / 2));
    }
}

TEST_CASE("dvh: BED and EQD2 are taken point by point") {
    const auto shape = test::cylinder(8, 18, 3);
    const auto physical = oblique(0.4);
    const auto grid = test::grid_around(shape, physical, {2.0, 2.0, 2.0});
    DvhOptions options;
    options.quantity = DoseQuantity::eqd2;
    options.fractions = 5;
    options.alpha_beta = alpha_beta_gray(3.0);
    const auto dvh = dvh_of(shape, grid, options);
    // A rising transform moves each dose of the curve, not its volume: EQD2 of the physical D95.
    const double d95 = test::dose_at(shape, physical, 0.95);
    CHECK(metric(dvh, "D95%") == doctest::Approx(d95 * (d95 / 5.0 + 3.0) / 5.0).epsilon(gate / 2));
    CHECK(dvh.alpha_beta_gy == 3.0);
    options.quantity = DoseQuantity::bed;
    options.dose_factor = 0.5;
    const double half = d95 / 2.0;
    CHECK(metric(dvh_of(shape, grid, options), "D95%") == doctest::Approx(half * (1.0 + half / 5.0 / 3.0)).epsilon(gate / 2));
}

TEST_CASE("dvh: partly outside the dose grid: the coverage is said, and D or V that fall into the rest are not given") {
    const auto shape = test::cylinder(10, 30, 3);  // z from 0 to 30
    auto grid = test::grid_around(shape, LinearDose{10.0, {0.0, 0.0, 0.1}}, {2.0, 2.0, 2.0});
    // Keep the voxels whose slab ends at z = 12: 40 % of the cylinder.
    const double top = 12.0;
    grid.grid.origin.z = top - 2.0 * 9.5;
    grid.grid.size[2] = 10;
    grid.values.resize(grid.grid.voxel_count());
    for (std::size_t v = 0; v < grid.values.size(); ++v)
        grid.values[v] = static_cast<float>(10.0 + 0.1 * (grid.grid.origin.z + 2.0 * static_cast<double>(v / (grid.grid.size[0] * grid.grid.size[1]))));
    const auto dvh = dvh_of(shape, grid);
    CHECK(dvh.dose_coverage == doctest::Approx(0.4).epsilon(1e-9));
    CHECK(dvh.warnings.size() == 1);
    CHECK(dvh.warnings[0].code == "structure-outside-dose-grid");
    for (const char* name : {"mean", "min", "max", "D95%", "D50%", "D2%", "V10.5Gy", "V5Gy"}) {
        const auto value = evaluate(dvh, parse_metric(name).value());
        CHECK_MESSAGE(std::isnan(value.value), name);
        CHECK_MESSAGE(value.why.find("40.00 % of the structure lies in the dose grid") != std::string::npos, value.why);
    }
}

TEST_CASE("dvh: wholly outside the dose grid") {
    const auto shape = test::sphere(5, 1);
    auto grid = test::grid_around(shape, LinearDose{10.0, {}}, {2.0, 2.0, 2.0});
    grid.grid.origin.x += 500.0;
    const auto dvh = dvh_of(shape, grid);
    CHECK(dvh.dose_coverage == 0.0);
    CHECK(dvh.volume_cc > 0.0);
    CHECK(std::isnan(dvh.mean_gy));
    CHECK(std::isnan(metric(dvh, "D50%")));
    CHECK(std::isnan(metric(dvh, "V1Gy")));
}

TEST_CASE("dvh: in the half voxel between the last centre and the edge of the grid the dose of the last centre holds") {
    auto shape = test::cylinder(4, 6, 1);
    auto grid = test::grid_around(shape, LinearDose{10.0, {}}, {2.0, 2.0, 2.0});
    grid.grid.origin.z = -1.0;  // the first voxel reaches from −2 to 0: nothing of the cylinder in it
    grid.grid.size[2] = 4;      // the last voxel reaches from 4 to 6
    grid.values.assign(grid.grid.voxel_count(), 10.0f);
    const auto dvh = dvh_of(shape, grid);
    CHECK(dvh.dose_coverage == doctest::Approx(1.0));
    CHECK(dvh.mean_gy == doctest::Approx(10.0).epsilon(1e-9));
}

TEST_CASE("dvh: the same bytes for 1, 2 and 7 threads") {
    const auto shape = test::sphere(20, 1);
    const auto grid = test::grid_around(shape, oblique(0.3), {2.5, 2.5, 3.0});
    std::vector<Dvh> dvhs;
    for (const std::size_t threads : {1u, 2u, 7u}) {
        set_thread_count(threads);
        dvhs.push_back(dvh_of(shape, grid));
    }
    set_thread_count(0);
    for (std::size_t i : {1u, 2u}) {
        CHECK(dvhs[i].mean_gy == dvhs[0].mean_gy);
        CHECK(dvhs[i].max_gy == dvhs[0].max_gy);
        CHECK(dvhs[i].dose_gy == dvhs[0].dose_gy);
        CHECK(dvhs[i].volume_fraction == dvhs[0].volume_fraction);
    }
}

TEST_CASE("[property] dvh: the curve falls, begins at the covered share and ends at the maximum; doubling the dose doubles it") {
    const auto shape = test::two_pieces(10, 30, 3);
    const auto grid = test::grid_around(shape, oblique(0.3), {2.5, 2.5, 3.0});
    const auto dvh = dvh_of(shape, grid);
    CHECK(dvh.volume_fraction.front() == doctest::Approx(1.0));
    CHECK(dvh.volume_fraction.back() == 0.0);
    for (std::size_t i = 1; i < dvh.dose_gy.size(); ++i) {
        REQUIRE(dvh.volume_fraction[i] <= dvh.volume_fraction[i - 1]);
        REQUIRE(dvh.dose_gy[i] > dvh.dose_gy[i - 1]);
    }
    CHECK(dvh.min_gy <= metric(dvh, "D98%"));
    CHECK(metric(dvh, "D98%") <= metric(dvh, "median"));
    CHECK(metric(dvh, "D2%") <= dvh.max_gy);
    DvhOptions twice;
    twice.dose_factor = 2.0;
    const auto doubled = dvh_of(shape, grid, twice);
    CHECK(doubled.mean_gy == doctest::Approx(2.0 * dvh.mean_gy).epsilon(1e-12));
    CHECK(metric(doubled, "D95%") == doctest::Approx(2.0 * metric(dvh, "D95%")).epsilon(1e-9));
}
