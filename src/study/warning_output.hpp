// Warnings of several stages as one list, and as JSON.
#pragma once

#include "io/json_value.hpp"
#include "patient/warning.hpp"

namespace abscope::study {

/// Adds what is not there yet. Two stages that say the same of the same structure ('name') count as one.
void merge_warnings(patient::Warnings& to, const patient::Warnings& from);
/// List of {code, text}.
io::JsonValue warnings_json(const patient::Warnings& warnings);

}  // namespace abscope::study
