// Folders and files as they really come: other files beside them, anonymised, cut off, wrongly encoded, absurd.
#include <unistd.h>

#include "core/rng.hpp"
#include <cstring>

#include "support/dicom_edit.hpp"
#include "support/files.hpp"

using namespace abscope;
using namespace abscope::io;
using namespace abscope::test;
namespace fs = std::filesystem;

TEST_CASE("folder: absent, empty, without DICOM") {
    const Scratch scratch("dicom_folder");
    CHECK(says(error_of(read_dicom_folder(scratch.path / "absent")), {"absent", "does not exist"}));
    CHECK(says(error_of(read_dicom_folder(scratch.path)), {"no DICOM object was found", "0 file(s)"}));
    write_bytes(scratch.path / "notes.txt", "These are notes, not images.\n");
    write_bytes(scratch.path / "empty.dcm", "");
    CHECK(says(error_of(read_dicom_folder(scratch.path)), {"2 file(s) looked at, 2 not DICOM"}));
    CHECK(says(error_of(read_dicom_folder(scratch.path / "notes.txt")), {"no DICOM object"}));
    CHECK(read_dicom_folder(scratch.path).error().kind == ErrorKind::input);
}

TEST_CASE("folder: other files are skipped and counted, subfolders read, DICOMDIR ignored") {
    const SampleFolder sample("dicom_beside");
    write_bytes(sample.file("README.txt"), "text");
    fs::create_directories(sample.file("a/b"));
    fs::rename(sample.slice(2), sample.file("a/b/slice"));
    fs::copy_file(sample.slice(1), sample.file("DICOMDIR"));
    const DicomFolder folder = sample.read();
    CHECK(folder.files == 10);
    CHECK(folder.not_dicom == 1);
    CHECK(folder.directories_ignored == 1);
    CHECK_FALSE(folder.images.at(0).refused);
    CHECK(folder.images[0].slices == 5);
}

TEST_CASE("folder: more files or deeper folders than the limits") {
    const SampleFolder sample("dicom_limits");
    DicomReadOptions options;
    options.limits.files = 3;
    CHECK(says(error_of(read_dicom_folder(sample.path, options)), {"more than 3 files"}));
    options = {};
    options.limits.folder_depth = 2;
    fs::create_directories(sample.file("a/b/c"));
    CHECK(says(error_of(read_dicom_folder(sample.path, options)), {"nested more than 2 deep"}));
    options = {};
    options.limits.file_bytes = 1500;
    CHECK(sample.read(options).unreadable.size() == 3);
}

TEST_CASE("folder: a file without permission is listed") {
    if (::geteuid() == 0) return skip("root may read every file");
    const SampleFolder sample("dicom_permission");
    fs::permissions(sample.file("RTPLAN.1.dcm"), fs::perms::none);
    const DicomFolder folder = sample.read();
    CHECK(folder.not_dicom + folder.unreadable.size() == 1);
}

TEST_CASE("anonymiser damage: empty dates, illegal values, removed tags, private tags") {
    const SampleFolder sample("dicom_anonymised");
    for (const char* name : {"CT.0001.dcm", "RTSTRUCT.dcm", "RTPLAN.1.dcm", "RTDOSE.dcm"})
        edit(sample.file(name), [](DcmDataset& d) {
            dcmEnableVRCheckerForStringValues.set(OFFalse);
            d.putAndInsertString(DCM_StudyDate, "");
            d.putAndInsertString(DCM_StudyTime, "REMOVED");
            d.putAndInsertString(DCM_PatientBirthDate, "ANONYMOUS");
            d.putAndInsertString(DCM_PatientSex, "UNKNOWN");
            d.putAndInsertString(DCM_PatientName, std::string(300, 'X').c_str());
            d.putAndInsertString(DCM_SeriesNumber, "one");
            d.findAndDeleteElement(DCM_AccessionNumber);
            d.findAndDeleteElement(DCM_ReferringPhysicianName);
            d.findAndDeleteElement(DCM_Manufacturer);
            d.findAndDeleteElement(DCM_StudyID);
            d.putAndInsertString(DcmTag(0x0009, 0x0010, EVR_LO), "PRIVATE");
            d.putAndInsertString(DcmTag(0x0009, 0x1001, EVR_LO), "secret");
            dcmEnableVRCheckerForStringValues.set(OFTrue);
        });
    const DicomFolder folder = sample.read();
    CHECK(folder.unreadable.empty());
    CHECK(folder.identity.birth_date.empty());
    const auto chosen = choose_anatomy(folder);
    REQUIRE(chosen.ok());
    CHECK(chosen->anatomy.dose);
    CHECK(chosen->anatomy.image);
}

TEST_CASE(
    "anonymiser damage: decimal strings that are too long or padded are read, with a comma they are not") {
    const SampleFolder sample("dicom_decimals");
    const patient::DoseGrid plain = sample.read().doses.at(0).dose;
    const auto spacing = [&](const char* text) {
        edit(sample.file("RTDOSE.dcm"), set(DCM_PixelSpacing, text));
        return sample.read().doses.at(0);
    };
    CHECK(spacing("2.50000000000000000000000\\2.0000000000000000000000").dose.grid.spacing ==
          plain.grid.spacing);
    CHECK(spacing(" +2.5 \\ 2.0 ").dose.grid.spacing == plain.grid.spacing);
    CHECK(spacing("25e-1\\2").dose.grid.spacing == plain.grid.spacing);
    CHECK(says(spacing("2,5\\2,0").refused, {"Pixel Spacing"}));
    CHECK(says(spacing("2.5").refused, {"Pixel Spacing"}));
    CHECK(says(spacing("inf\\2").refused, {"Pixel Spacing"}));
}

TEST_CASE("encoding: files without preamble and header, and with text values stored as unknown") {
    const SampleFolder sample("dicom_headerless");
    const std::vector<float> plain = sample.read().doses.at(0).dose.values;
    for (const char* name : {"CT.0001.dcm", "RTSTRUCT.dcm", "RTPLAN.1.dcm", "RTDOSE.dcm"}) {
        DcmFileFormat file;
        REQUIRE(file.loadFile(sample.file(name).c_str()).good());
        file.loadAllDataIntoMemory();
        REQUIRE(file.getDataset()->saveFile(sample.file(name).c_str(), EXS_LittleEndianImplicit).good());
    }
    const DicomFolder folder = sample.read();
    CHECK(folder.not_dicom == 0);
    CHECK(folder.doses.at(0).dose.values == plain);
    CHECK(choose_anatomy(folder).ok());
}

TEST_CASE("encoding: a value of odd length is read") {
    const SampleFolder sample("dicom_odd_length");
    const fs::path path = sample.file("RTSTRUCT.dcm");
    std::string bytes = bytes_of(path);
    // Structure Set Label (3006,0002), implicit: tag, length 8, "Contours"; cut to the odd length 7.
    const std::size_t at = bytes.find(std::string("\x06\x30\x02\x00\x08\x00\x00\x00", 8) + "Contours");
    REQUIRE(at != std::string::npos);
    bytes[at + 4] = 7;
    bytes.erase(at + 15, 1);
    write_bytes(path, bytes);
    const DicomFolder folder = sample.read();
    CHECK(folder.unreadable.empty());
    CHECK(folder.structure_sets.at(0).set.label == "Contour");
    CHECK(folder.structure_sets[0].set.structures.size() == 3);
}

TEST_CASE("encoding: a claim of two thousand million bytes in a file of two thousand is refused") {
    const SampleFolder sample("dicom_claim");
    std::string bytes = bytes_of(sample.file("RTDOSE.dcm"));
    const std::size_t at = bytes.find(std::string("\xE0\x7F\x10\x00", 4));  // Pixel Data
    REQUIRE(at != std::string::npos);
    bytes.replace(at + 8, 4, std::string("\x00\x00\x00\x7E", 4));
    write_bytes(sample.file("RTDOSE.dcm"), bytes);
    const DicomFolder folder = sample.read();
    REQUIRE(folder.unreadable.size() == 1);
    CHECK(folder.unreadable[0].file == "RTDOSE.dcm");
    CHECK(has_warning(folder.warnings, "file-unreadable"));
}

TEST_CASE("encoding: sequences nested without end are refused before the library recurses into them") {
    const SampleFolder sample("dicom_deep");
    const std::string header = bytes_of(sample.file("RTDOSE.dcm")).substr(0, 400);
    const std::size_t dataset = header.find(std::string("\x08\x00\x05\x00", 4) + "CS");
    REQUIRE(dataset != std::string::npos);
    const std::string level("\x08\x00\x40\x11SQ\x00\x00\xFF\xFF\xFF\xFF\xFE\xFF\x00\xE0\xFF\xFF\xFF\xFF", 20);
    std::string open_ended = header.substr(0, dataset), within = open_ended;
    for (int n = 0; n < 200000; ++n) open_ended += level;
    write_bytes(sample.file("RTDOSE.dcm"), open_ended);
    CHECK(sample.read().unreadable.at(0).reason.find("nested more than 64 deep") != std::string::npos);
    // The same with lengths instead of delimiters.
    for (std::uint32_t n = 0; n < 50000; ++n) {
        std::string one = level;
        const std::uint32_t sequence = 20 * (50000 - n) - 12, item = sequence - 8;
        std::memcpy(one.data() + 8, &sequence, 4);
        std::memcpy(one.data() + 16, &item, 4);
        within += one;
    }
    write_bytes(sample.file("RTDOSE.dcm"), within);
    CHECK(sample.read().unreadable.at(0).reason.find("nested more than 64 deep") != std::string::npos);
}

TEST_CASE("encoding: a deflated dataset that unfolds without end is refused") {
    const SampleFolder sample("dicom_bomb");
    edit(sample.file("RTDOSE.dcm"), [](DcmDataset&) {}, EXS_DeflatedLittleEndianExplicit);
    CHECK_FALSE(sample.read().doses.at(0).refused);
    DicomReadOptions options;
    options.limits.inflated_bytes = 500;
    CHECK(sample.read(options).unreadable.at(0).reason.find("deflated dataset has more than 500 bytes") != std::string::npos);
    options = {};
    options.limits.elements = 20;
    CHECK(says(error_of(read_dicom_folder(sample.path, options)), {"more than 20 elements"}));
}

TEST_CASE("[property] damage: a file cut off anywhere or with changed bytes never brings the reader down") {
    const SampleFolder sample("dicom_damage");
    const Scratch scratch("dicom_damaged");
    std::size_t refused = 0;
    for (const char* name : {"CT.0001.dcm", "RTSTRUCT.dcm", "RTPLAN.1.dcm", "RTDOSE.dcm"}) {
        const std::string whole = bytes_of(sample.file(name));
        const fs::path path = scratch.path / name;
        for (std::size_t n = 0; n < 40; ++n) {
            write_bytes(path, whole.substr(0, whole.size() * n / 40));
            refused += !read_dicom_folder(path).ok();
        }
        RandomStream random(2026, RandomPurpose::test, static_cast<std::uint64_t>(name[0]),
                            static_cast<std::uint32_t>(name[2]));
        for (std::size_t n = 0; n < 200; ++n) {
            std::string bytes = whole;
            for (int change = 0; change < 4; ++change)
                bytes[132 + random.bits() % (bytes.size() - 132)] = static_cast<char>(random.bits() % 256);
            write_bytes(path, bytes);
            const auto folder = read_dicom_folder(path);
            if (folder.ok())
                refused += !choose_anatomy(*folder).ok();
            else
                ++refused;
        }
        fs::remove(path);
    }
    CHECK(refused > 100);  // most damage is noticed
}
