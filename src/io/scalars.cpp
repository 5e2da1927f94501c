// Bytes to numbers and back.
#include "io/scalars.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "core/contract.hpp"
#include "core/parallel.hpp"

namespace abscope::io {

namespace {

constexpr std::size_t grain = 1u << 20;

template <class T>
T swapped(T value, ByteOrder order) {
    const bool is_here = (std::endian::native == std::endian::little) == (order == ByteOrder::little);
    if (is_here || sizeof(T) == 1) return value;
    char raw[sizeof(T)];
    std::memcpy(raw, &value, sizeof(T));
    std::reverse(raw, raw + sizeof(T));
    std::memcpy(&value, raw, sizeof(T));
    return value;
}

template <class T>
void decode_as(std::string_view bytes, ByteOrder order, double slope, double intercept, std::vector<float>& out) {
    parallel_chunks(out.size(), grain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            out[i] = static_cast<float>(slope * static_cast<double>(value_at<T>(bytes, i * sizeof(T), order)) + intercept);
    });
}

}  // namespace

template <class T>
T value_at(std::string_view bytes, std::size_t at, ByteOrder order) {
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof(T));
    return swapped(value, order);
}
template std::int16_t value_at<std::int16_t>(std::string_view, std::size_t, ByteOrder);
template std::int32_t value_at<std::int32_t>(std::string_view, std::size_t, ByteOrder);
template float value_at<float>(std::string_view, std::size_t, ByteOrder);

std::size_t bytes_of(Scalar type) {
    switch (type) {
        case Scalar::int8:
        case Scalar::uint8: return 1;
        case Scalar::int16:
        case Scalar::uint16: return 2;
        case Scalar::int32:
        case Scalar::uint32:
        case Scalar::float32: return 4;
        default: return 8;
    }
}

bool is_integer(Scalar type) { return type != Scalar::float32 && type != Scalar::float64; }

Result<std::vector<float>> decode(std::string_view bytes, Scalar type, ByteOrder order, std::size_t count, double slope,
                                  double intercept) {
    if (bytes.size() / bytes_of(type) < count)
        return bad_input(fmt::format("the file holds {} bytes of values", bytes.size()),
                         fmt::format("its header needs {} for {} voxels", count * bytes_of(type), count),
                         "It is cut off; copy or export it again.");
    std::vector<float> out(count);
    switch (type) {
        case Scalar::int8: decode_as<std::int8_t>(bytes, order, slope, intercept, out); break;
        case Scalar::uint8: decode_as<std::uint8_t>(bytes, order, slope, intercept, out); break;
        case Scalar::int16: decode_as<std::int16_t>(bytes, order, slope, intercept, out); break;
        case Scalar::uint16: decode_as<std::uint16_t>(bytes, order, slope, intercept, out); break;
        case Scalar::int32: decode_as<std::int32_t>(bytes, order, slope, intercept, out); break;
        case Scalar::uint32: decode_as<std::uint32_t>(bytes, order, slope, intercept, out); break;
        case Scalar::int64: decode_as<std::int64_t>(bytes, order, slope, intercept, out); break;
        case Scalar::uint64: decode_as<std::uint64_t>(bytes, order, slope, intercept, out); break;
        case Scalar::float32: decode_as<float>(bytes, order, slope, intercept, out); break;
        case Scalar::float64: decode_as<double>(bytes, order, slope, intercept, out); break;
    }
    const auto strange = std::count_if(out.begin(), out.end(), [](float v) { return !std::isfinite(v); });
    if (strange > 0)
        return bad_input(fmt::format("{} of {} voxels are no numbers (NaN or infinite)", strange, count),
                         "what they stand for is not known", "Replace them, for example by 0, in the program that wrote the file.");
    return out;
}

Encoded encode(const std::vector<float>& values) {
    const bool whole = std::all_of(values.begin(), values.end(),
                                   [](float v) { return v >= -32768.0f && v <= 32767.0f && v == std::floor(v); });
    Encoded out{whole ? Scalar::int16 : Scalar::float32, {}};
    const std::size_t size = bytes_of(out.type);
    out.bytes.resize(values.size() * size);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (whole) {
            const auto v = swapped(static_cast<std::int16_t>(values[i]), ByteOrder::little);
            std::memcpy(out.bytes.data() + i * size, &v, size);
        } else {
            const float v = swapped(values[i], ByteOrder::little);
            std::memcpy(out.bytes.data() + i * size, &v, size);
        }
    }
    return out;
}

}  // namespace abscope::io
