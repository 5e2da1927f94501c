// NIfTI, NRRD and MetaImage: places, types, names, and what is refused.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <numbers>

#include "geometry/prism_stack.hpp"
#include "io/gzip.hpp"
#include "io/label_map.hpp"
#include "io/volume.hpp"
#include "support/dicom_sample.hpp"

using namespace abscope;
using namespace abscope::io;
using patient::Vector3;

namespace {

io::Volume sample(bool oblique = false) {
    io::Volume v;
    v.grid.size = {4, 3, 2};
    v.grid.spacing = {1.5, 2.0, 2.5};
    v.grid.origin = {-10.5, 20.25, -100.125};
    if (oblique) {
        const double c = std::cos(0.3), s = std::sin(0.3);
        v.grid.axes = {Vector3{c, s, 0}, Vector3{-s * c, c * c, s}, {}};
        v.grid.axes[2] = cross(v.grid.axes[0], v.grid.axes[1]);
    }
    for (int n = 0; n < 24; ++n) v.values.push_back(0.25f * static_cast<float>(n));
    return v;
}

io::Volume again(const io::Volume& volume, const std::string& name) {
    const auto bytes = volume_bytes(volume, name);
    REQUIRE(bytes.ok());
    auto back = parse_volume(*bytes, name);
    const std::string reason = back.ok() ? "" : back.error().message();
    INFO(reason);
    REQUIRE(back.ok());
    return std::move(*back);
}

bool says(const Result<io::Volume>& result, std::initializer_list<const char*> words) {
    if (result.ok()) return false;
    const std::string message = result.error().message();
    return std::all_of(words.begin(), words.end(), [&](const char* w) {
        if (message.find(w) == std::string::npos) MESSAGE(message);
        return message.find(w) != std::string::npos;
    });
}

std::string nifti(const io::Volume& volume = sample()) { return volume_bytes(volume, "x.nii").value(); }

template <class T>
std::string with(std::string bytes, std::size_t at, T value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
    return bytes;
}

const char* nrrd_head =
    "NRRD0004\n# comment\ntype: uchar\ndimension: 3\nspace: right-anterior-superior\nsizes: 2 2 1\n"
    "space directions: (-2,0,0) (0,3,0) (0,0,4)\nkinds: domain domain domain\nencoding: raw\nspace origin: (10,20,30)\n";

}  // namespace

TEST_CASE("[property] a volume comes back from each format with every value at its place") {
    for (const bool oblique : {false, true})
        for (const char* name : {"x.nii", "x.nii.gz", "x.nrrd", "x.mha"}) {
            CAPTURE(name);
            const io::Volume a = sample(oblique), b = again(a, name);
            CHECK(b.values == a.values);
            CHECK(b.grid.size == a.grid.size);
            for (const double f : {0.0, 1.0}) {
                const Vector3 p = a.grid.position(3 * f, 2 * f, f), q = b.grid.position(3 * f, 2 * f, f);
                CHECK(norm(p - q) < 2e-5);  // NIfTI holds its geometry in single precision
            }
            CHECK(volume_bytes(a, name).value() == volume_bytes(a, name).value());
        }
}

TEST_CASE("whole numbers are stored as such, names of segments in NRRD") {
    io::Volume v = sample();
    for (float& x : v.values) x = std::floor(x);
    v.labels = {{1, "Spleen"}, {4, "Left lung"}};
    const io::Volume n = again(v, "x.seg.nrrd");
    CHECK(n.whole_numbers);
    CHECK(n.labels == v.labels);
    CHECK(again(v, "x.nii.gz").whole_numbers);
}

TEST_CASE("NRRD in RAS with reversed axes: the same points in LPS, voxels in canonical order") {
    const std::string bytes = std::string(nrrd_head) + "\n" + std::string("\1\2\3\4", 4);
    const auto v = parse_volume(bytes, "x.nrrd");
    REQUIRE(v.ok());
    CHECK(v->grid.is_axis_aligned());
    // RAS (10, 20, 30) is LPS (-10, -20, 30); i steps by RAS -2 = LPS +2, j by RAS +3 = LPS -3.
    CHECK(v->grid.origin == Vector3{-10, -23, 30});
    CHECK(v->values == std::vector<float>{3, 4, 1, 2});
}

TEST_CASE("NIfTI: sform before qform, big-endian, scale, units") {
    const io::Volume plain = sample();
    const auto scaled = parse_volume(with(with(nifti(), 112, 2.0f), 116, -1.0f), "x.nii");
    REQUIRE(scaled.ok());
    CHECK(scaled->values[5] == 2.0f * plain.values[5] - 1.0f);
    // The quaternion alone gives the same place.
    const auto by_qform = parse_volume(with(nifti(sample(true)), 254, std::int16_t{0}), "x.nii");
    REQUIRE(by_qform.ok());
    CHECK(norm(by_qform->grid.position(3, 2, 1) - sample(true).grid.position(3, 2, 1)) < 1e-4);
    const auto two_places = parse_volume(with(nifti(), 268, 99.0f), "x.nii");
    REQUIRE(two_places.ok());
    REQUIRE(two_places->warnings.size() == 1);
    CHECK(two_places->warnings[0].code == "volume-two-places");
    // Metres instead of millimetres.
    const auto metres = parse_volume(with(nifti(), 123, char{1}), "x.nii");
    REQUIRE(metres.ok());
    CHECK(metres->grid.spacing[0] == doctest::Approx(1500.0));
}

TEST_CASE("volumes that are refused, each with its reason") {
    const std::string good = nifti();
    CHECK(says(parse_volume(good.substr(0, 100), "x.nii"), {"100 bytes", "352"}));
    CHECK(says(parse_volume(with(good, 0, 540), "x.nii"), {"NIfTI-2"}));
    CHECK(says(parse_volume(with(good, 345, 'i'), "x.nii"), {"second file"}));
    CHECK(says(parse_volume(with(good, 40, std::int16_t{9}), "x.nii"), {"9 dimensions"}));
    CHECK(says(parse_volume(with(with(good, 40, std::int16_t{4}), 48, std::int16_t{7}), "x.nii"), {"7 values along dimension 4"}));
    CHECK(says(parse_volume(with(good, 42, std::int16_t{-4}), "x.nii"), {"size along one axis is -4"}));
    CHECK(says(parse_volume(with(good, 70, std::int16_t{128}), "x.nii"), {"type 128"}));
    CHECK(says(parse_volume(with(with(good, 252, std::int16_t{0}), 254, std::int16_t{0}), "x.nii"), {"where its voxels lie"}));
    CHECK(says(parse_volume(with(good, 284, 9.0f), "x.nii"), {"not perpendicular"}));
    CHECK(says(parse_volume(with(good, 108, 1.0f), "x.nii"), {"begin at byte 1"}));
    CHECK(says(parse_volume(with(good, 352 + 8, std::nanf("")), "x.nii"), {"1 of 24 voxels", "NaN"}));
    CHECK(says(parse_volume(good.substr(0, good.size() - 1), "x.nii"), {"cut off"}));
    CHECK(says(parse_volume("NRRD0004\n", "x.nrrd"), {"does not end"}));
    CHECK(says(parse_volume("P6\n", "x.nrrd"), {"no NRRD"}));
    CHECK(says(parse_volume(std::string(nrrd_head) + "data file: x.raw\n\n", "x.nrrd"), {"another file"}));
    CHECK(says(parse_volume(std::string(nrrd_head) + "\n\1", "x.nrrd"), {"1 bytes", "4"}));
    CHECK(says(parse_volume("NDims = 3\n", "x.mha"), {"ElementDataFile"}));
    CHECK(says(parse_volume("NDims = 3\nElementDataFile = x.raw\n", "x.mha"), {"another file"}));
    CHECK(says(parse_volume("NDims = 2\nDimSize = 3 3\nElementDataFile = LOCAL\n", "x.mha"), {"NDims is '2'"}));
    CHECK(says(parse_volume("", "x.mhd"), {"pair of files"}));
    CHECK(says(parse_volume("", "x.png"), {"no volume file"}));
    CHECK_FALSE(volume_bytes(sample(), "x.png").ok());
}

TEST_CASE("a small file that claims gigabytes is refused before anything is allocated") {
    std::string claims = nifti();
    for (std::size_t a = 0; a < 3; ++a) claims = with(claims, 42 + 2 * a, std::int16_t{790});
    CHECK(says(parse_volume(claims, "x.nii"), {"1972156352"}));                 // 790^3 floats and 352 bytes
    CHECK(says(parse_volume(gzip(claims), "x.nii.gz"), {"compressed", "1972156352"}));
    for (std::size_t a = 0; a < 3; ++a) claims = with(claims, 42 + 2 * a, std::int16_t{32767});
    CHECK(says(parse_volume(claims, "x.nii"), {"32767 × 32767 × 32767", "limit"}));
}

TEST_CASE("gzip: several streams, cut off, bounded") {
    const std::string text(100000, 'a');
    CHECK(decompress(gzip(text) + gzip("tail"), 200000).value() == text + "tail");
    CHECK(decompress(gzip(text), 10).value() == "aaaaaaaaaa");
    CHECK_FALSE(decompress(gzip(text).substr(0, 50), 200000).ok());
    CHECK_FALSE(decompress("no gzip at all", 100).ok());
    CHECK(decompress(deflate_zlib(text), 200000).value() == text);
}

TEST_CASE("label map: structures have the volume and place of their voxels, holes and touching corners too") {
    io::Volume v;
    v.grid.size = {7, 6, 4};
    v.grid.spacing = {2.0, 3.0, 5.0};
    v.grid.origin = {1, 2, 3};
    v.values.assign(v.grid.voxel_count(), 0.0f);
    const auto set = [&](std::size_t i, std::size_t j, std::size_t k, int label) {
        v.values[v.grid.index(i, j, k)] = static_cast<float>(label);
    };
    std::array<int, 4> count{};
    const auto put = [&](std::size_t i, std::size_t j, std::size_t k, int label) {
        set(i, j, k, label);
        ++count[static_cast<std::size_t>(label)];
    };
    for (std::size_t j = 0; j < 5; ++j)
        for (std::size_t i = 0; i < 5; ++i)
            if (i == 0 || i == 4 || j == 0 || j == 4) put(i, j, 1, 1);  // a ring
    put(2, 2, 1, 2);                                                    // another structure in its hole
    put(5, 5, 0, 3);                                                    // two voxels that touch at a corner,
    put(6, 4, 0, 3);
    put(5, 5, 2, 3);  // and one two planes further on
    for (const bool oblique : {false, true}) {
        if (oblique) v.grid.axes = sample(true).grid.axes;
        const auto structures = structures_of(v, {{2, "core"}});
        REQUIRE(structures.ok());
        REQUIRE(structures->structures.size() == 3);
        CHECK(structures->structures[0].name == "label 1");
        CHECK(structures->structures[1].name == "core");
        for (std::size_t s = 0; s < 3; ++s) {
            const auto solid = geometry::build_prism_stack(structures->structures[s], 3.0);
            CHECK(solid.volume_cc == doctest::Approx(count[s + 1] * 0.030).epsilon(1e-5));
        }
        CHECK(structures->structures[0].contours.size() == 2);
        const auto map = label_map_of(*structures, v.grid, 3.0);
        CHECK(map.values == v.values);
    }
}

TEST_CASE("label maps that are none") {
    io::Volume v = sample();
    CHECK(structures_of(v).error().message().find("whole numbers") != std::string::npos);
    std::fill(v.values.begin(), v.values.end(), 0.0f);
    CHECK(structures_of(v).error().message().find("0 everywhere") != std::string::npos);
    const test::Scratch scratch("label_names");
    const auto names = [&](const char* text) {
        std::ofstream(scratch.path / "names.csv") << text;
        return read_label_names(scratch.path / "names.csv");
    };
    CHECK(names("label,name\n1,Spleen\n5,Liver\n").value() == std::vector<LabelName>{{1, "Spleen"}, {5, "Liver"}});
    CHECK(names("label,name\n1,Spleen\n1,Liver\n").error().message().find("twice") != std::string::npos);
    CHECK(names("label,name\n1.5,Spleen\n").error().message().find("whole numbers") != std::string::npos);
    CHECK_FALSE(names("value,name\n1,Spleen\n").ok());
}
