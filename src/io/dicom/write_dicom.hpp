// Writing an anatomy as DICOM: CT series, RTSTRUCT, RTPLAN, RTDOSE. What is written is listed in
// docs/formats/dicom-conformance.md.
#pragma once

#include <filesystem>
#include <string>

#include "core/progress.hpp"
#include "core/result.hpp"
#include "patient/case.hpp"

namespace abscope::io {

enum class DoseBits { bits_16 = 16, bits_32 = 32 };

struct DicomWriteOptions {
    std::string date = "20000101";  ///< every date [YYYYMMDD]; never the clock
    std::string time = "120000";    ///< every time [HHMMSS]
    std::string manufacturer = "Abscope";
    std::string comment;  ///< Series Description of every series; may be empty
    DoseBits dose_bits = DoseBits::bits_32;
};

/// Writes what the anatomy has into `folder`: CT.0001.dcm …, RTSTRUCT.dcm, RTPLAN.1.dcm …, RTDOSE.dcm. The folder is
/// complete or absent; an existing one must be empty. UIDs of instances and series are derived from the content
/// (root 2.25), those of study and frame of reference are kept where the anatomy has them. CT numbers are rounded to
/// whole HU; contour coordinates to 1e-6 mm; dose to steps of the grid's quantum_gy, or, where that is 0 or too fine, of
/// maximum/2^31 (32 bits) or maximum/65535 (16 bits), rounded up to six digits. Stored DVHs are not written: they are claims of another system.
Result<void> write_dicom(const patient::Anatomy& anatomy, const std::filesystem::path& folder,
                         const DicomWriteOptions& options = {});

}  // namespace abscope::io
