// Image series: order, geometry, pixel encodings, and every reason to refuse one.
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
    CHECK(says(refusal_after("dicom_irregular", 3, set(DCM_ImagePositionPatient, "-10.5\\-20.25\\105.6")),
               {"irregularly spaced"}));
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

TEST_CASE("image series: an orientation other than head-first supine is refused by name") {
    const auto all = [](const std::string& name, const std::function<void(DcmDataset&)>& change) {
        const SampleFolder sample(name);
        for (int n = 1; n <= 5; ++n) edit(sample.slice(n), change);
        return sample.read().images.at(0).refused;
    };
    CHECK(says(all("dicom_prone", set(DCM_ImageOrientationPatient, "-1\\0\\0\\0\\-1\\0")),
               {"axial, rows along -x, columns along -y"}));
    CHECK(says(all("dicom_sagittal", set(DCM_ImageOrientationPatient, "0\\1\\0\\0\\0\\-1")), {"sagittal"}));
    CHECK(says(all("dicom_coronal", set(DCM_ImageOrientationPatient, "1\\0\\0\\0\\0\\-1")), {"coronal"}));
    CHECK(says(all("dicom_oblique", set(DCM_ImageOrientationPatient, "1\\0\\0\\0\\0.8\\0.6")), {"oblique"}));
    CHECK(says(all("dicom_feet_first", set(DCM_PatientPosition, "FFS")), {"FFS", "HFS"}));
    CHECK_FALSE(
        all("dicom_nearly_axial", set(DCM_ImageOrientationPatient, "1\\0.0\\-1.2246e-16\\0.0\\1\\0.0")));
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
