// Text of a JsonValue: numbers, escapes, layout.
#include "io/json_value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/contract.hpp"

namespace abscope::io {

namespace {

/// Length of the well-formed UTF-8 sequence at `at`, 0 where there is none (RFC 3629 table).
std::size_t utf8_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
    const unsigned b0 = byte(0), b1 = byte(1);
    if (b0 < 0x80) return 1;
    if (b0 >= 0xC2 && b0 <= 0xDF) return follows(1) ? 2 : 0;
    if (b0 >= 0xE0 && b0 <= 0xEF) {
        const bool in_range = !(b0 == 0xE0 && b1 < 0xA0) && !(b0 == 0xED && b1 > 0x9F);
        return follows(1) && follows(2) && in_range ? 3 : 0;
    }
    if (b0 >= 0xF0 && b0 <= 0xF4) {
        const bool in_range = !(b0 == 0xF0 && b1 < 0x90) && !(b0 == 0xF4 && b1 > 0x8F);
        return follows(1) && follows(2) && follows(3) && in_range ? 4 : 0;
    }
    return 0;
}

void append_escaped(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const std::size_t length = utf8_length(text, at);
        if (length == 0) {
            out += "\xEF\xBF\xBD";  // replacement character: the text came from a file in another encoding
            ++at;
            continue;
        }
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            constexpr char digits[] = "0123456789abcdef";
            out += "\\u00";
            out += digits[(c >> 4) & 0xF];
            out += digits[c & 0xF];
        } else {
            out.append(text, at, length);
        }
        at += length;
    }
    out += '"';
}

void append_indent(std::string& out, int level) {
    out += '\n';
    out.append(static_cast<std::size_t>(level) * 2, ' ');
}

}  // namespace

std::string number_text(double value) {
    if (!std::isfinite(value)) return "null";
    if (value == 0.0) return "0";  // also −0
    char buffer[32];
    const auto [end, status] = std::to_chars(buffer, buffer + sizeof buffer, value);
    ABSCOPE_EXPECT(status == std::errc{});
    return std::string(buffer, end);
}

JsonValue JsonValue::array(std::span<const double> numbers) {
    Array items;
    items.reserve(numbers.size());
    for (const double number : numbers) items.emplace_back(number);
    return JsonValue(Value(std::move(items)));
}

JsonValue JsonValue::array(std::span<const std::string> texts) {
    Array items;
    for (const auto& text : texts) items.emplace_back(text);
    return JsonValue(Value(std::move(items)));
}

JsonValue& JsonValue::add(std::string name, JsonValue value) {
    auto* members = std::get_if<Object>(&value_);
    ABSCOPE_EXPECT(members != nullptr);
    ABSCOPE_EXPECT(find(name) == nullptr);
    members->emplace_back(std::move(name), std::move(value));
    return *this;
}

JsonValue& JsonValue::append_members(const JsonValue& other) {
    const auto* members = std::get_if<Object>(&other.value_);
    ABSCOPE_EXPECT(members != nullptr);
    for (const auto& [name, value] : *members) add(name, value);
    return *this;
}

JsonValue& JsonValue::push(JsonValue value) {
    auto* items = std::get_if<Array>(&value_);
    ABSCOPE_EXPECT(items != nullptr);
    items->push_back(std::move(value));
    return *this;
}

const JsonValue* JsonValue::find(std::string_view name) const {
    if (const auto* members = std::get_if<Object>(&value_))
        for (const auto& [key, value] : *members)
            if (key == name) return &value;
    return nullptr;
}

void JsonValue::append(std::string& out, int level) const {
    if (const auto* flag = std::get_if<bool>(&value_)) {
        out += *flag ? "true" : "false";
    } else if (const auto* integer = std::get_if<std::int64_t>(&value_)) {
        out += std::to_string(*integer);
    } else if (const auto* number = std::get_if<double>(&value_)) {
        out += number_text(*number);
    } else if (const auto* text = std::get_if<std::string>(&value_)) {
        append_escaped(out, *text);
    } else if (const auto* items = std::get_if<Array>(&value_)) {
        const bool one_line =
            std::all_of(items->begin(), items->end(), [](const JsonValue& v) { return v.is_plain(); });
        out += '[';
        for (std::size_t i = 0; i < items->size(); ++i) {
            if (i > 0) out += one_line ? ", " : ",";
            if (!one_line) append_indent(out, level + 1);
            (*items)[i].append(out, level + 1);
        }
        if (!one_line) append_indent(out, level);
        out += ']';
    } else if (const auto* members = std::get_if<Object>(&value_)) {
        out += '{';
        for (std::size_t i = 0; i < members->size(); ++i) {
            if (i > 0) out += ',';
            append_indent(out, level + 1);
            append_escaped(out, (*members)[i].first);
            out += ": ";
            (*members)[i].second.append(out, level + 1);
        }
        if (!members->empty()) append_indent(out, level);
        out += '}';
    } else {
        out += "null";
    }
}

std::string JsonValue::text() const {
    std::string out;
    append(out, 0);
    return out;
}

}  // namespace abscope::io
