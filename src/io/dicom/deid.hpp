// De-identification of a DICOM folder after PS3.15, annex E: basic profile, with cleaned labels, retained patient
// characteristics and dates shifted by one amount a patient. What is done stands in docs/formats/deidentification.md.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "core/result.hpp"
#include "io/dicom/dicom_folder.hpp"

namespace abscope::io {

struct DeidOptions {
    std::string key;  ///< secret bytes; the same key gives the same pseudonyms, identifiers and shifts
    DicomLimits limits;
    ProgressSink progress;  ///< may be empty
};

struct DeidOutcome {
    std::size_t files = 0;                 ///< written
    std::vector<std::string> pseudonyms;   ///< one a patient
    std::vector<DicomRemark> left_out;     ///< files that were not copied, with the reason
};

/// Writes every object of `in` that can be de-identified to `out`, which is complete or absent: a folder a patient, files
/// named by kind and number.
Result<DeidOutcome> deidentify(const std::filesystem::path& in, const std::filesystem::path& out, const DeidOptions& options);

}  // namespace abscope::io
