// What every written object has in common, and how it is named and saved. Internal to io/dicom.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "io/dicom/encode.hpp"
#include "io/dicom/write_dicom.hpp"

class DcmFileFormat;

namespace abscope::io::dicom {

/// What the objects of one anatomy share, and what the later ones need to know of the earlier ones.
struct WriteContext {
    const patient::Anatomy* anatomy = nullptr;
    DicomWriteOptions options;
    std::string study_uid, frame_uid;
    std::string series_uid;               ///< of the images
    std::vector<std::string> slice_uids;  ///< in order of k
    std::string structure_set_uid;
    std::vector<std::string> plan_uids;
    std::filesystem::path folder;  ///< staging
};

/// One object in the making.
class WrittenObject {
public:
    WrittenObject(const WriteContext& context, const char* sop_class, const char* modality,
                  int series_number);
    WrittenObject(WrittenObject&&) noexcept;
    ~WrittenObject();
    DcmDataset& dataset() const;
    /// Gives the instance its UID from the content; `series_uid` empty: a series of its own. Returns the instance UID.
    Result<std::string> finish(const std::string& series_uid);
    /// The UID that finish() would give, without setting it.
    Result<std::string> uid_of_content() const;
    Result<void> save(const std::filesystem::path& path, bool explicit_vr) const;

private:
    std::unique_ptr<DcmFileFormat> file_;
};

/// Frame of Reference module.
void put_frame(DcmItem& item, const WriteContext& context);
/// Operators' Name and the rest that only RT objects have.
void put_rt_series(DcmItem& item);
/// "HFS" where the position is unknown.
const char* written_position(patient::PatientPosition position);
/// A reference to another instance.
void put_reference(DcmItem& item, const char* sop_class, const std::string& uid);

Result<void> write_image(WriteContext& context);
Result<void> write_structures(WriteContext& context);
Result<void> write_plans(WriteContext& context);
Result<void> write_dose(WriteContext& context);

}  // namespace abscope::io::dicom
