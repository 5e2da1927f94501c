// The exposure of a case whose doses have closed forms: boxes in a dose that rises linearly from right to left.
#include "twin/exposure.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "twin/blood_course.hpp"

using namespace abscope;
using namespace abscope::twin;
using patient::OrganRole;

namespace {

constexpr int fractions = 3;
constexpr double slice_mm = 4.0;

/// Course dose [Gy]: 12 at the middle, 24 at x = +100 mm, 0 at x = −100 mm.
double dose_gy(double x) { return 12.0 + 0.12 * x; }

patient::Structure box(const std::string& name, OrganRole role, patient::Vector3 low, patient::Vector3 high) {
    patient::Structure out;
    out.name = name;
    out.role = role;
    for (double z = low.z + slice_mm / 2; z < high.z; z += slice_mm)
        out.contours.push_back({{{low.x, low.y, z}, {high.x, low.y, z}, {high.x, high.y, z}, {low.x, high.y, z}}});
    return out;
}

/// Voxels of 4 mm whose borders are those of the boxes.
patient::DoseGrid linear_dose(double z_low = -40.0, double z_high = 40.0) {
    patient::DoseGrid out;
    out.grid.spacing = {4.0, 4.0, 4.0};
    out.grid.size = {50, 30, static_cast<std::size_t>((z_high - z_low) / 4.0)};
    out.grid.origin = {-98.0, -58.0, z_low + 2.0};
    out.values.resize(out.grid.voxel_count());
    for (std::size_t v = 0; v < out.values.size(); ++v)
        out.values[v] = static_cast<float>(dose_gy(-98.0 + 4.0 * static_cast<double>(v % 50)));
    return out;
}

/// Body of 200 × 120 × 80 mm, heart about x = +50, left lung about x = +20, a lesion about x = +80, a node about x = −60.
patient::Case linear_case() {
    patient::Case out;
    out.anatomy.structures.structures = {
        box("Body", OrganRole::external, {-100, -60, -40}, {100, 60, 40}),
        box("Heart", OrganRole::heart, {32, -20, -20}, {68, 20, 20}),
        box("Lung_L", OrganRole::lung_left, {4, -40, -32}, {28, 40, 32}),
        box("GTV", OrganRole::target, {72, -12, -8}, {88, 12, 8}),
        box("LN hilar", OrganRole::lymph_nodes, {-68, 0, -8}, {-52, 8, 8}),
    };
    out.anatomy.dose = linear_dose();
    patient::RadiotherapyBlock block;
    block.target = "GTV";
    block.dose_per_fraction = gray(8);
    block.fractions = fractions;
    block.interval = days(2);
    block.beam_on = seconds(60);
    out.course.radiotherapy = {block};
    patient::lay_out_events(out.course);
    out.lesions = {{.name = "primary", .structure = "GTV", .volume = {}, .dose = {}, .site = "lung", .drains_to = "LN hilar"}};
    return out;
}

patient::Exposure exposure_of(const patient::Case& subject) {
    const auto geometry = build_geometry(subject.anatomy);
    auto exposure = compute_exposure(subject, geometry);
    REQUIRE(exposure.ok());
    return *exposure;
}

const patient::OrganExposure& organ(const patient::BlockExposure& block, const std::string& name) {
    const auto found = std::find_if(block.organs.begin(), block.organs.end(), [&](const auto& o) { return o.name == name; });
    REQUIRE(found != block.organs.end());
    return *found;
}

bool warned(const patient::Warnings& warnings, const std::string& code) {
    return std::any_of(warnings.begin(), warnings.end(), [&](const auto& w) { return w.code == code; });
}

}  // namespace

TEST_CASE("exposure: a course dose is divided by the fractions; organs, lesion and node have the dose at their middle") {
    const auto exposure = exposure_of(linear_case());
    REQUIRE(exposure.blocks.size() == 1);
    const auto& block = exposure.blocks[0];
    CHECK(block.fractions == fractions);
    CHECK(block.beam_on_s == doctest::Approx(60.0));
    CHECK(block.beam_on_source == "case");
    CHECK(organ(block, "Heart").mean_gy() == doctest::Approx(dose_gy(50) / 3).epsilon(1e-4));
    CHECK(organ(block, "Heart").volume_cc == doctest::Approx(36 * 40 * 40 * 1e-3).epsilon(1e-9));
    CHECK(organ(block, "Lung_L").mean_gy() == doctest::Approx(dose_gy(16) / 3).epsilon(1e-4));
    REQUIRE(block.lesions.size() == 1);
    CHECK(block.lesions[0].irradiated);
    CHECK(block.lesions[0].mean_gy == doctest::Approx(dose_gy(80) / 3).epsilon(1e-4));
    CHECK(block.lesions[0].node == "LN hilar");
    CHECK(block.lesions[0].node_mean_gy == doctest::Approx(dose_gy(-60) / 3).epsilon(1e-4));
    CHECK(exposure.warnings.empty());
}

TEST_CASE("exposure: a dose of one delivery is one fraction already; a grid that was rescaled is not scaled again") {
    auto subject = linear_case();
    subject.anatomy.dose->summation = patient::DoseSummation::plan_session;
    CHECK(organ(exposure_of(subject).blocks[0], "Heart").mean_gy() == doctest::Approx(dose_gy(50)).epsilon(1e-4));
    subject.anatomy.dose->summation = patient::DoseSummation::fraction;  // one fraction group, all its fractions
    subject.course.radiotherapy[0].rescale_factor = 1.25;  // what the grid's values were multiplied with
    const auto block = exposure_of(subject).blocks[0];
    CHECK(organ(block, "Heart").mean_gy() == doctest::Approx(dose_gy(50) / 3).epsilon(1e-4));
    CHECK(block.mean_body_dose_gy == doctest::Approx(12.0 / 3).epsilon(1e-5));
}

TEST_CASE("exposure: the body for EDIC is the External contour within the grid, its remainder what no blood organ takes") {
    const auto block = exposure_of(linear_case()).blocks[0];
    const double body_cc = 200 * 120 * 80 * 1e-3;
    CHECK(block.body_definition == "External contour 'Body' within the dose grid");
    CHECK(block.mean_body_dose_gy == doctest::Approx(12.0 / 3).epsilon(1e-5));
    CHECK(block.integral_dose_gy_cc == doctest::Approx(12.0 / 3 * body_cc).epsilon(1e-5));
    // Heart, lung and nodes hold blood compartments of their own; the GTV does not.
    const double heart = 36 * 40 * 40e-3, lung = 24 * 80 * 64e-3, nodes = 16 * 8 * 16e-3, rest = body_cc - heart - lung - nodes;
    const double dose = 12.0 * body_cc - dose_gy(50) * heart - dose_gy(16) * lung - dose_gy(-60) * nodes;
    CHECK(block.remainder.volume_cc == doctest::Approx(rest).epsilon(1e-6));
    CHECK(block.remainder.mean_gy() == doctest::Approx(dose / rest / 3).epsilon(1e-4));
}

TEST_CASE("exposure: without an External contour the body is every voxel with at least 1 % of the largest dose") {
    auto subject = linear_case();
    subject.anatomy.structures.structures.erase(subject.anatomy.structures.structures.begin());
    const auto block = exposure_of(subject).blocks[0];
    CHECK(block.body_definition.find("at least 1 % of the largest dose") != std::string::npos);
    // The first column of voxels, at 0.24 Gy, has at least 1 % of 23.76 Gy: all voxels count.
    CHECK(block.mean_body_dose_gy == doctest::Approx(12.0 / 3).epsilon(1e-5));
}

TEST_CASE("exposure: what lies outside the grid receives 0 and is a warning") {
    auto subject = linear_case();
    // The grid ends 4 mm below the middle: 40 % of the heart (z −20 to 20) and 25 % of the GTV (−8 to 8) are in it.
    subject.anatomy.dose = linear_dose(-40.0, -4.0);
    const auto exposure = exposure_of(subject);
    const auto& block = exposure.blocks[0];
    CHECK(organ(block, "Heart").dose_coverage == doctest::Approx(0.4).epsilon(1e-9));
    CHECK(organ(block, "Heart").mean_gy() == doctest::Approx(0.4 * dose_gy(50) / 3).epsilon(1e-4));
    const auto& lesion = block.lesions[0];
    CHECK(lesion.mean_gy == doctest::Approx(0.25 * dose_gy(80) / 3).epsilon(1e-4));
    CHECK(lesion.per_fraction.dose_gy.front() == 0.0);
    CHECK(lesion.per_fraction.volume_fraction.front() == doctest::Approx(0.75));
    CHECK(std::accumulate(lesion.per_fraction.volume_fraction.begin(), lesion.per_fraction.volume_fraction.end(), 0.0) ==
          doctest::Approx(1.0));
    CHECK(lesion.node_mean_gy == doctest::Approx(0.25 * dose_gy(-60) / 3).epsilon(1e-4));
    CHECK(warned(exposure.warnings, "outside-taken-as-zero"));
}

TEST_CASE("exposure: a lesion wholly outside the grid receives nothing") {
    auto subject = linear_case();
    subject.anatomy.structures.structures.push_back(box("met", OrganRole::target, {0, 0, 100}, {12, 12, 112}));
    subject.lesions.push_back({.name = "liver", .structure = "met", .volume = {}, .dose = {}, .site = "liver", .drains_to = ""});
    const auto block = exposure_of(subject).blocks[0];
    CHECK(block.lesions[1].mean_gy == 0.0);
    CHECK_FALSE(block.lesions[1].irradiated);
    CHECK(block.lesions[1].node.empty());
}

TEST_CASE("exposure: a lesion without a structure receives 0 Gy, or what the case says") {
    auto subject = linear_case();
    subject.lesions.push_back({.name = "liver", .structure = "", .volume = cubic_centimetres(12), .dose = {}, .site = "liver", .drains_to = ""});
    subject.lesions.push_back({.name = "bone", .structure = "", .volume = cubic_centimetres(5), .dose = gray(1.5), .site = "bone", .drains_to = "lymph_nodes"});
    const auto block = exposure_of(subject).blocks[0];
    CHECK(block.lesions[1].mean_gy == 0.0);
    CHECK_FALSE(block.lesions[1].irradiated);
    CHECK(block.lesions[2].mean_gy == doctest::Approx(0.5));
    CHECK(block.lesions[2].irradiated);
    CHECK(block.lesions[2].node_mean_gy == doctest::Approx(dose_gy(-60) / 3).epsilon(1e-4));  // by role
}

TEST_CASE("exposure: a node that nobody contoured receives 0 Gy, with a warning; two nodes are weighted with their volumes") {
    auto subject = linear_case();
    subject.lesions[0].drains_to = "axilla";
    const auto without = exposure_of(subject);
    CHECK(without.blocks[0].lesions[0].node_mean_gy == 0.0);
    CHECK(warned(without.warnings, "node-not-contoured"));
    subject.lesions[0].drains_to = "lymph_nodes";
    subject.anatomy.structures.structures.push_back(box("LN2", OrganRole::lymph_nodes, {20, 0, -24}, {28, 16, 24}));  // 3 times as large
    const double expected = (dose_gy(-60) * 2.048 + dose_gy(24) * 6.144) / (2.048 + 6.144) / 3;
    CHECK(exposure_of(subject).blocks[0].lesions[0].node_mean_gy == doctest::Approx(expected).epsilon(1e-4));
}

TEST_CASE("exposure: beam-on time of the plan, else assumed with a warning") {
    auto subject = linear_case();
    subject.course.radiotherapy[0].beam_on.reset();
    const auto assumed = exposure_of(subject);
    CHECK(assumed.blocks[0].beam_on_s == assumed_beam_on_s);
    CHECK(assumed.blocks[0].beam_on_source == "assumed");
    CHECK(warned(assumed.warnings, "beam-on-assumed"));
    patient::Plan plan;
    patient::Beam beam;
    beam.meterset_mu = 500.0;
    patient::ControlPoint first, last;
    first.dose_rate_mu_per_min = 600.0;
    last.cumulative_weight = 1.0;
    beam.number = 1;
    beam.control_points = {first, last};
    plan.beams = {beam};
    plan.fraction_groups = {{1, fractions, {1}}};
    subject.anatomy.plans = {plan};
    const auto planned = exposure_of(subject);
    CHECK(planned.blocks[0].beam_on_s == doctest::Approx(50.0));  // 500 MU at 600 MU/min
    CHECK(planned.blocks[0].beam_on_source == "plan metersets and dose rates");
}

TEST_CASE("exposure: what cannot be told is refused") {
    const auto refused = [](const patient::Case& subject) {
        const auto exposure = compute_exposure(subject, build_geometry(subject.anatomy));
        REQUIRE_FALSE(exposure.ok());
        return exposure.error().message();
    };
    auto no_dose = linear_case();
    no_dose.anatomy.dose.reset();
    CHECK(refused(no_dose).find("there is no dose") == 0);
    auto no_course = linear_case();
    no_course.course = {};
    CHECK(refused(no_course).find("the dose has no number of fractions") == 0);
    auto unknown = linear_case();
    unknown.lesions[0].structure = "GTVp";
    CHECK(refused(unknown).find("lesion 'primary' has no contours (no structure 'GTVp' has any)") == 0);
    auto phases = linear_case();
    phases.course.radiotherapy.push_back(phases.course.radiotherapy[0]);
    phases.course.radiotherapy[1].start = days(30);
    patient::lay_out_events(phases.course);
    CHECK(refused(phases).find("[[radiotherapy]] blocks 1 and 2 have different dates") == 0);
}

TEST_CASE("exposure: a later block has the first one's distribution in proportion to its dose, or one of its own") {
    auto subject = linear_case();
    subject.lesions.push_back({.name = "far", .structure = "", .volume = cubic_centimetres(2), .dose = gray(3), .site = "liver", .drains_to = ""});
    auto later = subject.course.radiotherapy[0];
    later.dose_per_fraction = gray(2);
    later.fractions = 10;
    later.start = days(30);
    later.rescale = true;
    subject.course.radiotherapy.push_back(later);
    patient::lay_out_events(subject.course);
    const auto shared = exposure_of(subject);
    REQUIRE(shared.blocks.size() == 2);
    CHECK(shared.blocks[1].block == 1);
    CHECK(shared.blocks[1].fractions == 10);
    CHECK(organ(shared.blocks[1], "Heart").mean_gy() == doctest::Approx(0.25 * dose_gy(50) / 3).epsilon(1e-4));
    CHECK(shared.blocks[1].mean_body_dose_gy == doctest::Approx(0.25 * 12.0 / 3).epsilon(1e-5));
    CHECK(shared.blocks[0].lesions[1].mean_gy == doctest::Approx(1.0));
    CHECK(shared.blocks[1].lesions[1].mean_gy == 0.0);  // 3 Gy of the course are given once
    auto own = linear_dose();
    for (float& value : own.values) value *= 2.0f;
    subject.course.radiotherapy[1].rescale = false;
    subject.course.radiotherapy[1].dose = std::make_shared<const patient::DoseGrid>(own);
    const auto separate = exposure_of(subject);
    CHECK(organ(separate.blocks[1], "Heart").mean_gy() == doctest::Approx(2.0 * dose_gy(50) / 10).epsilon(1e-4));
}

TEST_CASE("exposure to blood: EDIC's means are those of the course; the missing lung is taken as unirradiated") {
    const auto subject = linear_case();
    const auto exposure = exposure_of(subject);
    patient::Warnings warnings;
    const auto course = blood_course(subject, exposure, patient_circulation(subject.host), warnings);
    REQUIRE(course.ok());
    REQUIRE(course->edic.has_value());
    CHECK(course->edic->fractions == fractions);
    CHECK(*course->edic->mean_heart_gy == doctest::Approx(dose_gy(50)).epsilon(1e-4));
    CHECK(*course->edic->mean_lung_gy == doctest::Approx(dose_gy(16) / 2).epsilon(1e-4));
    CHECK_FALSE(course->edic->mean_liver_gy.has_value());
    CHECK(course->edic->mean_body_gy == doctest::Approx(12.0).epsilon(1e-5));
    CHECK(warned(warnings, "edic-one-lung"));
    REQUIRE(course->fractions.size() == 3);
    CHECK(course->fractions[2].t_day == doctest::Approx(4.0));
}

TEST_CASE("exposure to blood: uncontoured compartments get the remainder's dose times its share of the reference body") {
    const auto subject = linear_case();
    const auto exposure = exposure_of(subject);
    const auto network = patient_circulation(subject.host);
    patient::Warnings warnings;
    const auto course = blood_course(subject, exposure, network, warnings);
    REQUIRE(course.ok());
    // Reference male: 73 kg, 73,000 cm3, less the contoured organs.
    const auto& block = exposure.blocks[0];
    const double contoured = organ(block, "Heart").volume_cc + organ(block, "Lung_L").volume_cc + organ(block, "LN hilar").volume_cc;
    const double inside = block.remainder.volume_cc / (73000.0 - contoured);
    const auto& coverage = course->exposures[0].coverage;
    CHECK(coverage.contoured + coverage.remainder + coverage.outside == doctest::Approx(1.0).epsilon(1e-12));
    CHECK(coverage.remainder / (coverage.remainder + coverage.outside) == doctest::Approx(inside).epsilon(1e-9));
    for (const auto& dose : course->exposures[0].organs)
        if (network.compartments()[dose.compartment].name == "brain") {
            double mean = 0.0;
            for (std::size_t i = 0; i < dose.dose_gy.size(); ++i) mean += dose.dose_gy[i] * dose.volume_fraction[i];
            CHECK(mean * dose.share == doctest::Approx(block.remainder.mean_gy() * inside).epsilon(1e-9));
        }
}

TEST_CASE("exposure: tables of organs stand for structures; nodes without volumes are weighted equally") {
    patient::Case subject;
    subject.anatomy.dvh_tables = {{OrganRole::lymph_nodes, "a", {0.0, 6.0, 6.0 + 1e-9}, {1.0, 1.0, 0.0}},
                                  {OrganRole::lymph_nodes, "b", {0.0, 12.0, 12.0 + 1e-9}, {1.0, 1.0, 0.0}}};
    patient::RadiotherapyBlock block;
    block.fractions = 6;
    block.beam_on = seconds(30);
    subject.course.radiotherapy = {block};
    patient::lay_out_events(subject.course);
    subject.lesions = {{.name = "l", .structure = "", .volume = cubic_centimetres(1), .dose = gray(6), .site = "", .drains_to = "lymph_nodes"}};
    const auto exposure = exposure_of(subject);
    CHECK(exposure.blocks[0].lesions[0].node_mean_gy == doctest::Approx(1.5));
    CHECK(exposure.blocks[0].lesions[0].mean_gy == doctest::Approx(1.0));
}
