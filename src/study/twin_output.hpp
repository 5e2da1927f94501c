// Twin results in their machine-readable forms (docs/formats/json.md, "twin").
#pragma once

#include <string>
#include <vector>

#include "io/json_value.hpp"
#include "twin/twin_result.hpp"

namespace abscope::study {

/// The members of one twin: lesions, signals, alc, outcome, unmodelled, warnings.
io::JsonValue twin_json(const twin::TwinResult& result);
/// The whole document of `abscope twin` for one case, or for two with their comparison.
io::JsonValue twin_document(const std::vector<twin::TwinResult>& results);
/// Long table: quantity, lesion, t_day, value, bands.
std::string twin_csv(const twin::TwinResult& result);

}  // namespace abscope::study
