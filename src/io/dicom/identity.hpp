// Who an object belongs to. Internal to io/dicom.
#pragma once

#include "io/dicom/file.hpp"

namespace abscope::io::dicom {

/// Patient ID, name, sex (M, F, O or empty) and birth date (eight digits or empty) as written.
patient::Identity identity_of(OpenFile& file);

}  // namespace abscope::io::dicom
