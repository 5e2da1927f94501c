// Changing DICOM files for tests: the sample patient is written, then one thing in it is made wrong.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include "io/dicom/dicom_folder.hpp"
#include "io/dicom/write_dicom.hpp"
#include "support/dicom_sample.hpp"

namespace abscope::test {

/// Loads the file, lets `change` work on it, and saves it in `syntax` (as it was by default).
inline void edit(const std::filesystem::path& path, const std::function<void(DcmDataset&)>& change,
                 E_TransferSyntax syntax = EXS_Unknown) {
    DcmFileFormat file;
    REQUIRE(file.loadFile(path.c_str()).good());
    file.loadAllDataIntoMemory();
    change(*file.getDataset());
    const E_TransferSyntax as = syntax == EXS_Unknown ? file.getDataset()->getOriginalXfer() : syntax;
    REQUIRE(file.saveFile(path.c_str(), as, EET_ExplicitLength, EGL_recalcGL, EPD_noChange, 0, 0,
                          EWM_createNewMeta)
                .good());
}

/// Sets one text value.
inline std::function<void(DcmDataset&)> set(const DcmTagKey& tag, const std::string& value) {
    return [=](DcmDataset& d) { REQUIRE(d.putAndInsertString(tag, value.c_str()).good()); };
}
inline std::function<void(DcmDataset&)> erase(const DcmTagKey& tag) {
    return [=](DcmDataset& d) { d.findAndDeleteElement(tag); };
}

/// The sample patient in a scratch folder.
struct SampleFolder {
    Scratch scratch;
    std::filesystem::path path;
    explicit SampleFolder(const std::string& name, const patient::Anatomy& anatomy = sample_anatomy(),
                          const io::DicomWriteOptions& options = {})
        : scratch(name), path(scratch.path / "patient") {
        const auto written = io::write_dicom(anatomy, path, options);
        const std::string message = written.ok() ? "" : written.error().message();
        INFO(message);
        REQUIRE(written.ok());
    }
    std::filesystem::path file(const std::string& name) const { return path / name; }
    std::filesystem::path slice(int n) const { return path / ("CT.000" + std::to_string(n) + ".dcm"); }
    /// The folder as read; it must be readable.
    io::DicomFolder read(const io::DicomReadOptions& options = {}) const {
        auto folder = io::read_dicom_folder(path, options);
        const std::string message = folder.ok() ? "" : folder.error().message();
        INFO(message);
        REQUIRE(folder.ok());
        return std::move(*folder);
    }
};

inline bool has_warning(const patient::Warnings& warnings, const std::string& code) {
    return std::any_of(warnings.begin(), warnings.end(),
                       [&](const patient::Warning& w) { return w.code == code; });
}

/// Whether an error is there and says all of these words.
inline bool says(const std::optional<Error>& error, std::initializer_list<const char*> words) {
    if (!error) return false;
    const std::string message = error->message();
    const bool all = std::all_of(words.begin(), words.end(),
                                 [&](const char* w) { return message.find(w) != std::string::npos; });
    if (!all) MESSAGE(message);
    return all;
}

template <class T>
std::optional<Error> error_of(const Result<T>& result) {
    if (result.ok()) return std::nullopt;
    return result.error();
}

inline std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}
inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace abscope::test
