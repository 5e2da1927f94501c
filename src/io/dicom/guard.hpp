// A look at the structure of a file before the library sees it: what would exhaust its stack or the memory is refused. The
// library descends into nested sequences by recursion and inflates deflated datasets without an end. Internal to io/dicom.
#pragma once

#include <filesystem>
#include <string_view>

#include "io/dicom/dicom_folder.hpp"

namespace abscope::io::dicom {

/// Refuses sequences nested deeper than limits.sequence_depth, more elements than limits.elements, and deflated datasets of more
/// than limits.inflated_bytes. What is malformed in other ways is left to the library.
Result<void> guard_file(const std::filesystem::path& path, const DicomLimits& limits);
/// The same for bytes.
Result<void> guard_bytes(std::string_view bytes, const DicomLimits& limits);

}  // namespace abscope::io::dicom
