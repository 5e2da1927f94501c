// results.json of a run (docs/formats/json.md, abscope.study/1): everything that was found, nothing about how it was run.
#pragma once

#include <string>
#include <vector>

#include "io/json_value.hpp"
#include "report/study_result.hpp"
#include "windows/assessment.hpp"

namespace abscope::study {

io::JsonValue results_json(const report::StudyResult& result,
                           const std::vector<windows::WindowAssessment>& assessments);

}  // namespace abscope::study
