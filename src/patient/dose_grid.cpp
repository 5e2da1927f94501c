// Small facts about dose grids.
#include "patient/dose_grid.hpp"

#include <algorithm>

namespace abscope::patient {

float DoseGrid::maximum_gy() const { return values.empty() ? 0.0f : *std::max_element(values.begin(), values.end()); }

bool is_course_dose(DoseSummation summation) {
    switch (summation) {
        case DoseSummation::fraction_session:
        case DoseSummation::beam_session:
        case DoseSummation::plan_session:
        case DoseSummation::record: return false;
        default: return true;
    }
}

const char* summation_name(DoseSummation summation) {
    switch (summation) {
        case DoseSummation::plan: return "PLAN";
        case DoseSummation::multi_plan: return "MULTI_PLAN";
        case DoseSummation::fraction: return "FRACTION";
        case DoseSummation::beam: return "BEAM";
        case DoseSummation::brachy: return "BRACHY";
        case DoseSummation::fraction_session: return "FRACTION_SESSION";
        case DoseSummation::beam_session: return "BEAM_SESSION";
        case DoseSummation::plan_session: return "PLAN_SESSION";
        case DoseSummation::control_point: return "CONTROL_POINT";
        case DoseSummation::record: return "RECORD";
        case DoseSummation::unknown: break;
    }
    return "UNKNOWN";
}

}  // namespace abscope::patient
