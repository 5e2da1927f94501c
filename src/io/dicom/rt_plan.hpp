// RTPLAN and RT Ion Plan to a plan. Internal to io/dicom.
#pragma once

#include "io/dicom/file.hpp"

namespace abscope::io::dicom {

FoundPlan read_plan(OpenFile& file, const std::string& name, patient::Warnings& warnings);

}  // namespace abscope::io::dicom
