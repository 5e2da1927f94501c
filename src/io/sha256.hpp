// SHA-256 of files and text, for the digests of inputs in a run's manifest.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace abscope::io {

/// Digest as 64 lower-case hexadecimal digits (FIPS 180-4 [@fips180_4], section 6.2).
std::string sha256(std::string_view bytes);
/// Digest of a file's bytes.
Result<std::string> sha256_of_file(const std::filesystem::path& path);

}  // namespace abscope::io
