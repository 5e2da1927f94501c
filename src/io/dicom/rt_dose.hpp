// RTDOSE to a dose grid with the DVHs stored in it. Internal to io/dicom.
#pragma once

#include "io/dicom/file.hpp"

namespace abscope::io::dicom {

FoundDose read_dose(OpenFile& file, const std::string& name, const DicomLimits& limits,
                    patient::Warnings& warnings);

}  // namespace abscope::io::dicom
