// Appendix of the decision report: every number behind the two pages. Belongs to study.
#pragma once

#include <vector>

#include "report/decision.hpp"
#include "study/schedule_study.hpp"

namespace abscope::study {

std::vector<report::DecisionTable> appendix_tables(const ScheduleStudy& study);
/// The twin's map (mouse set) with the schedules marked.
report::DecisionMap appendix_map(const ScheduleStudy& study);

}  // namespace abscope::study
