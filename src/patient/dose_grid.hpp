// Dose on a grid, as it came: what its numbers mean (course or one delivery) is said beside it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "patient/grid.hpp"

namespace abscope::patient {

enum class DoseSummation { plan, multi_plan, fraction, beam, brachy, fraction_session, beam_session, plan_session, control_point, record, unknown };
enum class DoseKind { physical, effective, error };

/// One DVH that the planning system stored inside the RTDOSE; kept as read, for comparison only.
struct StoredDvh {
    int roi_number = 0;
    bool cumulative = true;
    std::string dose_units;    ///< as written: GY or RELATIVE
    std::string volume_units;  ///< CM3, PERCENT, PER_U
    std::vector<double> bin_width_gy;  ///< as written × scaling [Gy, or what the file claims to be Gy]
    std::vector<double> volume;        ///< per bin, in volume_units
    std::optional<double> minimum_gy, maximum_gy, mean_gy;  ///< as written × scaling
};

/// RTDOSE. values[grid.index(i,j,k)] in Gy, of what `summation` says (PLAN, FRACTION, MULTI_PLAN: the whole course).
struct DoseGrid {
    Grid grid;
    std::vector<float> values;  ///< [Gy]
    DoseSummation summation = DoseSummation::plan;
    DoseKind kind = DoseKind::physical;
    int bits = 32;                      ///< bits stored of the file it came from; 0 = computed here
    double quantum_gy = 0.0;            ///< Dose Grid Scaling: smallest step of the stored values [Gy]; 0 = computed here
    std::string sop_instance_uid, frame_of_reference_uid, study_uid, referenced_plan_uid, referenced_structure_set_uid;
    std::optional<int> referenced_beam, referenced_fraction_group;
    std::string comment;
    std::string source;  ///< where it came from, for messages (file name)
    std::vector<StoredDvh> stored_dvhs;

    float maximum_gy() const;
};

/// True where the values are the dose of the whole course rather than of one delivery.
bool is_course_dose(DoseSummation summation);
/// "PLAN", "BEAM", … as DICOM spells it.
const char* summation_name(DoseSummation summation);

}  // namespace abscope::patient
