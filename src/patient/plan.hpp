// The treatment plan: beams, fractions, prescription. What RTPLAN says, without its encoding.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "patient/vector3.hpp"

namespace abscope::patient {

/// Where one collimator stands at a control point: first the positions of bank 1 (X1, Y1), then of bank 2 [mm].
struct CollimatorSetting {
    std::string device;                ///< "X", "Y", "ASYMX", "ASYMY", "MLCX", "MLCY"
    std::vector<double> positions_mm;  ///< 2 × pairs, in the isocentre plane
    bool operator==(const CollimatorSetting&) const = default;
};

/// One position of a scanned ion beam.
struct ScanSpot {
    double x_mm = 0.0, y_mm = 0.0;  ///< in the isocentre plane [mm]
    double weight = 0.0;            ///< meterset weight [-]
    bool operator==(const ScanSpot&) const = default;
};

struct ControlPoint {
    double cumulative_weight = 0.0;        ///< [-], 0 … final_weight
    std::optional<double> gantry_deg, collimator_deg, couch_deg, energy_mv;
    std::optional<double> dose_rate_mu_per_min;
    std::string gantry_turn;                     ///< on the way to the next point: "CW", "CC", "NONE"; may be empty
    std::vector<CollimatorSetting> collimators;  ///< of every device that has been set up to here
    std::vector<bool> wedges_in;                 ///< of each wedge of the beam; empty: nothing said
    std::vector<ScanSpot> spots;                 ///< scanned ions: delivered from here to the next point
    std::optional<double> spot_width_x_mm, spot_width_y_mm;  ///< full width at half maximum [mm]
};

/// One pair of jaws or one multi-leaf collimator.
struct Collimator {
    std::string device;                  ///< as in CollimatorSetting
    int pairs = 1;                       ///< leaf or jaw pairs
    std::vector<double> boundaries_mm;   ///< of the leaves, pairs + 1 values in the isocentre plane; empty for jaws [mm]
    bool operator==(const Collimator&) const = default;
};

struct Wedge {
    int number = 0;
    std::string type;                       ///< "STANDARD", "DYNAMIC", "MOTORIZED", "PARTIAL_STANDARD"
    std::string id;                         ///< may be empty
    std::optional<double> angle_deg;        ///< [deg]
    std::optional<double> orientation_deg;  ///< [deg]
    std::optional<double> factor;           ///< [-]
    bool operator==(const Wedge&) const = default;
};

struct Beam {
    int number = 0;
    std::string name, radiation = "PHOTON", type = "STATIC", delivery = "TREATMENT";
    std::optional<double> meterset_mu;  ///< beam meterset of one fraction [MU]
    std::optional<double> dose_gy;      ///< beam dose of one fraction at its specification point [Gy]
    double final_weight = 1.0;
    std::optional<Vector3> isocentre;   ///< [mm]
    std::string machine;                ///< treatment machine; may be empty
    std::vector<Wedge> wedges;
    std::string applicator;             ///< of an electron or photon beam: ID; empty = none
    std::string scan_mode;              ///< ions: "NONE", "UNIFORM", "MODULATED", "MODULATED_SPEC"
    int blocks = 0, boli = 0, compensators = 0;
    std::vector<Collimator> collimators;
    std::vector<ControlPoint> control_points;
};

/// One application setup of a brachytherapy plan, as far as it is recognised.
struct BrachySetup {
    int number = 0;
    std::string type, name;                        ///< "FLETCHER_SUIT", …; name may be empty
    int channels = 0;
    std::optional<double> air_kerma_strength_time;  ///< Total Reference Air Kerma [uGy at 1 m]
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
    std::string brachy_technique, brachy_type;  ///< "INTRACAVITARY", …; "HDR", …: empty for external beams
    std::vector<std::string> brachy_isotopes;
    std::vector<BrachySetup> brachy_setups;

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
