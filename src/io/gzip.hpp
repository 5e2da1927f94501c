// zlib and gzip streams, bounded: what is decompressed never exceeds what the caller expects.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace abscope::io {

/// Whether the bytes begin like a gzip file.
bool is_gzip(std::string_view bytes);
/// At most `most` bytes of the gzip or zlib stream; what lies beyond is not decompressed.
Result<std::string> decompress(std::string_view bytes, std::size_t most);
/// The same for a stream without any header.
Result<std::string> inflate_raw(std::string_view bytes, std::size_t most);
/// gzip without name and time, so that the same bytes give the same file.
std::string gzip(std::string_view bytes);
/// A bare zlib stream.
std::string deflate_zlib(std::string_view bytes);
/// The most that a stream of so many bytes can hold.
std::size_t most_decompressed(std::size_t compressed_bytes);

}  // namespace abscope::io
