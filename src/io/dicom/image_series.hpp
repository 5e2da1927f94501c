// Slices to volumes: headers are collected first, then each series is sorted, checked and only then filled. Internal to
// io/dicom.
#pragma once

#include <vector>

#include "io/dicom/dicom_folder.hpp"
#include "io/dicom/slice_header.hpp"

namespace abscope::io::dicom {

/// Builds one volume of the slices of one series, in canonical order (geometry/reindex.hpp); problems of geometry end in
/// FoundImage::refused.
FoundImage build_image(std::vector<SliceHeader> slices, const DicomReadOptions& options,
                       patient::Warnings& warnings);

}  // namespace abscope::io::dicom
