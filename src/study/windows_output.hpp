// Places in the dose–immune windows as JSON (docs/formats/json.md, abscope.windows/1), as CSV, and as report entries.
#pragma once

#include <cstdint>
#include <string>

#include "io/json_value.hpp"
#include "report/study_result.hpp"
#include "windows/assessment.hpp"
#include "windows/rule_map.hpp"

namespace abscope::study {

/// Members of the windows document for one schedule, without its "schema".
io::JsonValue assessment_json(const windows::WindowAssessment& assessment);
/// The `map` member: axes, class and score, one row a number of fractions.
io::JsonValue rule_map_json(const windows::RuleMap& map);
/// dose_per_fraction_gy, fractions, class, score.
std::string rule_map_csv(const windows::RuleMap& map);

/// "8 Gy × 3 to GTVp".
std::string schedule_name(const windows::Schedule& schedule, const std::string& target);
/// The same assessment as the report shows it.
report::WindowEntry window_entry(const windows::WindowAssessment& assessment, const std::string& target);
/// The ablation of one schedule by the twin's map (mouse set, eight virtual patients).
std::vector<report::AblationRow> ablation_rows(const windows::Schedule& schedule, std::uint64_t seed);
io::JsonValue ablation_json(const std::vector<report::AblationRow>& rows);
report::WindowMap window_map(const windows::RuleMap& map);

}  // namespace abscope::study
