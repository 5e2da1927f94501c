// PNG images (8-bit grey, or 8-bit palette with transparency) and base64, for pictures inside the HTML file.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace abscope::report {

struct Rgba {
    std::uint8_t r = 0, g = 0, b = 0, a = 255;
};

/// PNG of one byte a pixel, row by row from the top (ISO/IEC 15948). Palette: at most 256 colours; empty: grey.
std::string encode_png(int width, int height, const std::vector<std::uint8_t>& pixels,
                       const std::vector<Rgba>& palette = {});

/// Base64 with padding (RFC 4648, section 4).
std::string base64(std::string_view bytes);

}  // namespace abscope::report
