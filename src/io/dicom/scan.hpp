// The files of a folder, in an order that does not depend on the file system. Internal to io/dicom.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/dicom/dicom_folder.hpp"

namespace abscope::io::dicom {

struct ScannedFile {
    std::filesystem::path path;
    std::string name;  ///< relative to the folder
};

/// Every regular file at or below `path`, sorted by name. Folders that cannot be opened are listed in `unreadable`.
Result<std::vector<ScannedFile>> scan(const std::filesystem::path& path, const DicomLimits& limits,
                                      std::vector<DicomRemark>& unreadable);

}  // namespace abscope::io::dicom
