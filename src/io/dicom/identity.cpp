// Who an object belongs to.
#include "io/dicom/identity.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>

namespace abscope::io::dicom {

patient::Identity identity_of(OpenFile& file) {
    DcmDataset& dataset = file.dataset();
    const std::string charset = file.charset();
    patient::Identity who;
    who.id = label(dataset, DCM_PatientID, charset);
    who.name = label(dataset, DCM_PatientName, charset);
    who.sex = text(dataset, DCM_PatientSex);
    if (who.sex != "M" && who.sex != "F" && who.sex != "O") who.sex.clear();
    who.birth_date = text(dataset, DCM_PatientBirthDate);
    const bool digits = std::all_of(who.birth_date.begin(), who.birth_date.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
    if (who.birth_date.size() != 8 || !digits) who.birth_date.clear();
    return who;
}

}  // namespace abscope::io::dicom
