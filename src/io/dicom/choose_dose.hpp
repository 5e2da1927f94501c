// The choice of the dose, with the sum over beams or fraction groups where that is what the folder has. Internal to io/dicom.
#pragma once

#include "io/dicom/dicom_folder.hpp"

namespace abscope::io::dicom {

/// Nothing where the folder has no dose; `plan` may be null.
Result<std::optional<patient::DoseGrid>> choose_dose(const DicomFolder& folder, const std::string& wanted,
                                                     const FoundPlan* plan, ChosenAnatomy& chosen);

}  // namespace abscope::io::dicom
