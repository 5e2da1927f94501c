// The DVHs that a planning system stored inside an RTDOSE. Internal to io/dicom.
#pragma once

#include "io/dicom/file.hpp"

namespace abscope::io::dicom {

/// Reads DVH Sequence (3004,0050) as written; numbers that cannot be Gy of this dose are warned about, never changed.
void read_stored_dvhs(DcmDataset& dataset, const std::string& name, patient::DoseGrid& dose,
                      patient::Warnings& warnings);

}  // namespace abscope::io::dicom
