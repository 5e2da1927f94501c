// The toxicity of a candidate as a range, and what its plan cannot say. Organ doses are those of the case's plan; where a candidate
// irradiates what the plan does not, the range is widened by a stated bound and the gap is named, never left at the plan's
// number. Belongs to schedule; bounds: docs/methods/schedule.md.
#pragma once

#include <string>
#include <vector>

#include "schedule/candidate.hpp"
#include "schedule/limits.hpp"
#include "toxicity/course_risk.hpp"
#include "toxicity/ntcp_table.hpp"

namespace abscope::schedule {

struct ToxicityRange {
    std::vector<toxicity::OrganRange> organs;
    double low = 0.0, high = 0.0;       ///< worst organ, over its models and over what is not known [-]
    std::vector<std::string> unknown;   ///< what no plan says about this candidate; empty: the organ doses are the plan's
};

/// Low dose elsewhere: at the upper end every organ receives it everywhere. A target added: an organ with a limit is at the upper end
/// irradiated evenly to that limit [@quantec2010]; one without has no bound. A target dropped: at the lower end organs receive nothing.
ToxicityRange toxicity_range(const SearchCase& fixed, const Candidate& candidate, const std::vector<toxicity::OrganModel>& models, const Limits& limits);

}  // namespace abscope::schedule
