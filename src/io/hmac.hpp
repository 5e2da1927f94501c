// Keyed digests: pseudonyms that only the holder of the key can make again.
#pragma once

#include <string>
#include <string_view>

namespace abscope::io {

/// HMAC-SHA-256 as 64 lower-case hexadecimal digits (RFC 2104 [@rfc2104]).
std::string hmac_sha256(std::string_view key, std::string_view message);

}  // namespace abscope::io
