// Numbers as volume files store them. Internal to the volume readers of io.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace abscope::io {

enum class Scalar { int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64 };
enum class ByteOrder { little, big };

std::size_t bytes_of(Scalar type);
bool is_integer(Scalar type);

/// slope · stored + intercept of `count` numbers; refuses bytes that are too few, and values that are no numbers.
Result<std::vector<float>> decode(std::string_view bytes, Scalar type, ByteOrder order, std::size_t count, double slope,
                                  double intercept);
/// One number from the bytes at `at`.
template <class T>
T value_at(std::string_view bytes, std::size_t at, ByteOrder order);

/// Little-endian bytes: 16-bit whole numbers where every value is one, else 32-bit floating point.
struct Encoded {
    Scalar type = Scalar::float32;
    std::string bytes;
};
Encoded encode(const std::vector<float>& values);

}  // namespace abscope::io
