// The PNG writer, as png.hpp says; compression by zlib.
#include "report/png.hpp"

#include <zlib.h>

#include "core/contract.hpp"

namespace abscope::report {

namespace {

void append_u32(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFF);
}

void append_chunk(std::string& out, const char* type, std::string_view data) {
    append_u32(out, static_cast<std::uint32_t>(data.size()));
    const std::string body = std::string(type, 4) + std::string(data);
    out += body;
    append_u32(out, static_cast<std::uint32_t>(
                        crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))));
}

}  // namespace

std::string encode_png(int width, int height, const std::vector<std::uint8_t>& pixels,
                       const std::vector<Rgba>& palette) {
    ABSCOPE_EXPECT(width > 0 && height > 0);
    ABSCOPE_EXPECT(pixels.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    ABSCOPE_EXPECT(palette.size() <= 256);
    std::string out("\x89PNG\r\n\x1A\n", 8);
    std::string header;
    append_u32(header, static_cast<std::uint32_t>(width));
    append_u32(header, static_cast<std::uint32_t>(height));
    header += '\x08';
    header += palette.empty() ? '\0' : '\x03';
    header += std::string(3, '\0');
    append_chunk(out, "IHDR", header);
    if (!palette.empty()) {
        std::string colours, alpha;
        for (const auto& c : palette) {
            colours += {static_cast<char>(c.r), static_cast<char>(c.g), static_cast<char>(c.b)};
            alpha += static_cast<char>(c.a);
        }
        append_chunk(out, "PLTE", colours);
        append_chunk(out, "tRNS", alpha);
    }
    // Each row: its filter (0 for palettes; 1, the difference to the left neighbour, for grey) and the bytes.
    std::string rows;
    const bool grey = palette.empty();
    for (int y = 0; y < height; ++y) {
        rows += grey ? '\x01' : '\0';
        const std::size_t first = static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
        for (int x = 0; x < width; ++x) {
            const std::uint8_t left = grey && x > 0 ? pixels[first + static_cast<std::size_t>(x) - 1] : std::uint8_t{0};
            rows += static_cast<char>(pixels[first + static_cast<std::size_t>(x)] - left);
        }
    }
    uLongf size = compressBound(static_cast<uLong>(rows.size()));
    std::string packed(size, '\0');
    const int status = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                                 reinterpret_cast<const Bytef*>(rows.data()), static_cast<uLong>(rows.size()), 9);
    ABSCOPE_EXPECT(status == Z_OK);
    packed.resize(size);
    append_chunk(out, "IDAT", packed);
    append_chunk(out, "IEND", {});
    return out;
}

std::string base64(std::string_view bytes) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = (group << 8) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k <= bytes.size() ? alphabet[(group >> (18 - 6 * k)) & 63] : '=';
    }
    return out;
}

}  // namespace abscope::report
