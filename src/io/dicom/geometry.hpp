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

/// Reads (0020,0032), (0020,0037) and (0028,0030).
Result<Plane> plane_of(DcmItem& item);

/// How an orientation is called: "head-first supine axial", "sagittal", "oblique", ….
std::string orientation_name(const Plane& plane);

/// Nothing where the plane is axial with +x, +y; else the refusal by name.
std::optional<Error> refuse_orientation(const Plane& plane);
/// The same for Patient Position.
std::optional<Error> refuse_position(patient::PatientPosition position);

patient::PatientPosition position_from(const std::string& text);

/// Offsets along the normal checked for a regular grid.
struct RegularOffsets {
    double first = 0.0, spacing = 0.0;  ///< [mm], spacing > 0
    bool descending = false;            ///< the offsets fell and the order must be reversed
};
/// Refuses duplicates, missing planes and irregular spacing by name. `offsets_mm` has at least two values, rising or falling.
/// `what` is "slice" or "frame".
Result<RegularOffsets> regular_offsets(const std::vector<double>& offsets_mm, const std::string& what);

}  // namespace abscope::io::dicom
