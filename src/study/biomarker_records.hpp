// Biomarkers of a case: read from [[biomarker]] and from a FHIR bundle, taken into the host where a model has an input for them,
// and shown as context where it has none. Belongs to study.
#pragma once

#include <vector>

#include "evidence/biomarker.hpp"
#include "io/json_value.hpp"
#include "patient/host.hpp"
#include "report/study_result.hpp"
#include "study/fields.hpp"

namespace abscope::study {

/// One [[biomarker]]: name, value with its unit (or a category), assay, day, cut_off.
Result<evidence::Biomarker> read_biomarker(const Node& table);

/// Counts, albumin and weight that the host does not say itself, from the last record up to day 0, which is marked as taken; earlier
/// lymphocyte counts become the series before treatment. What the case says itself is never replaced.
void take_records(std::vector<evidence::Biomarker>& records, patient::Host& host);

/// Every record with its cut-off and what was done with it; the neutrophil-to-lymphocyte ratio of the host's counts is added as
/// derived where both are known.
std::vector<report::BiomarkerRow> biomarker_rows(const std::vector<evidence::Biomarker>& records, const patient::Host& host);
io::JsonValue biomarkers_json(const std::vector<report::BiomarkerRow>& rows);

}  // namespace abscope::study
