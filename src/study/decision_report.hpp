// From a schedule study to the decision report. Belongs to study.
#pragma once

#include <string>

#include "report/decision.hpp"
#include "study/schedule_study.hpp"

namespace abscope::study {

/// What the report says: every statement with its evidence ids.
report::DecisionPage decision_page(const ScheduleStudy& study);
/// The decision report as one self-contained HTML document: two printed pages at most, then the appendix.
std::string decision_html(const ScheduleStudy& study);

}  // namespace abscope::study
