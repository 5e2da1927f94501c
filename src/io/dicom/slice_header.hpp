// What the header of an image says, one entry a slice: a file of its own, or a frame of an enhanced multi-frame object.
// Internal to io/dicom.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/dicom/dicom_folder.hpp"
#include "io/dicom/geometry.hpp"
#include "io/dicom/pixels.hpp"

namespace abscope::io::dicom {

struct SliceHeader {
    std::filesystem::path path;
    std::string file;  ///< relative, for messages
    std::string sop_uid, series_uid, study_uid, frame_uid, description, modality;
    patient::Identity identity;
    patient::PatientPosition position = patient::PatientPosition::unknown;
    Plane plane;
    PixelLayout layout;     ///< of the whole file
    std::size_t frame = 0;  ///< index in the file
    double slope = 1.0, intercept = 0.0;
    double thickness_mm = 0.0;  ///< Slice Thickness; 0 = not said
    bool localizer = false;
};

/// CT, MR or PET in files of one slice.
bool is_single_frame_image(const std::string& sop_class);
/// Enhanced (also legacy converted) CT, MR or PET.
bool is_multi_frame_image(const std::string& sop_class);

/// Reads the header of one image object; several slices where it is a multi-frame one.
Result<std::vector<SliceHeader>> read_slice_headers(OpenFile& file, const std::filesystem::path& path,
                                                    const std::string& name, const DicomLimits& limits);

}  // namespace abscope::io::dicom
