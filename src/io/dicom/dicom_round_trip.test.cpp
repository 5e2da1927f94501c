// What we write we read back as it was; the same content gives the same bytes; other readers accept it.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "io/dicom/dicom_folder.hpp"
#include "io/dicom/encode.hpp"
#include "io/dicom/write_dicom.hpp"
#include "support/dicom_sample.hpp"
#include "support/files.hpp"

using namespace abscope;
using namespace abscope::io;
namespace fs = std::filesystem;

namespace {

patient::Anatomy written_and_read(const patient::Anatomy& anatomy, const fs::path& folder) {
    const auto written = write_dicom(anatomy, folder);
    const std::string message = written.ok() ? "" : written.error().message();
    INFO(message);
    REQUIRE(written.ok());
    const auto read = read_dicom_folder(folder);
    REQUIRE(read.ok());
    CHECK(read->unreadable.empty());
    auto chosen = choose_anatomy(*read);
    const std::string reason = chosen.ok() ? "" : chosen.error().message();
    INFO(reason);
    REQUIRE(chosen.ok());
    return std::move(chosen->anatomy);
}

void check_same_grid(const patient::Grid& a, const patient::Grid& b) {
    CHECK(a.size == b.size);
    CHECK(a.spacing == b.spacing);
    CHECK(a.origin == b.origin);
    CHECK(a.axes == b.axes);
}

void check_same_plan(const patient::Plan& a, const patient::Plan& b) {
    CHECK(a.label == b.label);
    CHECK(a.name == b.name);
    CHECK(a.fractions() == b.fractions());
    CHECK(a.prescription_gy() == b.prescription_gy());
    REQUIRE(a.beams.size() == b.beams.size());
    for (std::size_t n = 0; n < a.beams.size(); ++n) {
        const patient::Beam &p = a.beams[n], &q = b.beams[n];
        CHECK(p.number == q.number);
        CHECK(p.name == q.name);
        CHECK(p.machine == q.machine);
        CHECK(p.meterset_mu == q.meterset_mu);
        CHECK(p.dose_gy == q.dose_gy);
        CHECK(p.isocentre == q.isocentre);
        CHECK(p.collimators == q.collimators);
        REQUIRE(p.control_points.size() == q.control_points.size());
        for (std::size_t c = 0; c < p.control_points.size(); ++c) {
            CAPTURE(c);
            CHECK(p.control_points[c].cumulative_weight == q.control_points[c].cumulative_weight);
            CHECK(p.control_points[c].gantry_deg == q.control_points[c].gantry_deg);
            CHECK(p.control_points[c].collimator_deg == q.control_points[c].collimator_deg);
            CHECK(p.control_points[c].energy_mv == q.control_points[c].energy_mv);
            CHECK(p.control_points[c].dose_rate_mu_per_min == q.control_points[c].dose_rate_mu_per_min);
            CHECK(p.control_points[c].collimators == q.control_points[c].collimators);
        }
    }
}

std::string bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool runs(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }

std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return "cannot run";
    char buffer[4096];
    for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
    ::pclose(pipe);
    return out;
}

}  // namespace

TEST_CASE("[property] DICOM round trip: image, structures, plan and dose come back") {
    const test::Scratch scratch("dicom_round_trip");
    const patient::Anatomy a = test::sample_anatomy();
    const patient::Anatomy b = written_and_read(a, scratch.path / "first");
    CHECK(b.identity.id == "A-1");
    CHECK(b.identity.name == "Doe^Jane");
    CHECK(b.identity.sex == "F");
    CHECK(b.identity.birth_date == "19600229");
    REQUIRE(b.image);
    check_same_grid(a.image->grid, b.image->grid);
    CHECK(a.image->values == b.image->values);
    REQUIRE(b.structures.structures.size() == 3);
    for (std::size_t s = 0; s < 3; ++s) {
        const patient::Structure &p = a.structures.structures[s], &q = b.structures.structures[s];
        CHECK(p.name == q.name);
        CHECK(p.number == q.number);
        CHECK(p.colour == q.colour);
        CHECK(p.interpreted_type == q.interpreted_type);
        REQUIRE(p.contours.size() == q.contours.size());
        for (std::size_t c = 0; c < p.contours.size(); ++c)
            for (std::size_t n = 0; n < p.contours[c].points.size(); ++n)
                CHECK(norm(p.contours[c].points[n] - q.contours[c].points[n]) <= 1e-6);
    }
    REQUIRE(b.plans.size() == 1);
    check_same_plan(a.plans[0], b.plans[0]);
    REQUIRE(b.dose);
    check_same_grid(a.dose->grid, b.dose->grid);
    CHECK(b.dose->quantum_gy > 0.0);
    CHECK(b.dose->quantum_gy <= 12.5 / 2147483648.0 * (1 + 1e-5));
    for (std::size_t v = 0; v < a.dose->values.size(); ++v)
        CHECK(std::abs(a.dose->values[v] - b.dose->values[v]) <=
              b.dose->quantum_gy / 2 + 1e-6 * a.dose->values[v]);
}

TEST_CASE("[property] DICOM round trip: what was read is written and read again without any change") {
    const test::Scratch scratch("dicom_fixed_point");
    const patient::Anatomy b = written_and_read(test::sample_anatomy(), scratch.path / "first");
    const patient::Anatomy c = written_and_read(b, scratch.path / "second");
    CHECK(b.dose->values == c.dose->values);
    CHECK(b.dose->quantum_gy == c.dose->quantum_gy);
    CHECK(b.image->values == c.image->values);
    CHECK(b.structures.study_uid == c.structures.study_uid);
    CHECK(b.dose->frame_of_reference_uid == c.dose->frame_of_reference_uid);
    for (std::size_t s = 0; s < b.structures.structures.size(); ++s)
        for (std::size_t n = 0; n < b.structures.structures[s].contours.size(); ++n)
            CHECK(b.structures.structures[s].contours[n].points ==
                  c.structures.structures[s].contours[n].points);
    CHECK(bytes_of(scratch.path / "first" / "RTSTRUCT.dcm") ==
          bytes_of(scratch.path / "second" / "RTSTRUCT.dcm"));
    CHECK(bytes_of(scratch.path / "first" / "CT.0003.dcm") ==
          bytes_of(scratch.path / "second" / "CT.0003.dcm"));
}

TEST_CASE("DICOM writing: the same content gives the same bytes, other content other identifiers") {
    const test::Scratch scratch("dicom_bytes");
    patient::Anatomy a = test::sample_anatomy();
    const patient::Anatomy first = written_and_read(a, scratch.path / "a");
    written_and_read(a, scratch.path / "b");
    for (const char* name : {"CT.0001.dcm", "RTSTRUCT.dcm", "RTPLAN.1.dcm", "RTDOSE.dcm"}) {
        const std::string object = name;
        CAPTURE(object);
        const std::string bytes = bytes_of(scratch.path / "a" / name);
        CHECK(bytes.size() > 500);
        CHECK(bytes == bytes_of(scratch.path / "b" / name));
    }
    a.dose->values[3] += 0.01f;
    const patient::Anatomy other = written_and_read(a, scratch.path / "c");
    CHECK(other.dose->sop_instance_uid != first.dose->sop_instance_uid);
    CHECK(other.plans[0].sop_instance_uid == first.plans[0].sop_instance_uid);
}

TEST_CASE("[property] decimal strings have at most 16 bytes and keep at least nine digits") {
    for (const double magnitude : {1e-300, 1e-12, 1e-5, 0.3, 1.0, 12345.678, 1e9, 1e15, 1e22, 1e300})
        for (int n = 1; n < 400; ++n)
            for (const double sign : {-1.0, 1.0}) {
                const double value = sign * magnitude * (1.0 + n / 7.0 + 1e-13 * n * n);
                const std::string text = dicom::decimal_string(value);
                CHECK(text.size() <= 16);
                CHECK(std::abs(std::strtod(text.c_str(), nullptr) - value) <= 1e-8 * std::abs(value));
            }
    CHECK(dicom::decimal_string(0.1) == "0.1");
    CHECK(dicom::decimal_string(-0.0) == "0");
    CHECK(dicom::decimal_string(2.5) == "2.5");
}

TEST_CASE("derived UIDs are a UUID under 2.25 and follow from the text") {
    // SHA-256 of "abc" begins ba7816bf 8f01cfea 414140de 5dae2223 (FIPS 180-4 example); with version 8 and variant 10 that is the UUID
    // ba7816bf-8f01-8fea-8141-40de5dae2223, whose decimal form was computed with Python's int().
    CHECK(dicom::derived_uid("abc") == "2.25.247859944228867097191300499870369849891");
    CHECK(dicom::derived_uid("abd") != dicom::derived_uid("abc"));
    CHECK(dicom::derived_uid("x").size() <= 64);
}

TEST_CASE("texts are cut by characters, not in the middle of one") {
    CHECK(dicom::short_text("äöü", 2) == "äö");
    CHECK(dicom::short_text("a\\b\nc", 16) == "a_b_c");
}

TEST_CASE("DICOM writing: nothing is left where it fails") {
    const test::Scratch scratch("dicom_refusals");
    const fs::path folder = scratch.path / "out";
    const auto refused = [&](const patient::Anatomy& a) {
        const auto written = write_dicom(a, folder);
        REQUIRE_FALSE(written.ok());
        CHECK(written.error().kind == ErrorKind::output);
        CHECK(fs::is_empty(scratch.path));
        return written.error().message();
    };
    patient::Anatomy a = test::sample_anatomy();
    a.dose->values[2] = -1.0f;
    CHECK(refused(a).find("dose value") != std::string::npos);
    a = test::sample_anatomy();
    a.image->values[2] = 40000.0f;
    CHECK(refused(a).find("40000") != std::string::npos);
    a = test::sample_anatomy();
    a.image->frame_of_reference_uid = "1.2";
    a.dose->frame_of_reference_uid = "1.3";
    CHECK(refused(a).find("frames of reference") != std::string::npos);
    CHECK(refused({}).find("nothing to write") != std::string::npos);
    std::ofstream(scratch.path / "out") << "a file";
    const auto written = write_dicom(test::sample_anatomy(), folder);
    CHECK_FALSE(written.ok());
    CHECK(bytes_of(folder) == "a file");
}

TEST_CASE("[validation] dciodvfy finds no error in what we write") {
    if (!runs("command -v dciodvfy")) return test::skip("dciodvfy (package dicom3tools) is absent");
    const test::Scratch scratch("dicom_dciodvfy");
    DicomWriteOptions options;
    options.dose_bits = DoseBits::bits_16;  // dciodvfy stops with a failed assertion on any RTDOSE of 32 bits
    REQUIRE(write_dicom(test::sample_anatomy(), scratch.path / "out", options).ok());
    const std::pair<const char*, const char*> objects[] = {{"CT.0001.dcm", "CTImage"},
                                                           {"RTSTRUCT.dcm", "RTStructureSet"},
                                                           {"RTPLAN.1.dcm", "RTPlan"},
                                                           {"RTDOSE.dcm", "RTDose"}};
    for (const auto& [name, iod] : objects) {
        const std::string report = output_of("dciodvfy " + (scratch.path / "out" / name).string());
        CAPTURE(report);
        CHECK(report.find(iod) != std::string::npos);
        CHECK(report.find("Error") == std::string::npos);
        CHECK(report.find("Assertion") == std::string::npos);
    }
}

TEST_CASE("[property] DICOM round trip: dose in 16 bits, to half a quantum") {
    const test::Scratch scratch("dicom_16_bits");
    const patient::Anatomy a = test::sample_anatomy();
    DicomWriteOptions options;
    options.dose_bits = DoseBits::bits_16;
    REQUIRE(write_dicom(a, scratch.path / "out", options).ok());
    const auto folder = read_dicom_folder(scratch.path / "out");
    REQUIRE(folder.ok());
    const patient::DoseGrid& dose = folder->doses.at(0).dose;
    CHECK(dose.bits == 16);
    CHECK(dose.quantum_gy <= 12.5 / 65535.0 * (1 + 1e-5));
    for (std::size_t v = 0; v < dose.values.size(); ++v)
        CHECK(std::abs(a.dose->values[v] - dose.values[v]) <= dose.quantum_gy / 2 * (1 + 1e-6));
}

TEST_CASE("[validation] pydicom reads what we write without a warning, with the same values") {
    if (!runs("/usr/bin/python3 -c 'import pydicom, numpy'")) return test::skip("pydicom or numpy is absent");
    const test::Scratch scratch("dicom_pydicom");
    const patient::Anatomy b = written_and_read(test::sample_anatomy(), scratch.path / "out");
    std::ofstream(scratch.path / "read.py") << R"(
import glob, os, sys, warnings
warnings.simplefilter('error')
import pydicom
from pydicom import config
config.settings.reading_validation_mode = config.RAISE
folder = sys.argv[1]
for f in sorted(glob.glob(folder + '/*.dcm')):
    d = pydicom.dcmread(f)
    d.walk(lambda ds, e: e.value)
dose = pydicom.dcmread(folder + '/RTDOSE.dcm')
print('%.9g' % (dose.pixel_array[2, 1, 3] * float(dose.DoseGridScaling)))
ct = pydicom.dcmread(folder + '/CT.0002.dcm')
print(int(ct.pixel_array[2, 1]), ct.ImagePositionPatient[2])
)";
    const std::string out = output_of("/usr/bin/python3 " + (scratch.path / "read.py").string() + " " +
                                      (scratch.path / "out").string());
    char expected[64];
    std::snprintf(expected, sizeof expected, "%.6g",
                  static_cast<double>(b.dose->values[b.dose->grid.index(3, 1, 2)]));
    CAPTURE(out);
    CHECK(out.substr(0, std::string(expected).size() - 1) ==
          std::string(expected).substr(0, std::string(expected).size() - 1));
    CHECK(out.find("-223 102.625") !=
          std::string::npos);  // value 21 of slice 2 is 21·37 - 1000; z = 100.125 + 2.5
    CHECK(out.find("arning") == std::string::npos);
    CHECK(out.find("Traceback") == std::string::npos);
}
