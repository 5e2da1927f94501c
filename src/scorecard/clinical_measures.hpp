// The measures of a clinical card: what is observed in each virtual patient, and the one number that a group of patients makes of
// it. Belongs to scorecard.
#pragma once

#include <span>
#include <vector>

#include "scorecard/card.hpp"
#include "twin/simulate.hpp"

namespace abscope::scorecard {

/// One patient under one arm, as one measure sees it.
struct Observation {
    double value = 0.0;      ///< time [d], share 0 or 1 [-], count [1e9/L] or ratio [-]; NaN: the event did not happen
    bool many_alc = false;   ///< lymphocytes before treatment at or above the question's split
};

/// Whether a measure needs the cells of a lesion beside its volume.
bool needs_signals(Measure measure);

/// Every patient of a cohort, all of them followed to the end; `unit_cc` [cm3]. Sizes are judged after RECIST 1.1 as twin/outcome does.
std::vector<Observation> observe(const Row& row, const twin::Cohort& cohort, double unit_cc);

/// The number of a group: the patients at the places `chosen`, which may hold one of them several times. Medians of times in
/// months of 30.4 d; doubling times in days; shares; NaN where it has no value.
double summarise(Measure measure, std::span<const Observation> patients, std::span<const std::size_t> chosen);

}  // namespace abscope::scorecard
