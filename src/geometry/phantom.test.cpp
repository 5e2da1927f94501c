// Tests of the thorax phantom: volumes against closed forms, contours on their surfaces, dose, plan, reproducibility.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>

#include "core/parallel.hpp"
#include "geometry/phantom.hpp"
#include "geometry/phantom_organs.hpp"
#include "geometry/phantom_sampling.hpp"

using namespace abscope;
using namespace abscope::geometry;
using patient::OrganRole;

namespace {

constexpr double pi = std::numbers::pi;

const patient::Anatomy& anatomy() {
    static const auto made = thorax_phantom();
    return made;
}

/// Volume of the prism stack of the contours: shoelace area (of disjoint loops) × 3 mm.
double stack_cc(const patient::Structure& structure) {
    double volume = 0.0;
    for (const auto& contour : structure.contours) {
        double area = 0.0;
        const auto& p = contour.points;
        for (std::size_t i = 0; i < p.size(); ++i) {
            const auto& q = p[(i + 1) % p.size()];
            area += p[i].x * q.y - q.x * p[i].y;
        }
        volume += 0.5 * std::abs(area) * phantom_slice_mm * 1e-3;
    }
    return volume;
}

const patient::Structure& structure(const char* name) {
    const auto* found = anatomy().structures.find(name);
    REQUIRE(found != nullptr);
    return *found;
}

/// Sum over the contour planes of an upright ellipsoid's cross-sections: the exact prism stack.
double ellipsoid_stack_cc(double a, double b, double c, double centre_z) {
    double sum = 0.0;
    for (int k = 0; k < 137; ++k) {
        const double u = (-258.0 + 3.0 * k - centre_z) / c;
        if (std::abs(u) < 1.0) sum += pi * a * b * (1.0 - u * u) * 3.0e-3;
    }
    return sum;
}

float dose_near(patient::Vector3 p) {
    const auto& dose = *anatomy().dose;
    const auto f = dose.grid.fractional_index(p);
    return dose.values[dose.grid.index(static_cast<std::size_t>(std::lround(f[0])), static_cast<std::size_t>(std::lround(f[1])), static_cast<std::size_t>(std::lround(f[2])))];
}

double hu_near(patient::Vector3 p) {
    const auto& image = *anatomy().image;
    const auto f = image.grid.fractional_index(p);
    return image.values[image.grid.index(static_cast<std::size_t>(std::lround(f[0])), static_cast<std::size_t>(std::lround(f[1])), static_cast<std::size_t>(std::lround(f[2])))];
}

}  // namespace

TEST_CASE("phantom: upright ellipsoids have the volume of their exact prism stack") {
    struct Row { const char* name; double a, b, c, z; };
    const Row rows[]{{"GTVp", 15, 13, 14, 45}, {"PTV", 23, 21, 22, 45}, {"GTV_Lung_L", 8, 8, 8, -70}, {"GTV_Liver", 13, 13, 12, -168},
                     {"Spleen", 24, 34, 48, -176}, {"Nodes_Hilar_R", 11, 10, 15, -8}, {"Nodes_Hilar_L", 10, 10, 14, -6},
                     {"Nodes_Axillary_R", 14, 20, 24, 48}, {"Nodes_Axillary_L", 14, 20, 24, 48}, {"Stomach", 38, 42, 40, -170}};
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const double expected = ellipsoid_stack_cc(row.a, row.b, row.c, row.z);
        CHECK(stack_cc(structure(row.name)) == doctest::Approx(expected).epsilon(2.5e-3));
        CHECK(expected == doctest::Approx(4.0 / 3.0 * pi * row.a * row.b * row.c * 1e-3).epsilon(0.02));
    }
}

TEST_CASE("phantom: oblique ellipsoid, tubes and cylinders have their closed-form volume") {
    CHECK(stack_cc(structure("Heart")) == doctest::Approx(4.0 / 3.0 * pi * 48 * 64 * 54 * 1e-3).epsilon(3e-3));
    // Upright tube with round ends, 92 mm between their centres.
    CHECK(stack_cc(structure("V_Venacava_S")) == doctest::Approx((pi * 81 * 92 + 4.0 / 3.0 * pi * 729) * 1e-3).epsilon(5e-3));
    // Half ball, straight part, half torus, straight part to the end of the scan 1.5 mm below the lowest plane.
    const double ring = 0.5 * std::hypot(42.0, 74.0);
    const double aorta = (2.0 / 3.0 * pi * 2197 + pi * 169 * (45.0 + pi * ring + 10.0 + 259.5)) * 1e-3;
    CHECK(stack_cc(structure("A_Aorta")) == doctest::Approx(aorta).epsilon(5e-3));
    double spine = 0.0;
    for (int j = 0; j < 15; ++j) spine += pi * (21.0 - 6.0 * j / 14.0) * (16.0 - 4.0 * j / 14.0) * 21.0 * 1e-3;
    CHECK(stack_cc(structure("Vertebrae")) == doctest::Approx(spine).epsilon(2.5e-3));
    CHECK(stack_cc(structure("Nodes_Mediastinal")) == doctest::Approx(4.0 / 3.0 * pi * (7 * 9 * 20 + 13 * 7 * 10) * 1e-3).epsilon(0.02));
}

TEST_CASE("phantom: organs have a plausible size, and each role once") {
    const std::pair<const char*, std::array<double, 2>> sizes[]{{"Lung_R", {1800, 3200}}, {"Lung_L", {1600, 2900}}, {"Liver", {1100, 1900}},
                                                               {"Spleen", {100, 300}},   {"Heart", {500, 900}},    {"External", {18000, 32000}}};
    for (const auto& [name, range] : sizes) {
        CAPTURE(name);
        const double volume = stack_cc(structure(name));
        CHECK(volume > range[0]);
        CHECK(volume < range[1]);
    }
    CHECK(stack_cc(structure("Lung_R")) > stack_cc(structure("Lung_L")));
    std::set<OrganRole> once;
    std::set<int> numbers;
    for (const auto& s : anatomy().structures.structures) {
        CHECK_FALSE(s.contours.empty());
        CHECK(numbers.insert(s.number).second);
        if (s.role != OrganRole::lymph_nodes && s.role != OrganRole::target) CHECK(once.insert(s.role).second);
    }
    for (const auto role : {OrganRole::external, OrganRole::heart, OrganRole::lung_left, OrganRole::lung_right, OrganRole::aorta, OrganRole::pulmonary_artery,
                            OrganRole::superior_vena_cava, OrganRole::inferior_vena_cava, OrganRole::vertebrae, OrganRole::sternum, OrganRole::spleen,
                            OrganRole::liver, OrganRole::oesophagus, OrganRole::spinal_cord, OrganRole::small_bowel})
        CHECK(once.count(role) == 1);
}

TEST_CASE("[property] phantom: contour points lie on the surface, planes are CT slices") {
    const auto body = phantom::make_body();
    for (const auto& organ : body.organs)
        for (const auto& contour : phantom::cross_sections(organ.solid, organ.step_mm)) {
            const double slice = (contour.z() + 258.0) / 3.0;
            REQUIRE(slice == std::round(slice));
            for (std::size_t i = 0; i < contour.points.size(); i += 7) {
                const auto& p = contour.points[i];
                REQUIRE(p.z == contour.z());
                const patient::Vector3 inward{p.x + 1e-2, p.y, p.z}, outward{p.x - 1e-2, p.y, p.z};
                const patient::Vector3 front{p.x, p.y - 1e-2, p.z}, back{p.x, p.y + 1e-2, p.z};
                const int inside = organ.solid.contains(inward) + organ.solid.contains(outward) + organ.solid.contains(front) + organ.solid.contains(back);
                REQUIRE(inside >= 1);
                REQUIRE(inside <= 3);
            }
        }
}

TEST_CASE("phantom: CT numbers are what the tissue is") {
    CHECK(hu_near({0, -140, -250}) < -900);            // air in front
    CHECK(hu_near({-110, -40, -60}) < -600);             // lung
    CHECK(hu_near({34, 40, -80}) == doctest::Approx(200).epsilon(0.25));   // aorta
    CHECK(hu_near({-75, -18, 45}) == doctest::Approx(55).epsilon(0.8));    // tumour
    CHECK(hu_near({-90, -30, -160}) == doctest::Approx(108).epsilon(0.4)); // liver
    CHECK(hu_near({-10, 14, 20}) < -800);              // trachea
    CHECK(hu_near({0, 50, -249}) > 150);               // vertebra
}

TEST_CASE("phantom: the prescription covers 95 % of the PTV, and falls off outside") {
    const auto& dose = *anatomy().dose;
    std::vector<float> in_ptv;
    const auto& grid = dose.grid;
    for (std::size_t k = 0; k < grid.size[2]; ++k)
        for (std::size_t j = 0; j < grid.size[1]; ++j)
            for (std::size_t i = 0; i < grid.size[0]; ++i) {
                const auto q = grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)) - phantom::target_centre;
                if (q.x * q.x / 529 + q.y * q.y / 441 + q.z * q.z / 484 <= 1.0) in_ptv.push_back(dose.values[grid.index(i, j, k)]);
            }
    std::sort(in_ptv.begin(), in_ptv.end());
    CHECK(in_ptv[in_ptv.size() / 20] == doctest::Approx(24.0).epsilon(0.02));
    CHECK(in_ptv.front() > 18.0);
    CHECK(dose.maximum_gy() > 26.0);
    CHECK(dose.maximum_gy() < 36.0);
    CHECK(dose.summation == patient::DoseSummation::plan);
    CHECK(dose_near({-50, 8, -8}) > 0.05);      // the hilar nodes get some
    CHECK(dose_near({-50, 8, -8}) < 8.0);
    CHECK(dose_near({72, 48, -70}) < 0.5);      // the other lesions next to nothing
    CHECK(dose_near({-78, 0, -168}) < 0.5);
    CHECK(dose_near({-78, 0, -168}) > 0.0);
    CHECK(dose_near({0, 86, 45}) < 15.0);       // cord
    for (const float value : dose.values) REQUIRE(value >= 0.0F);
}

TEST_CASE("phantom: the plan says what the dose is") {
    REQUIRE(anatomy().plans.size() == 1);
    const auto& plan = anatomy().plans.front();
    CHECK(plan.fractions() == 3);
    CHECK(plan.prescription_gy() == doctest::Approx(24.0));
    CHECK(plan.prescriptions.front().roi_number == structure("PTV").number);
    CHECK(plan.beams.size() == 8);
    REQUIRE(plan.beam_on_s().has_value());
    CHECK(*plan.beam_on_s() > 20.0);
    CHECK(*plan.beam_on_s() < 300.0);
    double beams_gy = 0.0;
    for (const auto& beam : plan.beams) beams_gy += *beam.dose_gy;
    CHECK(3.0 * beams_gy == doctest::Approx(dose_near(phantom::target_centre)).epsilon(0.03));
    CHECK(anatomy().dose->referenced_plan_uid == plan.sop_instance_uid);
    CHECK(anatomy().dose->comment.find("ANALYTIC") != std::string::npos);
}

TEST_CASE("phantom: options scale the dose and keep identifiers apart") {
    PhantomOptions options;
    options.voxel_mm = options.dose_voxel_mm = 9.0;  // coarse: this is about the options
    const auto sbrt = thorax_phantom(options);
    options.dose_per_fraction_gy = 2.0;
    options.fractions = 30;
    const auto conventional = thorax_phantom(options);
    CHECK(conventional.plans.front().fractions() == 30);
    CHECK(conventional.dose->maximum_gy() / sbrt.dose->maximum_gy() == doctest::Approx(60.0 / 24.0).epsilon(1e-5));
    CHECK(conventional.dose->sop_instance_uid != sbrt.dose->sop_instance_uid);
    CHECK(conventional.structures.sop_instance_uid == sbrt.structures.sop_instance_uid);
    CHECK(conventional.image->values == sbrt.image->values);
    options.density_corrected = false;
    CHECK(thorax_phantom(options).dose->values != conventional.dose->values);
}

TEST_CASE("[property] phantom: the same bytes for any number of threads") {
    const auto before = thread_count();
    for (const std::size_t threads : {1, 3}) {
        set_thread_count(threads);
        const auto again = thorax_phantom();
        CHECK(again.image->values == anatomy().image->values);
        CHECK(again.dose->values == anatomy().dose->values);
        for (std::size_t n = 0; n < again.structures.structures.size(); ++n)
            CHECK(again.structures.structures[n].contours.size() == anatomy().structures.structures[n].contours.size());
    }
    set_thread_count(before);
}

TEST_CASE("phantom: its case file names structures that exist") {
    const std::string text(phantom_case_text());
    for (const char* name : {"GTVp", "GTV_Lung_L", "GTV_Liver", "Nodes_Hilar_R", "Nodes_Hilar_L", "PTV"}) {
        CHECK(text.find(std::string("\"") + name + "\"") != std::string::npos);
        CHECK(anatomy().structures.find(name) != nullptr);
    }
}
