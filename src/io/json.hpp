// JSON files as Documents that know file, line and dotted key. The parser (nlohmann) stays in json.cpp; what we write
// is made with io/json_value.hpp.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/document.hpp"

namespace abscope::io {

/// Reads a JSON file; the file name in messages is the path as given.
Result<Document> read_json(const std::filesystem::path& path);
/// Parses JSON text; `file` is what messages call it.
Result<Document> parse_json(std::string_view text, const std::string& file);

}  // namespace abscope::io
