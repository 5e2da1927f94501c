// Objects beyond the plain ones: wedges, electrons, biological doses, oblique grids, sagittal contours. Read back as they were, and accepted
// by the validators of others.
#include <cstdio>

#include "support/dicom_edit.hpp"
#include "support/files.hpp"

using namespace abscope;
using namespace abscope::io;
using namespace abscope::test;
namespace fs = std::filesystem;

namespace {

std::string output_of(const std::string& command) {
    std::string text;
    std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return text;
    char block[4096];
    while (const std::size_t got = std::fread(block, 1, sizeof block, pipe)) text.append(block, got);
    ::pclose(pipe);
    return text;
}

/// The sample with a wedged photon beam, an electron beam, an EQD2 dose and a structure on sagittal planes.
patient::Anatomy unusual() {
    patient::Anatomy a = sample_anatomy();
    patient::Plan& plan = a.plans.at(0);
    plan.position = patient::PatientPosition::feet_first_prone;
    plan.beams[0].wedges = {{1, "DYNAMIC", "W30", 30.0, 90.0, 0.75}};
    plan.beams[0].control_points[0].wedges_in = {true};
    plan.beams[0].control_points[1].wedges_in = {true};
    plan.beams[0].control_points[2].wedges_in = {false};
    plan.beams[0].control_points[0].gantry_turn = "CC";
    plan.beams[1].radiation = "ELECTRON";
    plan.beams[1].applicator = "A10";
    a.dose->kind = patient::DoseKind::effective;
    a.dose->comment = "EQD2 in Gy, LQ, alpha/beta 3 Gy, 5 fractions";
    for (int k = 0; k < 3; ++k) {
        const double x = 2.0 * k;
        a.structures.structures[2].contours.push_back({{{x, 0, 101}, {x, 4, 101}, {x, 4, 107}, {x, 0, 106}}});
    }
    return a;
}

/// Image and dose on a grid that lies along no axis of the patient.
patient::Anatomy oblique() {
    patient::Anatomy a = sample_anatomy();
    const double c = std::cos(0.3), s = std::sin(0.3);
    std::array<patient::Vector3, 3> axes{patient::Vector3{c, s, 0}, patient::Vector3{-s * c, c * c, s}, {}};
    axes[2] = cross(axes[0], axes[1]);
    a.image->grid.axes = axes;
    a.dose->grid.axes = axes;
    return a;
}

patient::Anatomy written_and_read(const patient::Anatomy& anatomy, const std::string& name) {
    const SampleFolder sample(name, anatomy);
    const auto chosen = choose_anatomy(sample.read());
    const std::string reason = chosen.ok() ? "" : chosen.error().message();
    INFO(reason);
    REQUIRE(chosen.ok());
    return chosen->anatomy;
}

}  // namespace

TEST_CASE("[property] DICOM round trip: wedges, electrons, biological dose and sagittal contours") {
    const patient::Anatomy a = unusual(), b = written_and_read(a, "written_unusual");
    const patient::Beam &p = a.plans[0].beams[0], &q = b.plans.at(0).beams.at(0);
    CHECK(q.wedges == p.wedges);
    for (std::size_t c = 0; c < 3; ++c) CHECK(q.control_points.at(c).wedges_in == p.control_points[c].wedges_in);
    CHECK(q.control_points[0].gantry_turn == "CC");
    CHECK(b.plans[0].beams.at(1).radiation == "ELECTRON");
    CHECK(b.plans[0].beams[1].applicator == "A10");
    CHECK(b.plans[0].position == a.plans[0].position);
    CHECK(b.dose->kind == patient::DoseKind::effective);
    CHECK(b.dose->comment == a.dose->comment);
    REQUIRE(b.structures.structures.at(2).contours.size() == 3);
    for (std::size_t c = 0; c < 3; ++c)
        CHECK(b.structures.structures[2].contours[c].points == a.structures.structures[2].contours[c].points);
}

TEST_CASE("[property] DICOM round trip: an oblique image and dose keep their values and their place") {
    const patient::Anatomy a = oblique(), b = written_and_read(a, "written_oblique");
    CHECK(b.image->values == a.image->values);
    for (const double f : {0.0, 1.0}) {
        CHECK(norm(b.image->grid.position(3 * f, 2 * f, 4 * f) - a.image->grid.position(3 * f, 2 * f, 4 * f)) < 1e-9);
        CHECK(norm(b.dose->grid.position(4 * f, 3 * f, 5 * f) - a.dose->grid.position(4 * f, 3 * f, 5 * f)) < 1e-9);
    }
    for (std::size_t v = 0; v < a.dose->values.size(); ++v) CHECK(b.dose->values[v] == doctest::Approx(a.dose->values[v]).epsilon(1e-6));
}

TEST_CASE("DICOM writing: a plan that would be another one is refused") {
    const Scratch scratch("written_refused");
    const auto refused = [&](const std::function<void(patient::Plan&)>& change) {
        patient::Anatomy a = sample_anatomy();
        change(a.plans[0]);
        const auto written = write_dicom(a, scratch.path / "out");
        return written.ok() ? std::string() : written.error().message();
    };
    CHECK(refused([](auto& p) { p.beams[0].radiation = "PROTON"; }).find("PROTON is not written") != std::string::npos);
    CHECK(refused([](auto& p) { p.beams[1].blocks = 1; }).find("blocks") != std::string::npos);
    CHECK(refused([](auto& p) { p.brachy_setups.push_back({1, "FLETCHER_SUIT", "", 3, {}}); }).find("brachytherapy") != std::string::npos);
}

TEST_CASE("[validation] dciodvfy and pydicom accept wedges, electrons, biological doses and oblique grids") {
    if (output_of("command -v dciodvfy").empty()) return skip("dciodvfy (package dicom3tools) is absent");
    if (!output_of("/usr/bin/python3 -c 'import pydicom'").empty()) return skip("pydicom is absent");
    DicomWriteOptions options;
    options.dose_bits = DoseBits::bits_16;  // dciodvfy stops with a failed assertion on any RTDOSE of 32 bits
    for (const patient::Anatomy& anatomy : {unusual(), oblique()}) {
        const SampleFolder sample("written_validated", anatomy, options);
        for (const char* name : {"CT.0001.dcm", "RTSTRUCT.dcm", "RTPLAN.1.dcm", "RTDOSE.dcm"}) {
            const std::string report = output_of("dciodvfy " + sample.file(name).string());
            CAPTURE(report);
            CHECK(report.find("Error") == std::string::npos);
            const std::string read = output_of(
                "/usr/bin/python3 -W error -c \"import pydicom, sys; from pydicom import config; "
                "config.settings.reading_validation_mode = config.RAISE; d = pydicom.dcmread(sys.argv[1]); "
                "d.walk(lambda s, e: e.value)\" " + sample.file(name).string());
            CAPTURE(read);
            CHECK(read.empty());
        }
    }
}
