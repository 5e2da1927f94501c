// The decisions of a case as axes of a search space, and back. Belongs to schedule.
#pragma once

#include "schedule/candidate.hpp"
#include "schedule/space.hpp"

namespace abscope::schedule {

/// Blocks and drugs that are varied at most; those beyond stay as the case has them. A search of more axes would spend its budget on
/// looking along them.
inline constexpr std::size_t most_varied_blocks = 3, most_varied_drugs = 3;

/// Of the first block: dose, fractions, interval. Of each further one: dose and fractions in shares of the case's, and the gap to the
/// block before; its interval stays. Of each drug: start and interval. Then node, low dose to other lesions, beam-on time, targets.
/// The case's own value stands on each axis of a block or drug; what the case cannot vary has one value.
Space case_space(const SearchCase& fixed);
/// `reference` gives what no axis says.
Candidate candidate_at(const Space& space, const Point& point, const Candidate& reference);
std::vector<double> values_of(const Candidate& candidate);

}  // namespace abscope::schedule
