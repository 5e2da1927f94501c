// What we read against what pydicom and nibabel read in the same files: every value at its place in the patient.
#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <string>

#include "io/dicom/dicom_folder.hpp"
#include "io/volume.hpp"
#include "support/files.hpp"

using namespace abscope;
using namespace abscope::io;
namespace fs = std::filesystem;

namespace {

std::string output_of(const std::string& command) {
    std::string text;
    std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return text;
    std::array<char, 4096> block{};
    while (const std::size_t got = std::fread(block.data(), 1, block.size(), pipe)) text.append(block.data(), got);
    return ::pclose(pipe) == 0 ? text : "failed: " + text;
}

bool peers_are_there() { return output_of("/usr/bin/python3 -c 'import pydicom, nibabel, numpy'").empty(); }

std::istringstream read_by_peer(const fs::path& file) {
    const std::string text = output_of("/usr/bin/python3 test/peers/values_of.py '" + file.string() + "'");
    CAPTURE(text);
    REQUIRE_FALSE(text.starts_with("failed"));
    return std::istringstream(text);
}

/// Checks the lines "shape" and "value" against a grid; returns how many values there were.
int check_values(const fs::path& file, const patient::Grid& grid, const std::vector<float>& values, bool one_plane = false) {
    auto in = read_by_peer(file);
    std::string word;
    int count = 0;
    while (in >> word) {
        if (word == "shape") {
            std::array<std::size_t, 3> shape{};
            in >> shape[0] >> shape[1] >> shape[2];
            if (!one_plane) CHECK(shape[0] * shape[1] * shape[2] == grid.voxel_count());
            continue;
        }
        REQUIRE(word == "value");
        patient::Vector3 p;
        double value = 0.0;
        in >> p.x >> p.y >> p.z >> value;
        const auto f = grid.fractional_index(p);
        std::array<std::size_t, 3> at{};
        for (std::size_t a = 0; a < 3; ++a) {
            REQUIRE(std::abs(f[a] - std::round(f[a])) < 2e-3);
            REQUIRE(std::lround(f[a]) >= 0);
            REQUIRE(std::lround(f[a]) < static_cast<long>(grid.size[a]));
            at[a] = static_cast<std::size_t>(std::lround(f[a]));
        }
        CHECK(static_cast<double>(values[grid.index(at[0], at[1], at[2])]) == doctest::Approx(value).epsilon(1e-6));
        ++count;
    }
    return count;
}

DicomFolder read(const fs::path& path) {
    auto folder = read_dicom_folder(path);
    REQUIRE(folder.ok());
    return std::move(*folder);
}

void check_plan(const fs::path& file) {
    const patient::Plan plan = read(file).plans.at(0).plan;
    auto in = read_by_peer(file);
    std::string word, label;
    int fractions = 0;
    std::size_t beams = 0;
    in >> word >> label >> fractions >> beams;
    CHECK(plan.label == label);
    CHECK(plan.fractions().value_or(0) == fractions);
    REQUIRE(plan.beams.size() == beams);
    for (const patient::Beam& beam : plan.beams) {
        int number = 0;
        std::size_t points = 0;
        double gantry = 0, weight = 0, meterset = 0, our_gantry = 0, our_weight = 0;
        in >> word >> number >> points >> gantry >> weight >> meterset;
        for (const auto& point : beam.control_points) {
            our_gantry += point.gantry_deg.value_or(0.0);
            our_weight += point.cumulative_weight;
        }
        CHECK(beam.number == number);
        CHECK(beam.control_points.size() == points);
        CHECK(our_gantry == doctest::Approx(gantry).epsilon(1e-7));
        CHECK(our_weight == doctest::Approx(weight).epsilon(1e-7));
        CHECK(beam.meterset_mu.value_or(0.0) == doctest::Approx(meterset).epsilon(1e-7));
    }
}

void check_structures(const fs::path& file) {
    const patient::StructureSet set = read(file).structure_sets.at(0).set;
    auto in = read_by_peer(file);
    std::string word;
    int compared = 0;
    while (in >> word) {
        int number = 0;
        std::size_t contours = 0, points = 0, our_points = 0;
        patient::Vector3 sum, ours;
        in >> number >> contours >> points >> sum.x >> sum.y >> sum.z;
        const patient::Structure* found = nullptr;
        for (const auto& s : set.structures)
            if (s.number == number) found = &s;
        REQUIRE(found != nullptr);
        for (const auto& contour : found->contours) {
            our_points += contour.points.size();
            for (const auto& p : contour.points) ours = ours + p;
        }
        CHECK(found->contours.size() == contours);
        CHECK(our_points == points);
        CHECK(norm(ours - sum) < 1e-3 * static_cast<double>(points + 1));
        ++compared;
    }
    CHECK(compared > 0);
}

}  // namespace

TEST_CASE("[shared] doses of vendors: the values that pydicom reads, at the same places") {
    const auto path = test::shared_data("rtdose_vendors");
    if (!path) return;
    if (!peers_are_there()) return test::skip("pydicom, nibabel or numpy is absent");
    for (const char* name : {"pinnacle_RD.dcm", "raystation_RD_wedge.dcm", "pydicom_rtdose.dcm", "pydicom_rtdose_1frame.dcm",
                             "pydicom_rtdose_expb.dcm", "pydicom_rtdose_rle.dcm"}) {
        const std::string file = name;
        CAPTURE(file);
        const DicomFolder folder = read(*path / name);
        const patient::DoseGrid& dose = folder.doses.at(0).dose;
        CHECK(check_values(*path / name, dose.grid, dose.values) == 40);
    }
}

TEST_CASE("[shared] plans and structures of vendors, and all of the VMAT plan, as pydicom reads them") {
    const auto vendors = test::shared_data("rtdose_vendors");
    const auto vmat = test::shared_data("dicomrt_tinyvmat_pymedphys");
    if (!vendors || !vmat) return;
    if (!peers_are_there()) return test::skip("pydicom, nibabel or numpy is absent");
    check_plan(*vendors / "pinnacle_RP.dcm");
    check_plan(*vendors / "pydicom_rtplan.dcm");
    check_structures(*vendors / "pydicom_rtstruct.dcm");
    const DicomFolder folder = read(*vmat);
    REQUIRE(folder.images.size() == 1);
    int slices = 0;
    for (const auto& entry : fs::directory_iterator(*vmat)) {
        const DicomFolder one = [&] {
            auto maybe = read_dicom_folder(entry.path());
            return maybe.ok() ? std::move(*maybe) : DicomFolder();
        }();
        if (!one.plans.empty()) check_plan(entry.path());
        if (!one.structure_sets.empty()) check_structures(entry.path());
        if (one.images.empty()) continue;
        check_values(entry.path(), folder.images[0].image.grid, folder.images[0].image.values, true);
        ++slices;
    }
    CHECK(slices == 5);
}

TEST_CASE("[shared] NIfTI: the values that nibabel reads, at the same places of the patient") {
    const auto total = test::shared_data("totalsegmentator_ct");
    const auto ibsi = test::shared_data("ibsi");
    if (!total || !ibsi) return;
    if (!peers_are_there()) return test::skip("pydicom, nibabel or numpy is absent");
    int files = 0;
    for (const auto& root : {*total, *ibsi})
        for (const auto& entry : fs::recursive_directory_iterator(root)) {
            if (!is_volume_name(entry.path()) || !entry.is_regular_file()) continue;
            const std::string file = entry.path().filename().string();
            CAPTURE(file);
            const auto volume = read_volume(entry.path());
            const std::string reason = volume.ok() ? "" : volume.error().message();
            INFO(reason);
            REQUIRE(volume.ok());
            CHECK(check_values(entry.path(), volume->grid, volume->values) == 40);
            ++files;
        }
    CHECK(files >= 4);
}

TEST_CASE("[validation] nibabel and 3D Slicer's fields: what we write lies at the same place") {
    if (!peers_are_there()) return test::skip("pydicom, nibabel or numpy is absent");
    io::Volume v;
    const double c = std::cos(0.3), s = std::sin(0.3);
    v.grid.axes = {patient::Vector3{c, s, 0}, patient::Vector3{-s * c, c * c, s}, {}};
    v.grid.axes[2] = cross(v.grid.axes[0], v.grid.axes[1]);
    v.grid.size = {7, 5, 4};
    v.grid.spacing = {1.5, 2.0, 2.5};
    v.grid.origin = {-10.5, 20.25, -100.125};
    for (int n = 0; n < 140; ++n) v.values.push_back(0.125f * static_cast<float>(n));
    const fs::path path = fs::temp_directory_path() / ("abscope_peer_" + std::to_string(::getpid()) + ".nii.gz");
    REQUIRE(write_volume(v, path).ok());
    CHECK(check_values(path, v.grid, v.values) == 40);
    fs::remove(path);
}
