// Image series: order, geometry, pixel encodings, and every reason to refuse one.
#include <fmt/format.h>

#include "support/dicom_edit.hpp"

using namespace abscope;
using namespace abscope::io;
using namespace abscope::test;
namespace fs = std::filesystem;

namespace {

/// The refusal of the only image after `change` was made to slice `n`.
std::optional<Error> refusal_after(const std::string& name, int n,
                                   const std::function<void(DcmDataset&)>& change) {
    const SampleFolder sample(name);
    edit(sample.slice(n), change);
    const DicomFolder folder = sample.read();
    REQUIRE(folder.images.size() == 1);
    const auto chosen = choose_anatomy(folder);
    CHECK(chosen.ok() == !folder.images[0].refused);
    if (folder.images[0].refused) CHECK(chosen.error().kind == ErrorKind::input);
    return folder.images[0].refused;
}

}  // namespace

TEST_CASE("image series: slices are ordered by position, not by name or number") {
    const SampleFolder sample("dicom_image_order");
    fs::rename(sample.slice(1), sample.file("zz.dcm"));
    edit(sample.slice(3), set(DCM_InstanceNumber, "99"));
    const DicomFolder folder = sample.read();
    const patient::Image& image = folder.images.at(0).image;
    CHECK(image.grid.origin.z == 100.125);
    CHECK(image.values == sample_anatomy().image->values);
    CHECK(folder.images[0].slice_uids.size() == 5);
}

TEST_CASE("image series: a missing slice is named with its place") {
    const SampleFolder sample("dicom_missing_slice");
    fs::remove(sample.slice(3));
    const DicomFolder folder = sample.read();
    CHECK(says(folder.images.at(0).refused, {"1 slice is missing", "102.625", "107.625"}));
    CHECK(says(error_of(choose_anatomy(folder)), {"missing"}));
}

TEST_CASE("image series: irregular spacing, two slices at one place, falling out of the volume") {
    CHECK(says(refusal_after("dicom_same_place", 3, set(DCM_ImagePositionPatient, "-10.5\\-20.25\\102.625")),
               {"same place", "102.625"}));
    CHECK(says(refusal_after("dicom_sideways", 3, set(DCM_ImagePositionPatient, "-9.5\\-20.25\\105.125")),
               {"shifted sideways"}));
}

TEST_CASE("image series: mixed frames of reference, orientations, sizes and spacings") {
    CHECK(says(refusal_after("dicom_mixed_frames", 2, set(DCM_FrameOfReferenceUID, "1.2.3")),
               {"different frames of reference", "CT.0002.dcm"}));
    CHECK(says(
        refusal_after("dicom_mixed_orientation", 2, set(DCM_ImageOrientationPatient, "1\\0\\0\\0\\0\\-1")),
        {"different orientations"}));
    CHECK(says(refusal_after("dicom_mixed_spacing", 2, set(DCM_PixelSpacing, "2\\1.4")),
               {"different pixel spacings"}));
    CHECK(says(refusal_after("dicom_mixed_size", 2, [](DcmDataset& d) { d.putAndInsertUint16(DCM_Rows, 2); }),
               {"different sizes"}));
}

TEST_CASE("image series: irregular slices are resampled to the smallest distance, with a warning") {
    const SampleFolder sample("dicom_irregular");
    edit(sample.slice(3), set(DCM_ImagePositionPatient, "-10.5\\-20.25\\104.5"));
    const DicomFolder folder = sample.read();
    REQUIRE_FALSE(folder.images.at(0).refused);
    CHECK(has_warning(folder.warnings, "image-resampled"));
    const patient::Image &image = folder.images[0].image;
    const patient::Image plain = *sample_anatomy().image;
    CHECK(image.grid.size[2] == 7);
    CHECK(image.grid.spacing[2] == doctest::Approx(10.0 / 6.0));
    CHECK(image.values[0] == plain.values[0]);
    CHECK(image.values.back() == plain.values.back());
    // z = 101.791666 lies two thirds of the way from the first to the second slice.
    CHECK(image.values[12] == doctest::Approx(plain.values[0] + 2.0 / 3.0 * (plain.values[12] - plain.values[0])));
}

TEST_CASE("image series: a prone, a sagittal and an oblique series keep every value at its place") {
    const patient::Anatomy plain = sample_anatomy();
    for (const char* orientation : {"-1\\0\\0\\0\\-1\\0", "0\\1\\0\\0\\0\\-1", "1\\0\\0\\0\\0.8\\0.6"}) {
        CAPTURE(orientation);
        const SampleFolder sample("dicom_turned");
        const auto o = orientation;
        patient::Grid turned = plain.image->grid;
        std::array<double, 6> d{};
        std::sscanf(o, "%lf\\%lf\\%lf\\%lf\\%lf\\%lf", &d[0], &d[1], &d[2], &d[3], &d[4], &d[5]);
        turned.axes = {patient::Vector3{d[0], d[1], d[2]}, patient::Vector3{d[3], d[4], d[5]}, {}};
        turned.axes[2] = cross(turned.axes[0], turned.axes[1]);
        for (int n = 1; n <= 5; ++n) {
            const auto p = turned.position(0, 0, n - 1);
            edit(sample.slice(n), set(DCM_ImageOrientationPatient, orientation));
            edit(sample.slice(n), set(DCM_ImagePositionPatient, fmt::format("{:.6f}\\{:.6f}\\{:.6f}", p.x, p.y, p.z)));
        }
        const DicomFolder folder = sample.read();
        REQUIRE_FALSE(folder.images.at(0).refused);
        const patient::Image& image = folder.images[0].image;
        for (std::size_t k = 0; k < 5; ++k)
            for (std::size_t j = 0; j < 3; ++j)
                for (std::size_t i = 0; i < 4; ++i) {
                    const auto f = image.grid.fractional_index(
                        turned.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)));
                    std::array<std::size_t, 3> at{};
                    for (std::size_t a = 0; a < 3; ++a) {
                        at[a] = static_cast<std::size_t>(std::lround(f[a]));
                        CHECK(std::abs(f[a] - static_cast<double>(at[a])) < 1e-4);
                    }
                    CHECK(image.values[image.grid.index(at[0], at[1], at[2])] ==
                          plain.image->values[plain.image->grid.index(i, j, k)]);
                }
    }
}

TEST_CASE("image series: an enhanced multi-frame image is the same volume as its slices") {
    const SampleFolder sample("dicom_multi_frame");
    DcmFileFormat file;
    REQUIRE(file.loadFile(sample.slice(1).c_str()).good());
    DcmDataset& d = *file.getDataset();
    d.putAndInsertString(DCM_SOPClassUID, UID_EnhancedCTImageStorage);
    d.putAndInsertString(DCM_NumberOfFrames, "5");
    for (const DcmTagKey& tag : {DCM_ImagePositionPatient, DCM_ImageOrientationPatient, DCM_PixelSpacing,
                                 DCM_SliceThickness, DCM_RescaleSlope, DCM_RescaleIntercept})
        d.findAndDeleteElement(tag);
    DcmItem *shared = nullptr, *group = nullptr;
    d.findOrCreateSequenceItem(DCM_SharedFunctionalGroupsSequence, shared, -2);
    shared->findOrCreateSequenceItem(DCM_PlaneOrientationSequence, group, -2);
    group->putAndInsertString(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
    shared->findOrCreateSequenceItem(DCM_PixelMeasuresSequence, group, -2);
    group->putAndInsertString(DCM_PixelSpacing, "2\\1.5");
    const std::vector<double> heights{110.125, 107.625, 105.125, 102.625, 100.125};  // the highest frame first
    std::vector<Uint16> stored;
    const patient::Image plain = *sample_anatomy().image;
    for (std::size_t f = 0; f < 5; ++f) {
        DcmItem* frame = nullptr;
        d.findOrCreateSequenceItem(DCM_PerFrameFunctionalGroupsSequence, frame, -2);
        frame->findOrCreateSequenceItem(DCM_PlanePositionSequence, group, -2);
        group->putAndInsertString(DCM_ImagePositionPatient, fmt::format("-10.5\\-20.25\\{}", heights[f]).c_str());
        frame->findOrCreateSequenceItem(DCM_PixelValueTransformationSequence, group, -2);
        group->putAndInsertString(DCM_RescaleSlope, "0.5");
        group->putAndInsertString(DCM_RescaleIntercept, fmt::format("{}", -10.0 * static_cast<double>(f)).c_str());
        for (std::size_t p = 0; p < 12; ++p)
            stored.push_back(static_cast<Uint16>(static_cast<Sint16>(
                std::lround((plain.values[(4 - f) * 12 + p] + 10.0 * static_cast<double>(f)) * 2.0))));
    }
    d.putAndInsertUint16Array(DCM_PixelData, stored.data(), static_cast<unsigned long>(stored.size()));
    for (int n = 1; n <= 5; ++n) fs::remove(sample.slice(n));
    REQUIRE(file.saveFile(sample.file("multi.dcm").c_str(), EXS_LittleEndianExplicit).good());
    const DicomFolder folder = sample.read();
    REQUIRE_FALSE(folder.images.at(0).refused);
    CHECK(folder.images[0].image.values == plain.values);
    CHECK(folder.images[0].image.grid.spacing == plain.grid.spacing);
    CHECK(folder.images[0].image.grid.origin == plain.grid.origin);
    edit(sample.file("multi.dcm"), set(DCM_NumberOfFrames, "4"));
    CHECK(sample.read().unreadable.at(0).reason.find("4 frames and 5 per-frame") != std::string::npos);
}

TEST_CASE("image series: one slice is allowed, with a warning; its thickness is the slice's") {
    const SampleFolder sample("dicom_one_slice");
    for (const int n : {1, 2, 4, 5}) fs::remove(sample.slice(n));
    const DicomFolder folder = sample.read();
    CHECK_FALSE(folder.images.at(0).refused);
    CHECK(folder.images[0].image.grid.size[2] == 1);
    CHECK(folder.images[0].image.grid.spacing[2] == 2.5);
    CHECK(has_warning(folder.warnings, "image-single-slice"));
}

TEST_CASE("image series: without Pixel Data only the geometry is used") {
    const SampleFolder sample("dicom_no_pixels");
    for (int n = 1; n <= 5; ++n) edit(sample.slice(n), erase(DCM_PixelData));
    const DicomFolder folder = sample.read();
    CHECK_FALSE(folder.images.at(0).refused);
    CHECK_FALSE(folder.images[0].has_values);
    CHECK(has_warning(folder.warnings, "image-without-values"));
    const auto anatomy = anatomy_of(folder);
    REQUIRE(anatomy.ok());
    CHECK_FALSE(anatomy->image);
}

TEST_CASE("image series: values are left out where they are not asked for") {
    const SampleFolder sample("dicom_skip_values");
    DicomReadOptions options;
    options.image_values = ImageValues::skip;
    const DicomFolder folder = sample.read(options);
    CHECK(folder.images.at(0).image.values.empty());
    CHECK(folder.images[0].image.grid.size == std::array<std::size_t, 3>{4, 3, 5});
    CHECK_FALSE(has_warning(folder.warnings, "image-without-values"));
}

TEST_CASE("image series: a file that is there twice is used once") {
    const SampleFolder sample("dicom_copies");
    fs::create_directory(sample.file("copy"));
    fs::copy_file(sample.slice(2), sample.file("copy/CT.0002.dcm"));
    fs::copy_file(sample.file("RTSTRUCT.dcm"), sample.file("copy/RTSTRUCT.dcm"));
    const DicomFolder folder = sample.read();
    CHECK_FALSE(folder.images.at(0).refused);
    CHECK(folder.images[0].slices == 5);
    CHECK(folder.structure_sets.size() == 1);
    CHECK(has_warning(folder.warnings, "image-slice-copies"));
    CHECK(has_warning(folder.warnings, "object-copy"));
}

TEST_CASE("image series: twelve unsigned bits of sixteen, high bit 11, slope and intercept") {
    const SampleFolder sample("dicom_twelve_bits");
    for (int n = 1; n <= 5; ++n)
        edit(sample.slice(n), [](DcmDataset& d) {
            // The four bits above the stored ones hold an overlay, as old scanners wrote them.
            std::vector<Uint16> stored(12);
            for (Uint16 p = 0; p < 12; ++p) stored[p] = static_cast<Uint16>(0xA000u | (p * 300u));
            d.putAndInsertUint16Array(DCM_PixelData, stored.data(), 12);
            d.putAndInsertUint16(DCM_BitsStored, 12);
            d.putAndInsertUint16(DCM_HighBit, 11);
            d.putAndInsertUint16(DCM_PixelRepresentation, 0);
            d.putAndInsertString(DCM_RescaleSlope, "2");
            d.putAndInsertString(DCM_RescaleIntercept, "-1024");
        });
    const DicomFolder folder = sample.read();
    const patient::Image& image = folder.images.at(0).image;
    CHECK(image.values[0] == -1024.0f);
    CHECK(image.values[5] == 2.0f * 1500.0f - 1024.0f);
    CHECK(image.values[11] == 2.0f * 3300.0f - 1024.0f);
}

TEST_CASE("image series: twelve signed bits extend their sign") {
    const SampleFolder sample("dicom_signed_bits");
    for (int n = 1; n <= 5; ++n)
        edit(sample.slice(n), [](DcmDataset& d) {
            std::vector<Uint16> stored(12, 0x0FFF);  // -1 in twelve bits
            stored[1] = 0x0800;                      // -2048
            stored[2] = 0x07FF;                      // 2047
            d.putAndInsertUint16Array(DCM_PixelData, stored.data(), 12);
            d.putAndInsertUint16(DCM_BitsStored, 12);
            d.putAndInsertUint16(DCM_HighBit, 11);
        });
    const DicomFolder folder = sample.read();
    const patient::Image& image = folder.images.at(0).image;
    CHECK(image.values[0] == -1.0f);
    CHECK(image.values[1] == -2048.0f);
    CHECK(image.values[2] == 2047.0f);
}

TEST_CASE("image series: a slice with fewer bytes than its size needs is refused with both numbers") {
    CHECK(says(refusal_after("dicom_short_slice", 4,
                             [](DcmDataset& d) {
                                 const std::vector<Uint16> few(5, 0);
                                 d.putAndInsertUint16Array(DCM_PixelData, few.data(), 5);
                             }),
               {"CT.0004.dcm", "10 bytes", "24"}));
}

TEST_CASE("image series: sizes beyond the limit are refused before anything is allocated") {
    const SampleFolder sample("dicom_image_limit");
    edit(sample.slice(1), [](DcmDataset& d) {
        d.putAndInsertUint16(DCM_Rows, 65535);
        d.putAndInsertUint16(DCM_Columns, 65535);
    });
    const DicomFolder folder = sample.read();
    REQUIRE(folder.unreadable.size() == 1);
    CHECK(folder.unreadable[0].file == "CT.0001.dcm");
    CHECK(folder.unreadable[0].reason.find("limit") != std::string::npos);
}

TEST_CASE("image series: localizers are not mixed in; other object classes are counted by name") {
    const SampleFolder sample("dicom_localizer");
    edit(sample.slice(5), set(DCM_ImageType, "ORIGINAL\\PRIMARY\\LOCALIZER"));
    edit(sample.slice(4), set(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage));
    const DicomFolder folder = sample.read();
    CHECK(folder.images.at(0).slices == 3);
    CHECK(folder.not_used.at("CT localizer") == 1);
    CHECK(folder.not_used.at("SecondaryCaptureImageStorage") == 1);
}
