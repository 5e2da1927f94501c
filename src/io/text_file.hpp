// Reads a whole text file, with messages that say what is in the way. Used by every text reader of io.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace abscope::io {

/// The bytes of a file without a UTF-8 byte order mark. Errors: missing, a folder, not readable, larger than 1 GiB.
Result<std::string> read_text_file(const std::filesystem::path& path);
/// The bytes of any file, refused where they are more than `most`.
Result<std::string> read_binary_file(const std::filesystem::path& path, std::size_t most);

}  // namespace abscope::io
