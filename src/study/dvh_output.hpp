// Dose–volume histograms as JSON (docs/formats/json.md, abscope.dvh/1) and as CSV.
#pragma once

#include <string>
#include <vector>

#include "io/json_value.hpp"
#include "report/study_result.hpp"

namespace abscope::study {

/// `structures[]` of the document.
io::JsonValue dvhs_json(const std::vector<report::DvhEntry>& entries);
/// structure, role, quantity, dose_gy, volume_fraction.
std::string dvhs_csv(const std::vector<report::DvhEntry>& entries);

}  // namespace abscope::study
