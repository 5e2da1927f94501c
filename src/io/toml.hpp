// TOML files as Documents that know file, line and dotted key. The parser itself (toml++) stays in toml.cpp.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/document.hpp"

namespace abscope::io {

/// Reads a TOML file; the file name in messages is the path as given.
Result<Document> read_toml(const std::filesystem::path& path);
/// Parses TOML text; `file` is what messages call it.
Result<Document> parse_toml(std::string_view text, const std::string& file);

}  // namespace abscope::io
