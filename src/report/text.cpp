// Escaping and numbers, as text.hpp says.
#include "report/text.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

namespace abscope::report {

namespace {

// Length of the valid UTF-8 sequence at `at`, 0 where there is none (overlong forms and surrogates are not valid).
std::size_t utf8_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(at + i) & 0xC0) != 0x80) return 0;
    if (lead == 0xE0 && byte(at + 1) < 0xA0) return 0;
    if (lead == 0xED && byte(at + 1) >= 0xA0) return 0;
    if (lead == 0xF0 && byte(at + 1) < 0x90) return 0;
    if (lead == 0xF4 && byte(at + 1) >= 0x90) return 0;
    return length;
}

// The minus sign of typography in front of a number's digits.
std::string with_minus(std::string text) {
    if (!text.empty() && text.front() == '-') text.replace(0, 1, "−");
    return text;
}

}  // namespace

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8_length(text, i);
        const auto c = static_cast<unsigned char>(text[i]);
        if (length == 0 || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
            out += "\xEF\xBF\xBD";
            ++i;
            continue;
        }
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (c == '\'') out += "&#39;";
        else out.append(text.substr(i, length));
        i += length;
    }
    return out;
}

std::string fixed(double value, int decimals) {
    if (!std::isfinite(value)) return std::string(missing);
    std::string text = fmt::format("{:.{}f}", value, std::max(0, decimals));
    if (text.find_first_not_of("-0.") == std::string::npos && text.front() == '-') text.erase(0, 1);
    const std::size_t first = text.front() == '-' ? 1 : 0;
    const std::size_t point = std::min(text.find('.'), text.size());
    if (point - first > 4)
        for (std::size_t at = point; at > first + 3;) {
            at -= 3;
            text.insert(at, "\u202F");
        }
    return with_minus(text);
}

std::string number(double value, int digits) {
    if (!std::isfinite(value)) return std::string(missing);
    if (value == 0.0) return "0";
    const double size = std::abs(value);
    // The exponent after rounding: 0.9996 with three digits is 1.00.
    const std::string scientific = fmt::format("{:.{}e}", size, digits - 1);
    const int exponent = std::stoi(scientific.substr(scientific.find('e') + 1));
    if (exponent < -4 || exponent >= 6) {
        const std::string mantissa = scientific.substr(0, scientific.find('e'));
        return fmt::format("{}{}·10{}", value < 0 ? "−" : "", mantissa, [&] {
            static constexpr const char* digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
            std::string text = exponent < 0 ? "⁻" : "";
            for (const char c : std::to_string(std::abs(exponent))) text += digit[c - '0'];
            return text;
        }());
    }
    return fixed(value, std::max(0, digits - 1 - exponent));
}

std::string compact(double value, int digits) {
    std::string text = number(value, digits);
    if (text.find('.') == std::string::npos || text.find("·") != std::string::npos) return text;
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string range(double low, double high) {
    if (!std::isfinite(low) || !std::isfinite(high)) return std::string(missing);
    const double width = std::max({std::abs(high - low), std::abs(high) * 1e-3, 1e-9});
    const int decimals = std::clamp(1 - static_cast<int>(std::floor(std::log10(width))), 0, 6);
    return fixed(low, decimals) + "–" + fixed(high, decimals);
}

std::string with_range(double value, double low, double high) {
    if (!std::isfinite(low) || !std::isfinite(high)) return number(value);
    const double width = std::max({std::abs(high - low), std::abs(high) * 1e-3, 1e-9});
    const int decimals = std::clamp(1 - static_cast<int>(std::floor(std::log10(width))), 0, 6);
    return fixed(value, decimals) + " (" + range(low, high) + ")";
}

std::string percent(double fraction) {
    if (!std::isfinite(fraction)) return std::string(missing);
    const double value = 100.0 * fraction;
    if (value != 0.0 && std::abs(value) < 0.1) return "under\u00A00.1\u00A0%";
    if (value > 99.9 && value < 100.0) return "over\u00A099.9\u00A0%";
    if (std::abs(value) < 9.95) return fixed(value, value == 0.0 ? 0 : 1) + "\u00A0%";
    return fixed(value, value > 99.0 && value < 100.0 ? 1 : 0) + "\u00A0%";
}

std::string probability(double p) {
    if (!std::isfinite(p)) return std::string(missing);
    if (p < 0.01) return "under\u00A01\u00A0%";
    if (p > 0.99) return "over\u00A099\u00A0%";
    return fixed(100.0 * p, 0) + "\u00A0%";
}

std::string counted(int n, std::string_view noun) {
    return fmt::format("{}\u00A0{}{}", n, noun, n == 1 ? "" : "s");
}

std::string capitalised(std::string text) {
    if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

std::string spoken(std::string_view name) {
    std::string out(name);
    std::replace(out.begin(), out.end(), '_', ' ');
    return out;
}

std::string slug(std::string_view name) {
    std::string out;
    for (const char c : name) {
        const auto u = static_cast<unsigned char>(c);
        if (std::isalnum(u)) out += static_cast<char>(std::tolower(u));
        else if (!out.empty() && out.back() != '-') out += '-';
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out.empty() ? "x" : out;
}

}  // namespace abscope::report
