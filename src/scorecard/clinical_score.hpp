// A clinical card scored: every arm given to the same virtual patients, and how far the numbers vary between cohorts of that size.
// Belongs to scorecard.
#pragma once

#include "scorecard/ensemble.hpp"
#include "scorecard/score.hpp"

namespace abscope::scorecard {

/// The value of every row, in the order of the card; NaN where a measure has none, or where the twin
/// cannot follow every patient of an arm.
std::vector<double> clinical_values(const Card& card, const ModelValues& values);

struct ClinicalScore {
    std::vector<double> values;  ///< as clinical_values gives them
    EnsembleScore spread;        ///< over resampled cohorts in the place of members
};
/// The values, and their spread over `resamples` cohorts drawn from the patients with replacement (bootstrap), the same patients
/// in all arms. It says how sure a number is for a cohort of this size, not how sure the model is.
ClinicalScore clinical_score(const Card& card, const ModelValues& values, int resamples);

}  // namespace abscope::scorecard
