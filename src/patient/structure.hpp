// Structures as the planner drew them: closed planar contours, kept exactly; volumes are computed in `geometry`.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "patient/organ_role.hpp"
#include "patient/vector3.hpp"

namespace abscope::patient {

/// One closed planar polygon; the last point is joined to the first, which is not repeated.
struct Contour {
    std::vector<Vector3> points;  ///< patient space [mm]
    double z() const { return points.empty() ? 0.0 : points.front().z; }  ///< height of an axial contour [mm]
};

struct Structure {
    int number = 0;  ///< ROI number of the RTSTRUCT
    std::string name;
    OrganRole role = OrganRole::none;
    bool role_from_user = false;                     ///< true where the case file said so
    std::string interpreted_type;                    ///< RT ROI Interpreted Type, e.g. "PTV", "EXTERNAL"; may be empty
    std::array<int, 3> colour{128, 128, 128};        ///< ROI display colour, 0..255
    std::string frame_of_reference_uid;              ///< where it is not the one of its set; else empty
    /// Thickness of the slab that each contour stands for, where the source says it; 0: it follows from their spacing [mm]
    double slab_mm = 0.0;
    std::vector<Contour> contours;                   ///< CLOSED_PLANAR, in file order
    std::vector<Vector3> points;                     ///< POINT contours [mm]
};

struct StructureSet {
    std::string label;
    std::string sop_instance_uid, frame_of_reference_uid, study_uid, referenced_series_uid;
    std::vector<Structure> structures;

    const Structure* find(const std::string& name) const {
        for (const auto& s : structures)
            if (s.name == name) return &s;
        return nullptr;
    }
};

}  // namespace abscope::patient
