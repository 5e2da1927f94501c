// Warnings as JSON: code and text.
#pragma once

#include "io/json_value.hpp"
#include "patient/warning.hpp"

namespace abscope::study {

inline io::JsonValue warnings_json(const patient::Warnings& warnings) {
    auto out = io::JsonValue::array();
    for (const auto& warning : warnings) out.push(io::JsonValue::object({{"code", warning.code}, {"text", warning.text}}));
    return out;
}

}  // namespace abscope::study
