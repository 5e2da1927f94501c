// Opening one DICOM file safely.
#include "io/dicom/file.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/oflog/oflog.h>
#include <fmt/format.h>

#include <array>
#include <fstream>
#include <mutex>

#include "io/dicom/guard.hpp"

namespace abscope::io::dicom {
namespace {

bool begins_like_dataset(const std::array<unsigned char, 132>& head, std::size_t size) {
    if (size < 12) return false;
    const auto u16 = [&](std::size_t at, bool big) {
        return big ? head[at] << 8 | head[at + 1] : head[at + 1] << 8 | head[at];
    };
    for (const bool big : {false, true}) {
        const int group = u16(0, big), element = u16(2, big);
        if ((group != 0x0008 && group != 0x0002) || element > 0x0020) continue;
        const bool explicit_vr = head[4] >= 'A' && head[4] <= 'Z' && head[5] >= 'A' && head[5] <= 'Z';
        const bool implicit_length = big ? head[4] == 0 && head[5] == 0 : head[6] == 0 && head[7] == 0;
        if (explicit_vr || implicit_length) return true;
    }
    return false;
}

bool names_dicomdir(const std::filesystem::path& path) {
    std::string name = path.filename().string();
    for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name == "DICOMDIR";
}

Error unreadable(const std::string& reason) {
    return bad_input("the file is cut off or damaged", "the library says: " + reason,
                     "Export or copy it again.");
}

}  // namespace

FileKind kind_of_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::array<unsigned char, 132> head{};
    in.read(reinterpret_cast<char*>(head.data()), head.size());
    const auto size = static_cast<std::size_t>(in.gcount());
    const bool preamble =
        size == head.size() && head[128] == 'D' && head[129] == 'I' && head[130] == 'C' && head[131] == 'M';
    if (!preamble && !begins_like_dataset(head, size)) return FileKind::not_dicom;
    return names_dicomdir(path) ? FileKind::dicomdir : FileKind::dicom;
}

void prepare_library() {
    static std::once_flag once;
    std::call_once(once, [] {
        OFLog::configure(OFLogger::OFF_LOG_LEVEL);
        dcmEnableAutomaticInputDataCorrection.set(OFTrue);
        dcmAcceptOddAttributeLength.set(OFTrue);
        dcmEnableUnknownVRConversion.set(OFTrue);  // UN where the dictionary knows better
        dcmAcceptUnexpectedImplicitEncoding.set(
            OFTrue);  // datasets that are not encoded as their header says
        dcmAutoDetectDatasetXfer.set(OFTrue);
        dcmReplaceWrongDelimitationItem.set(OFTrue);
        DcmRLEDecoderRegistration::registerCodecs();
        DJDecoderRegistration::registerCodecs();
        DJLSDecoderRegistration::registerCodecs();
    });
}

OpenFile::OpenFile(std::unique_ptr<DcmFileFormat> file) : file_(std::move(file)) {}
OpenFile::OpenFile(OpenFile&&) noexcept = default;
OpenFile& OpenFile::operator=(OpenFile&&) noexcept = default;
OpenFile::~OpenFile() = default;

Result<OpenFile> OpenFile::open(const std::filesystem::path& path, const DicomLimits& limits) {
    prepare_library();
    std::error_code code;
    const auto bytes = std::filesystem::file_size(path, code);
    if (code) return bad_input("the file cannot be opened", code.message(), "Check its permissions.");
    if (bytes > limits.file_bytes)
        return bad_input(fmt::format("the file has {} bytes", bytes),
                         fmt::format("the limit for one file is {}", limits.file_bytes),
                         "Take it out of the folder.");
    if (std::ifstream probe(path, std::ios::binary); !probe)
        return bad_input("the file cannot be opened", "no permission, or it has gone",
                         "Check its permissions.");
    ABSCOPE_CHECK_OK(guard_file(path, limits));
    auto file = std::make_unique<DcmFileFormat>();
    try {
        const OFCondition status = file->loadFile(path.c_str());
        if (status.bad()) return unreadable(status.text());
    } catch (const std::exception& e) {
        return unreadable(e.what());
    }
    return OpenFile(std::move(file));
}

DcmDataset& OpenFile::dataset() const { return *file_->getDataset(); }

std::string OpenFile::sop_class() const {
    std::string uid = text(dataset(), DCM_SOPClassUID);
    if (uid.empty() && file_->getMetaInfo() != nullptr)
        uid = text(*file_->getMetaInfo(), DCM_MediaStorageSOPClassUID);
    return uid;
}

std::string OpenFile::charset() const { return text(dataset(), DCM_SpecificCharacterSet); }

}  // namespace abscope::io::dicom
