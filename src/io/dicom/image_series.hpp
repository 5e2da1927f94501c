// CT (and other single-frame) slices to volumes: headers are collected first, then each series is sorted, checked and
// only then filled. Internal to io/dicom.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "io/dicom/dicom_folder.hpp"
#include "io/dicom/geometry.hpp"
#include "io/dicom/pixels.hpp"

namespace abscope::io::dicom {

/// What one slice's header says.
struct SliceHeader {
    std::filesystem::path path;
    std::string file;  ///< relative, for messages
    std::string sop_uid, series_uid, study_uid, frame_uid, description, modality;
    patient::Identity identity;
    patient::PatientPosition position = patient::PatientPosition::unknown;
    Plane plane;
    PixelLayout layout;
    double slope = 1.0, intercept = 0.0;
    double thickness_mm = 0.0;  ///< Slice Thickness; 0 = not said
    bool localizer = false;
};

/// Reads the header of one image object.
Result<SliceHeader> read_slice_header(OpenFile& file, const std::filesystem::path& path,
                                      const std::string& name, const DicomLimits& limits);

/// Builds one volume of the slices of one series; problems of geometry end in FoundImage::refused.
FoundImage build_image(std::vector<SliceHeader> slices, const DicomReadOptions& options,
                       patient::Warnings& warnings);

}  // namespace abscope::io::dicom
