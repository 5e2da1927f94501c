// Headers of images. Enhanced objects say for all frames (shared functional groups) or for each (per-frame functional
// groups) what a single slice says at its top level (PS3.3 C.7.6.16).
#include "io/dicom/slice_header.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include "io/dicom/identity.hpp"

namespace abscope::io::dicom {
namespace {

SliceHeader common_header(OpenFile& file, const std::filesystem::path& path, const std::string& name) {
    DcmDataset& dataset = file.dataset();
    SliceHeader slice;
    slice.path = path;
    slice.file = name;
    slice.sop_uid = text(dataset, DCM_SOPInstanceUID);
    slice.series_uid = text(dataset, DCM_SeriesInstanceUID);
    slice.study_uid = text(dataset, DCM_StudyInstanceUID);
    slice.frame_uid = text(dataset, DCM_FrameOfReferenceUID);
    slice.description = label(dataset, DCM_SeriesDescription, file.charset());
    slice.modality = text(dataset, DCM_Modality);
    slice.identity = identity_of(file);
    slice.position = position_from(text(dataset, DCM_PatientPosition));
    slice.localizer = text(dataset, DCM_ImageType).find("LOCALIZER") != std::string::npos;
    return slice;
}

Result<void> read_rescale(DcmItem* item, SliceHeader& slice) {
    if (item == nullptr) return {};
    slice.intercept = number(*item, DCM_RescaleIntercept).value_or(0.0);
    slice.slope = number(*item, DCM_RescaleSlope).value_or(1.0);
    if (slice.slope != 0.0) return {};
    return bad_input("Rescale Slope (0028,1053) is 0", "every value would be the same",
                     "Export the series again.");
}

/// The item of one functional group: the frame's own, else the shared one, else none.
DcmItem* group_item(DcmItem* frame, DcmItem* shared, const DcmTagKey& group) {
    for (DcmItem* place : {frame, shared}) {
        if (place == nullptr) continue;
        if (const auto found = items(*place, group); !found.empty()) return found.front();
    }
    return nullptr;
}

Result<void> read_frame(DcmItem* frame, DcmItem* shared, SliceHeader& slice) {
    const auto item = [&](const DcmTagKey& group) { return group_item(frame, shared, group); };
    DcmItem* measures = item(DCM_PixelMeasuresSequence);
    ABSCOPE_TRY(slice.plane,
                plane_of(PlaneItems{item(DCM_PlanePositionSequence), item(DCM_PlaneOrientationSequence), measures}));
    if (measures != nullptr) slice.thickness_mm = number(*measures, DCM_SliceThickness).value_or(0.0);
    return read_rescale(item(DCM_PixelValueTransformationSequence), slice);
}

Result<std::vector<SliceHeader>> frames_of(DcmDataset& dataset, SliceHeader common) {
    const auto frames = items(dataset, DCM_PerFrameFunctionalGroupsSequence);
    const auto shared = items(dataset, DCM_SharedFunctionalGroupsSequence);
    if (frames.size() != common.layout.frames)
        return bad_input(fmt::format("the multi-frame image has {} frames and {} per-frame functional groups",
                                     common.layout.frames, frames.size()),
                         "the places of the frames are unknown", "Export the series again.");
    std::vector<SliceHeader> slices(frames.size(), common);
    for (std::size_t f = 0; f < frames.size(); ++f) {
        slices[f].frame = f;
        if (frames.size() > 1) slices[f].sop_uid += fmt::format(" frame {}", f + 1);
        ABSCOPE_CHECK_OK(read_frame(frames[f], shared.empty() ? nullptr : shared.front(), slices[f])
                             .within(fmt::format("in frame {}", f + 1)));
    }
    return slices;
}

}  // namespace

bool is_single_frame_image(const std::string& sop_class) {
    return sop_class == UID_CTImageStorage || sop_class == UID_MRImageStorage ||
           sop_class == UID_PositronEmissionTomographyImageStorage;
}

bool is_multi_frame_image(const std::string& sop_class) {
    return sop_class == UID_EnhancedCTImageStorage || sop_class == UID_EnhancedMRImageStorage ||
           sop_class == UID_EnhancedPETImageStorage || sop_class == UID_LegacyConvertedEnhancedCTImageStorage ||
           sop_class == UID_LegacyConvertedEnhancedMRImageStorage ||
           sop_class == UID_LegacyConvertedEnhancedPETImageStorage;
}

Result<std::vector<SliceHeader>> read_slice_headers(OpenFile& file, const std::filesystem::path& path,
                                                    const std::string& name, const DicomLimits& limits) {
    DcmDataset& dataset = file.dataset();
    SliceHeader slice = common_header(file, path, name);
    if (slice.localizer) return std::vector{std::move(slice)};
    ABSCOPE_TRY(slice.layout, pixel_layout(dataset, limits.volume_voxels));
    if (is_multi_frame_image(file.sop_class())) return frames_of(dataset, std::move(slice));
    if (slice.layout.frames != 1)
        return bad_input(fmt::format("a single-frame image claims {} frames", slice.layout.frames),
                         "where each lies is not said in this object class", "Export the series again.");
    slice.thickness_mm = number(dataset, DCM_SliceThickness).value_or(0.0);
    ABSCOPE_CHECK_OK(read_rescale(&dataset, slice));
    ABSCOPE_TRY(slice.plane, plane_of(dataset));
    return std::vector{std::move(slice)};
}

}  // namespace abscope::io::dicom
