// What would change the answer: one unknown at a time at both ends of its spread, and the two readings of each contested rule.
// Belongs to schedule.
#pragma once

#include "schedule/case_search.hpp"

namespace abscope::schedule {

/// The ten unknowns that move the gain of `candidate` over `reference` (control of all lesions) most, largest first.
std::vector<TornadoLine> tornado(const SearchCase& fixed, const Candidate& reference, const Candidate& candidate, const twin::ImmuneModel& model,
                                 const Judges& judges, std::uint64_t seed);

}  // namespace abscope::schedule
