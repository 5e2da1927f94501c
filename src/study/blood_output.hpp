// The blood result as JSON (docs/formats/json.md, abscope.blood/1) and as CSV.
#pragma once

#include <string>

#include "blood/blood_dose.hpp"
#include "blood/plan_difference.hpp"
#include "io/json_value.hpp"

namespace abscope::study {

/// Members of the blood document, without its "schema".
io::JsonValue blood_json(const blood::BloodResult& result);
/// The second plan and its difference from the first, as the member "comparison".
io::JsonValue comparison_json(const blood::BloodResult& other, const std::string& name,
                              const blood::PlanDifference& difference);
/// Lymphocyte count over time: t_day, per_nl, median_per_nl, the bands, the subsets, neutrophils and the
/// neutrophil-to-lymphocyte ratio.
std::string alc_csv(const blood::BloodResult& result);
/// Dose–volume curve of the blood over the course and of one fraction: scope, dose_gy, volume_fraction.
std::string blood_dvh_csv(const blood::BloodResult& result);
/// Lymphoid organs: organ, contoured, share, mean_gy, threshold_gy, v_fraction.
std::string lymphoid_csv(const blood::BloodResult& result);

}  // namespace abscope::study
