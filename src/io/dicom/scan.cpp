// The files of a folder.
#include "io/dicom/scan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace abscope::io::dicom {
namespace {

namespace fs = std::filesystem;

Result<void> scan_folder(const fs::path& root, const fs::path& folder, std::size_t depth,
                         const DicomLimits& limits, std::vector<ScannedFile>& out,
                         std::vector<DicomRemark>& unreadable) {
    std::error_code code;
    fs::directory_iterator entries(folder, code);
    if (code) {
        unreadable.push_back(
            {fs::relative(folder, root).string(), "the folder cannot be opened: " + code.message()});
        return {};
    }
    for (; entries != fs::directory_iterator(); entries.increment(code)) {
        if (code) break;
        const fs::directory_entry& entry = *entries;
        std::error_code ignored;
        if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) {
            if (depth + 1 > limits.folder_depth)
                return bad_input(fmt::format("folders are nested more than {} deep", limits.folder_depth),
                                 entry.path().string(), "Name the folder of one patient.");
            ABSCOPE_CHECK_OK(scan_folder(root, entry.path(), depth + 1, limits, out, unreadable));
        } else if (entry.is_regular_file(ignored)) {
            out.push_back({entry.path(), entry.path().lexically_relative(root).string()});
            if (out.size() > limits.files)
                return bad_input(fmt::format("the folder has more than {} files", limits.files),
                                 "it is probably not the folder of one patient",
                                 "Name the folder of one patient.");
        }
    }
    return {};
}

}  // namespace

Result<std::vector<ScannedFile>> scan(const fs::path& path, const DicomLimits& limits,
                                      std::vector<DicomRemark>& unreadable) {
    std::error_code code;
    const auto status = fs::status(path, code);
    if (!fs::exists(status))
        return bad_input(fmt::format("'{}' does not exist", path.string()), "", "Check the path.");
    std::vector<ScannedFile> out;
    if (!fs::is_directory(status)) {
        out.push_back({path, path.filename().string()});
        return out;
    }
    fs::directory_iterator probe(path, code);
    if (code)
        return bad_input(fmt::format("the folder '{}' cannot be opened", path.string()), code.message(),
                         "Check its permissions.");
    ABSCOPE_CHECK_OK(scan_folder(path, path, 0, limits, out, unreadable));
    std::sort(out.begin(), out.end(),
              [](const ScannedFile& a, const ScannedFile& b) { return a.name < b.name; });
    return out;
}

}  // namespace abscope::io::dicom
