// From image position, orientation and spacing to a patient-space grid. Internal to io/dicom.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "io/dicom/access.hpp"
#include "patient/grid.hpp"
#include "patient/plan.hpp"

namespace abscope::io::dicom {

/// The plane of one slice or frame.
struct Plane {
    patient::Vector3 position;                  ///< centre of the first pixel [mm]
    patient::Vector3 along_i, along_j, normal;  ///< unit vectors
    double spacing_i = 0.0, spacing_j = 0.0;    ///< [mm]
};

/// Reads (0020,0032), (0020,0037) and (0028,0030), each from its own item: of a dataset, or of functional groups.
struct PlaneItems {
    DcmItem *position = nullptr, *orientation = nullptr, *spacing = nullptr;
};
Result<Plane> plane_of(const PlaneItems& items);
Result<Plane> plane_of(DcmItem& item);

patient::PatientPosition position_from(const std::string& text);

/// Offsets along the normal, rising.
struct PlaneOffsets {
    double first = 0.0, spacing = 0.0;  ///< [mm], spacing > 0: the mean
    bool descending = false;            ///< the offsets fell and the order must be reversed
    bool regular = true;                ///< every offset lies within 5 % or 0.05 mm of its regular place
    std::vector<double> rising_mm;
};
enum class Gaps { refuse, allow };
/// Refuses duplicates, planes out of order and, where asked to, missing planes by name. `offsets_mm` has at least two values, rising
/// or falling. `what` is "slice" or "frame".
Result<PlaneOffsets> plane_offsets(const std::vector<double>& offsets_mm, const std::string& what, Gaps gaps);

}  // namespace abscope::io::dicom
