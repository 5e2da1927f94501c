// RTSTRUCT to a structure set. Internal to io/dicom.
#pragma once

#include "io/dicom/file.hpp"

namespace abscope::io::dicom {

FoundStructureSet read_structure_set(OpenFile& file, const std::string& name, const DicomLimits& limits,
                                     patient::Warnings& warnings);

}  // namespace abscope::io::dicom
