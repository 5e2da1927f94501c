// Opening one DICOM file safely: what is not DICOM is recognised before the library sees it, the library is kept quiet,
// and whatever it reports or throws becomes an Error. Internal to io/dicom.
#pragma once

#include <filesystem>
#include <memory>

#include "core/result.hpp"
#include "io/dicom/access.hpp"
#include "io/dicom/dicom_folder.hpp"

namespace abscope::io::dicom {

enum class FileKind { not_dicom, dicom, dicomdir };

/// Looks at the first bytes: the preamble, or a dataset that begins with group 0002 or 0008.
FileKind kind_of_file(const std::filesystem::path& path);

/// An open file. Large values stay on disk until they are asked for.
class OpenFile {
public:
    static Result<OpenFile> open(const std::filesystem::path& path, const DicomLimits& limits);
    OpenFile(OpenFile&&) noexcept;
    OpenFile& operator=(OpenFile&&) noexcept;
    ~OpenFile();

    DcmDataset& dataset() const;
    std::string sop_class() const;  ///< UID
    std::string charset() const;

private:
    explicit OpenFile(std::unique_ptr<DcmFileFormat> file);
    std::unique_ptr<DcmFileFormat> file_;
};

/// Registers the decoders and silences the library's log. Done once, by whoever opens the first file.
void prepare_library();

}  // namespace abscope::io::dicom
