// RTDOSE: encodings, frames, units, and every reason to refuse one.
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dcrlerp.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>

#include "support/dicom_edit.hpp"

using namespace abscope;
using namespace abscope::io;
using namespace abscope::test;

namespace {

FoundDose dose_after(const std::string& name, const std::function<void(DcmDataset&)>& change,
                     E_TransferSyntax syntax = EXS_Unknown, patient::Warnings* warnings = nullptr) {
    const SampleFolder sample(name);
    edit(sample.file("RTDOSE.dcm"), change, syntax);
    DicomFolder folder = sample.read();
    REQUIRE(folder.doses.size() == 1);
    if (folder.doses[0].refused) CHECK(error_of(choose_anatomy(folder)).has_value());
    if (warnings != nullptr) *warnings = folder.warnings;
    return folder.doses[0];
}

std::optional<Error> refusal_after(const std::string& name, const std::function<void(DcmDataset&)>& change) {
    return dose_after(name, change).refused;
}

void nothing(DcmDataset&) {}

/// The sample's dose as the writer's 16 bits hold it, in a transfer syntax.
std::vector<float> recoded_16_bits(const std::string& name, E_TransferSyntax syntax,
                                   const DcmRepresentationParameter* parameter) {
    DicomWriteOptions options;
    options.dose_bits = DoseBits::bits_16;
    const SampleFolder sample(name, sample_anatomy(), options);
    const std::vector<float> plain = sample.read().doses.at(0).dose.values;
    edit(
        sample.file("RTDOSE.dcm"),
        [&](DcmDataset& d) { REQUIRE(d.chooseRepresentation(syntax, parameter).good()); }, syntax);
    const DicomFolder folder = sample.read();
    CHECK_FALSE(folder.doses.at(0).refused);
    CHECK(folder.doses[0].dose.values == plain);
    return folder.doses[0].dose.values;
}

}  // namespace

TEST_CASE("dose: units, type and scaling that say no dose in Gy are refused with the reason") {
    CHECK(says(refusal_after("dose_relative", set(DCM_DoseUnits, "RELATIVE")),
               {"RELATIVE", "Gy", "RTDOSE.dcm"}));
    CHECK(says(refusal_after("dose_no_units", erase(DCM_DoseUnits)), {"Dose Units (3004,0002) is missing"}));
    CHECK(says(refusal_after("dose_cgy", set(DCM_DoseUnits, "CGY")), {"'CGY'"}));
    CHECK(says(refusal_after("dose_zero_scaling", set(DCM_DoseGridScaling, "0")),
               {"Dose Grid Scaling (3004,000e) is 0"}));
    CHECK(says(refusal_after("dose_negative_scaling", set(DCM_DoseGridScaling, "-1e-4")),
               {"Dose Grid Scaling", "-0.0001"}));
    CHECK(says(refusal_after("dose_no_scaling", erase(DCM_DoseGridScaling)),
               {"Dose Grid Scaling (3004,000e) is missing"}));
    CHECK(says(refusal_after("dose_error_type", set(DCM_DoseType, "ERROR")), {"Dose Type", "ERROR"}));
    CHECK(says(refusal_after("dose_nan_scaling", set(DCM_DoseGridScaling, "nan")), {"missing or no number"}));
}

TEST_CASE("dose: an EFFECTIVE dose is used with a warning, a missing type is taken as physical with one") {
    const SampleFolder sample("dose_effective");
    edit(sample.file("RTDOSE.dcm"), set(DCM_DoseType, "EFFECTIVE"));
    const auto chosen = choose_anatomy(sample.read());
    REQUIRE(chosen.ok());
    CHECK(chosen->anatomy.dose->kind == patient::DoseKind::effective);
    CHECK(has_warning(chosen->warnings, "dose-effective"));
    patient::Warnings warnings;
    CHECK_FALSE(dose_after("dose_no_type", erase(DCM_DoseType), EXS_Unknown, &warnings).refused);
    CHECK(has_warning(warnings, "dose-type-missing"));
}

TEST_CASE("dose: both kinds of frame offsets and frames in falling order give the same grid") {
    const FoundDose plain = dose_after("dose_plain", nothing);
    const FoundDose absolute =
        dose_after("dose_absolute", set(DCM_GridFrameOffsetVector, "99\\102\\105\\108\\111\\114"));
    CHECK_FALSE(absolute.refused);
    CHECK(absolute.dose.grid.origin == plain.dose.grid.origin);
    CHECK(absolute.dose.grid.spacing == plain.dose.grid.spacing);
    CHECK(absolute.dose.values == plain.dose.values);
    const FoundDose falling = dose_after("dose_falling", [](DcmDataset& d) {
        d.putAndInsertString(DCM_GridFrameOffsetVector, "0\\-3\\-6\\-9\\-12\\-15");
        d.putAndInsertString(DCM_ImagePositionPatient, "-11\\-22\\114");
    });
    REQUIRE_FALSE(falling.refused);
    CHECK(falling.dose.grid.origin == patient::Vector3{-11, -22, 99});
    CHECK(falling.dose.grid.spacing[2] == 3.0);
    // The first frame is now the highest one.
    CHECK(falling.dose.values[falling.dose.grid.index(1, 2, 5)] ==
          plain.dose.values[plain.dose.grid.index(1, 2, 0)]);
    CHECK(falling.dose.values[falling.dose.grid.index(4, 3, 0)] ==
          plain.dose.values[plain.dose.grid.index(4, 3, 5)]);
}

TEST_CASE("dose: frames that make no regular grid are refused by name") {
    CHECK(says(refusal_after("dose_irregular", set(DCM_GridFrameOffsetVector, "0\\3\\6\\9.47\\12\\15")),
               {"frames are irregularly spaced"}));
    CHECK(says(refusal_after("dose_same_frame", set(DCM_GridFrameOffsetVector, "0\\3\\3\\6\\9\\12")),
               {"same place"}));
    CHECK(says(refusal_after("dose_few_offsets", set(DCM_GridFrameOffsetVector, "0\\3\\6")),
               {"3 values for 6 frames"}));
    CHECK(
        says(refusal_after("dose_no_offsets", erase(DCM_GridFrameOffsetVector)), {"0 values for 6 frames"}));
    CHECK(
        says(refusal_after("dose_strange_offsets", set(DCM_GridFrameOffsetVector, "50\\53\\56\\59\\62\\65")),
             {"begins with 50 mm", "99 mm"}));
}

TEST_CASE("dose: one frame takes its thickness from the header or is refused") {
    const auto one = [](DcmDataset& d) {
        d.putAndInsertString(DCM_NumberOfFrames, "1");
        d.findAndDeleteElement(DCM_GridFrameOffsetVector);
    };
    const FoundDose dose = dose_after("dose_one_frame", one);
    CHECK_FALSE(dose.refused);
    CHECK(dose.dose.grid.size[2] == 1);
    CHECK(dose.dose.grid.spacing[2] == 3.0);
    CHECK(says(refusal_after("dose_one_frame_no_thickness",
                             [&](DcmDataset& d) {
                                 one(d);
                                 d.putAndInsertString(DCM_SliceThickness, "");
                             }),
               {"one frame", "Slice Thickness"}));
}

TEST_CASE("dose: frames at multiples of one step are filled up linearly") {
    patient::Warnings warnings;
    const FoundDose plain = dose_after("dose_unfilled", nothing);
    const FoundDose filled = dose_after("dose_gap", set(DCM_GridFrameOffsetVector, "0\\3\\6\\12\\15\\16.5"), EXS_Unknown, &warnings);
    REQUIRE_FALSE(filled.refused);
    CHECK(has_warning(warnings, "dose-frames-filled"));
    CHECK(filled.dose.grid.size[2] == 12);
    CHECK(filled.dose.grid.spacing[2] == 1.5);
    const auto at = [](const patient::DoseGrid& d, std::size_t k) { return d.values[d.grid.index(2, 1, k)]; };
    CHECK(at(filled.dose, 8) == at(plain.dose, 3));
    CHECK(at(filled.dose, 6) == doctest::Approx((at(plain.dose, 2) + at(plain.dose, 3)) / 2));
    CHECK(at(filled.dose, 11) == at(plain.dose, 5));
}

TEST_CASE("dose: absolute offsets of a feet-first grid fall along its normal") {
    // Rows along -x, columns along +y: the normal points to the feet, and z falls from frame to frame.
    const auto feet_first = [](const char* offsets) {
        return dose_after("dose_feet_first", [=](DcmDataset& d) {
            d.putAndInsertString(DCM_ImageOrientationPatient, "-1\\0\\0\\0\\1\\0");
            d.putAndInsertString(DCM_GridFrameOffsetVector, offsets);
        });
    };
    const FoundDose relative = feet_first("0\\3\\6\\9\\12\\15"), absolute = feet_first("99\\96\\93\\90\\87\\84");
    REQUIRE_FALSE(absolute.refused);
    CHECK(absolute.dose.grid.is_axis_aligned());
    CHECK(absolute.dose.grid.origin == patient::Vector3{-19, -22, 84});
    CHECK(absolute.dose.grid.origin == relative.dose.grid.origin);
    CHECK(absolute.dose.values == relative.dose.values);
    const FoundDose plain = dose_after("dose_head_first", nothing);
    CHECK(absolute.dose.values[absolute.dose.grid.index(0, 0, 5)] == plain.dose.values[plain.dose.grid.index(4, 0, 0)]);
}

TEST_CASE("dose: a grid whose axes are skewed or unknown is refused by name") {
    CHECK(says(refusal_after("dose_skew", set(DCM_ImageOrientationPatient, "1\\0\\0\\0.5\\0.8\\0")),
               {"perpendicular"}));
    CHECK(says(refusal_after("dose_no_orientation", erase(DCM_ImageOrientationPatient)), {"(0020,0037)"}));
    CHECK(
        says(refusal_after("dose_no_position", set(DCM_ImagePositionPatient, "-11\\-22")), {"(0020,0032)"}));
    CHECK(says(refusal_after("dose_no_spacing", set(DCM_PixelSpacing, "0\\2")), {"(0028,0030)"}));
}

TEST_CASE(
    "dose: sizes that the file cannot hold or the limits do not allow are refused before anything is "
    "allocated") {
    CHECK(says(refusal_after("dose_two_thousand_million", set(DCM_NumberOfFrames, "2000000000")),
               {"limit", "2000000000"}));
    CHECK(says(refusal_after("dose_more_frames",
                             [](DcmDataset& d) {
                                 d.putAndInsertString(DCM_NumberOfFrames, "8");
                                 d.putAndInsertString(DCM_GridFrameOffsetVector,
                                                      "0\\3\\6\\9\\12\\15\\18\\21");
                             }),
               {"480 bytes", "640"}));
    CHECK(says(refusal_after("dose_no_frames", set(DCM_NumberOfFrames, "0")), {"Number of Frames"}));
    CHECK(says(refusal_after("dose_no_pixels", erase(DCM_PixelData)), {"Pixel Data"}));
    CHECK(says(
        refusal_after("dose_odd_bits", [](DcmDataset& d) { d.putAndInsertUint16(DCM_BitsAllocated, 24); }),
        {"24 bits allocated"}));
    const SampleFolder sample("dose_limit");
    DicomReadOptions options;
    options.limits.dose_voxels = 100;
    CHECK(says(sample.read(options).doses.at(0).refused, {"too large together"}));
}

TEST_CASE("dose: big-endian, implicit, deflated and RLE give the same values in 32 bits") {
    const std::vector<float> plain = dose_after("dose_plain_32", nothing).dose.values;
    CHECK(dose_after("dose_implicit", nothing, EXS_LittleEndianImplicit).dose.values == plain);
    CHECK(dose_after("dose_deflated", nothing, EXS_DeflatedLittleEndianExplicit).dose.values == plain);
    DcmRLEEncoderRegistration::registerCodecs();
    const DcmRLERepresentationParameter rle;
    CHECK(dose_after(
              "dose_rle",
              [&](DcmDataset& d) { REQUIRE(d.chooseRepresentation(EXS_RLELossless, &rle).good()); },
              EXS_RLELossless)
              .dose.values == plain);
}

TEST_CASE("dose: big-endian and JPEG lossless give the same values in 16 bits") {
    CHECK(recoded_16_bits("dose_big_endian", EXS_BigEndianExplicit, nullptr).size() == 120);
    DJEncoderRegistration::registerCodecs();
    const DJ_RPLossless lossless;
    recoded_16_bits("dose_jpeg", EXS_JPEGProcess14SV1, &lossless);
    DcmRLEEncoderRegistration::registerCodecs();
    const DcmRLERepresentationParameter rle;
    recoded_16_bits("dose_rle_16", EXS_RLELossless, &rle);
}

TEST_CASE("dose: stored DVHs are kept as written; what cannot be Gy of the grid is warned about") {
    const auto with_dvh = [](const char* maximum) {
        return [=](DcmDataset& d) {
            DcmItem* item = nullptr;
            d.findOrCreateSequenceItem(DCM_DVHSequence, item, -2);
            item->putAndInsertString(DCM_DVHType, "CUMULATIVE");
            item->putAndInsertString(DCM_DoseUnits, "GY");
            item->putAndInsertString(DCM_DVHDoseScaling, "2");
            item->putAndInsertString(DCM_DVHVolumeUnits, "CM3");
            item->putAndInsertString(DCM_DVHData, "0.5\\10\\0.5\\4");
            item->putAndInsertString(DCM_DVHMaximumDose, maximum);
            DcmItem* roi = nullptr;
            item->findOrCreateSequenceItem(DCM_DVHReferencedROISequence, roi, -2);
            roi->putAndInsertString(DCM_ReferencedROINumber, "4");
        };
    };
    patient::Warnings warnings;
    const FoundDose dose = dose_after("dose_dvh", with_dvh("5"), EXS_Unknown, &warnings);
    REQUIRE(dose.dose.stored_dvhs.size() == 1);
    CHECK(dose.dose.stored_dvhs[0].roi_number == 4);
    CHECK(dose.dose.stored_dvhs[0].bin_width_gy == std::vector<double>{1.0, 1.0});
    CHECK(dose.dose.stored_dvhs[0].volume == std::vector<double>{10.0, 4.0});
    CHECK(dose.dose.stored_dvhs[0].maximum_gy == 10.0);
    CHECK_FALSE(has_warning(warnings, "stored-dvh-implausible"));
    CHECK(dose_after("dose_dvh_percent", with_dvh("50"), EXS_Unknown, &warnings).dose.stored_dvhs.size() ==
          1);
    CHECK(has_warning(warnings, "stored-dvh-implausible"));
}
