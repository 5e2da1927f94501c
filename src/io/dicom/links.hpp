// References between the objects of a folder. Internal to io/dicom.
#pragma once

#include "io/dicom/dicom_folder.hpp"

namespace abscope::io::dicom {

/// Fills folder.links, and the names of prescribed targets that are given by ROI number only; broken links become warnings.
void link_objects(DicomFolder& folder);

/// How an object is called in messages.
std::string name_of(const FoundImage& image);
std::string name_of(const FoundStructureSet& set);
std::string name_of(const FoundPlan& plan);
std::string name_of(const FoundDose& dose);

}  // namespace abscope::io::dicom
