// Which lesions are irradiated, as a decision: the sets that are offered, and what a set does to the dose of lesions, nodes and
// blood. No plan is made for it: docs/methods/schedule.md says what is assumed instead. Belongs to schedule.
#pragma once

#include <cstddef>
#include <vector>

#include "twin/scenario.hpp"

namespace abscope::schedule {

/// One entry a lesion: whether it receives the prescription.
using TargetSet = std::vector<bool>;

/// A lesion whose mean dose of a fraction is at least this share of the prescription is a target of the plan; ours [-].
inline constexpr double target_share = 0.5;
/// Sets offered at most: the plan's, one more, one less, all, then the rest in the order of their lesions.
inline constexpr std::size_t most_target_sets = 16;

/// The plan's own targets, over all blocks; `dose_gy` is the prescription of a fraction of each block [Gy].
TargetSet planned_targets(const twin::Scenario& scenario, const std::vector<double>& dose_gy);

/// The plan's set first; never the empty set. A plan without a target among the lesions offers only itself.
std::vector<TargetSet> target_sets(const TargetSet& planned);

/// What a set changes.
struct TargetChange {
    std::vector<std::size_t> added, dropped;  ///< indices of lesions
    bool empty() const { return added.empty() && dropped.empty(); }
};
TargetChange change_of(const TargetSet& planned, const TargetSet& wanted);

/// Gives an added lesion the prescription evenly (`dose_gy` of each block [Gy]) and takes all dose from a dropped one. The node of
/// an added lesion receives the mean of what the nodes of the plan's targets receive, that of a dropped one nothing unless another
/// target drains to it; the blood receives as much a target as it does on average in the plan.
void irradiate(const TargetSet& planned, const TargetSet& wanted, const std::vector<double>& dose_gy, twin::Scenario& scenario);

}  // namespace abscope::schedule
