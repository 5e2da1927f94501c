// Frames of reference of a chosen anatomy: structures, dose and image brought into the frame of the structure set by rigid
// registrations, or refused. Internal to io/dicom.
#pragma once

#include "io/dicom/dicom_folder.hpp"

namespace abscope::io::dicom {

/// Structures of other frames are moved into that of their set; one that cannot be is left empty, with a warning.
void gather_structures(const DicomFolder& folder, ChosenAnatomy& chosen);
/// The dose likewise; it is refused where there is no registration.
Result<void> gather_dose(const DicomFolder& folder, ChosenAnatomy& chosen);
/// Whether the image lies in the frame of the structures; moved there where a registration allows it.
bool gather_image(const DicomFolder& folder, ChosenAnatomy& chosen, patient::Image& image);

}  // namespace abscope::io::dicom
