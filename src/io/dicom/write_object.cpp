// What every written object has in common: the patient, study, series, equipment and SOP common modules.
#include "io/dicom/write_object.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "core/version.hpp"
#include "io/dicom/file.hpp"

namespace abscope::io::dicom {
namespace {

void put_patient_and_study(DcmItem& item, const WriteContext& context) {
    const patient::Identity& who = context.anatomy->identity;
    put(item, DCM_PatientName, short_text(who.name, 64));
    put(item, DCM_PatientID, short_text(who.id, 64));
    put(item, DCM_PatientBirthDate, who.birth_date);
    put(item, DCM_PatientSex, who.sex);
    put(item, DCM_StudyInstanceUID, context.study_uid);
    put(item, DCM_StudyDate, context.options.date);
    put(item, DCM_StudyTime, context.options.time);
    put(item, DCM_StudyID, "1");
    put(item, DCM_AccessionNumber, "");
    put(item, DCM_ReferringPhysicianName, "");
}

}  // namespace

WrittenObject::WrittenObject(const WriteContext& context, const char* sop_class, const char* modality,
                             int series_number)
    : file_(std::make_unique<DcmFileFormat>()) {
    DcmItem& item = dataset();
    put(item, DCM_SpecificCharacterSet, "ISO_IR 192");
    put(item, DCM_SOPClassUID, sop_class);
    put(item, DCM_InstanceCreationDate, context.options.date);
    put(item, DCM_InstanceCreationTime, context.options.time);
    put_patient_and_study(item, context);
    put(item, DCM_Modality, modality);
    put_integer(item, DCM_SeriesNumber, series_number);
    if (!context.options.comment.empty())
        put(item, DCM_SeriesDescription, short_text(context.options.comment, 64));
    put(item, DCM_Manufacturer, short_text(context.options.manufacturer, 64));
    put(item, DCM_ManufacturerModelName, "Abscope");
    put(item, DCM_SoftwareVersions, std::string(core::version));
}

WrittenObject::WrittenObject(WrittenObject&&) noexcept = default;
WrittenObject::~WrittenObject() = default;

DcmDataset& WrittenObject::dataset() const { return *file_->getDataset(); }

Result<std::string> WrittenObject::uid_of_content() const { return content_uid(dataset(), "instance"); }

Result<std::string> WrittenObject::finish(const std::string& series_uid) {
    ABSCOPE_TRY(const std::string uid, uid_of_content());
    put(dataset(), DCM_SOPInstanceUID, uid);
    put(dataset(), DCM_SeriesInstanceUID, series_uid.empty() ? derived_uid("series " + uid) : series_uid);
    return uid;
}

Result<void> WrittenObject::save(const std::filesystem::path& path, bool explicit_vr) const {
    const E_TransferSyntax syntax = explicit_vr ? EXS_LittleEndianExplicit : EXS_LittleEndianImplicit;
    const OFCondition status =
        file_->saveFile(path.c_str(), syntax, EET_ExplicitLength, EGL_recalcGL, EPD_noChange);
    if (status.bad())
        return bad_output(fmt::format("'{}' cannot be written", path.filename().string()), status.text(),
                          "Check the free space and the permissions of the folder.");
    return {};
}

void put_frame(DcmItem& item, const WriteContext& context) {
    put(item, DCM_FrameOfReferenceUID, context.frame_uid);
    put(item, DCM_PositionReferenceIndicator, "");
}

void put_rt_series(DcmItem& item) {
    put(item, DCM_OperatorsName, "");
    put(item, DCM_InstanceNumber, "1");
}

const char* written_position(patient::PatientPosition position) {
    return patient::position_name(position == patient::PatientPosition::unknown ? patient::PatientPosition::head_first_supine
                                                                                 : position);
}

void put_reference(DcmItem& item, const char* sop_class, const std::string& uid) {
    put(item, DCM_ReferencedSOPClassUID, sop_class);
    put(item, DCM_ReferencedSOPInstanceUID, uid);
}

}  // namespace abscope::io::dicom
