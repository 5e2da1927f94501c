// Several plans or phases as one course. Internal to io/dicom.
#pragma once

#include <vector>

#include "io/dicom/dicom_folder.hpp"

namespace abscope::io::dicom {

/// One plan that stands for all: their fraction groups and beams one after the other, numbered anew, and the sum of their
/// prescriptions. Dose rates are left out: beam-on times of different phases have no common value.
patient::Plan sum_of_plans(const std::vector<const FoundPlan*>& plans);

/// The sum of course doses, on the grid of the first; others are interpolated onto it, with a warning.
Result<patient::DoseGrid> sum_of_doses(const std::vector<patient::DoseGrid>& doses, patient::Warnings& warnings);

}  // namespace abscope::io::dicom
