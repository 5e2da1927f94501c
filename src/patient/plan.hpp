// The treatment plan: beams, fractions, prescription. What RTPLAN says, without its encoding.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "patient/vector3.hpp"

namespace abscope::patient {

struct ControlPoint {
    double cumulative_weight = 0.0;        ///< [-], 0 … final_weight
    std::optional<double> gantry_deg, collimator_deg, couch_deg, energy_mv;
    std::optional<double> dose_rate_mu_per_min;
};

struct Beam {
    int number = 0;
    std::string name, radiation = "PHOTON", type = "STATIC", delivery = "TREATMENT";
    std::optional<double> meterset_mu;  ///< beam meterset of one fraction [MU]
    std::optional<double> dose_gy;      ///< beam dose of one fraction at its specification point [Gy]
    double final_weight = 1.0;
    std::optional<Vector3> isocentre;   ///< [mm]
    std::vector<ControlPoint> control_points;
};

/// One fraction group of an RTPLAN.
struct FractionGroup {
    int number = 1;
    std::optional<int> fractions;  ///< planned
    std::vector<int> beams;        ///< beam numbers
};

struct Prescription {
    std::string target_name;          ///< ROI or description; may be empty
    std::optional<int> roi_number;
    std::optional<double> dose_gy;    ///< of the whole course [Gy]
};

enum class PatientPosition { head_first_supine, head_first_prone, feet_first_supine, feet_first_prone, head_first_decubitus_right, head_first_decubitus_left, feet_first_decubitus_right, feet_first_decubitus_left, unknown };

struct Plan {
    std::string label, name, sop_instance_uid, frame_of_reference_uid, study_uid, referenced_structure_set_uid;
    PatientPosition position = PatientPosition::unknown;
    std::vector<FractionGroup> fraction_groups;
    std::vector<Beam> beams;
    std::vector<Prescription> prescriptions;

    /// Fractions of all groups together, where every group says.
    std::optional<int> fractions() const;
    /// Largest prescribed course dose, where any is given [Gy].
    std::optional<double> prescription_gy() const;
    /// Beam-on time of one fraction from metersets and dose rates, where the plan has both [s].
    std::optional<double> beam_on_s() const;
};

/// "HFS", "FFP", …; "?" where unknown.
const char* position_name(PatientPosition position);

}  // namespace abscope::patient
