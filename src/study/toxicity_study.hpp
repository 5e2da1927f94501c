// Toxicity of a case as it stands: organs, brain necrosis with its histology, bowel, by the case's drugs. Belongs to study.
#pragma once

#include <string>
#include <vector>

#include "io/json_value.hpp"
#include "patient/case.hpp"
#include "patient/exposure.hpp"
#include "report/study_result.hpp"

namespace abscope::study {

/// Class of the checkpoint inhibitors of a course: "anti-PD-(L)1", "anti-CTLA-4", "anti-PD-1 + anti-CTLA-4"; empty: none.
std::string checkpoint_class(const patient::Course& course);

report::ToxicityResult toxicity_of_case(const patient::Case& subject, const patient::Exposure& exposure);

/// Evidence ids that the result rests on.
std::vector<std::string> evidence_of(const report::ToxicityResult& result);

io::JsonValue necrosis_json(const toxicity::BrainNecrosis& necrosis);
io::JsonValue toxicity_json(const report::ToxicityResult& result);

/// Entries of those ids, sorted by id, once each; unknown ids are left out.
std::vector<report::EvidenceRow> evidence_rows(const std::vector<std::string>& ids);

}  // namespace abscope::study
