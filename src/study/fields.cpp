// Ranges, days and counts of case-file values.
#include "study/fields.hpp"

#include <cmath>

#include <fmt/format.h>

namespace abscope::study {

Error bare_number(const Node& node, const char* example) {
    return node.error(fmt::format("{} has no unit", *node.as_number()), "a bare number can mean anything",
                      fmt::format("write it as text with its unit, for example \"{}\"", example));
}

Result<void> check_range(const Node& node, double native, const PlausibleRange& range) {
    const bool too_low = range.low_is_excluded ? native <= range.low : native < range.low;
    if (!too_low && native <= range.high) return {};
    const auto written = node.is_text() ? *node.as_text() : fmt::format("{}", *node.as_number());
    return node.error("'" + written + "' is not plausible", "the range is " + std::string(range.text),
                      range.suggestion);
}

Result<Duration> read_day(const Node& node, DayRange range) {
    ABSCOPE_TRY(const auto text, node.as_text());
    auto day = parse_day(text);
    if (!day.ok()) return node.error(day.error().problem, day.error().why, day.error().suggestion);
    if (range == DayRange::from_day_0 && day->native() < 0.0)
        return node.error("'" + text + "' lies before day 0", "the course begins at 00:00 of day 0",
                          "shift every date so that the earliest treatment is on day 0 or later");
    if (std::abs(day->native()) > 36525.0)
        return node.error("'" + text + "' is not plausible",
                          "it is more than a hundred years away from day 0",
                          "dates are counted in days from day 0, for example \"day 21\"");
    return *day;
}

Result<Duration> day_or(const Node& table, std::string_view key, Duration fallback, DayRange range) {
    const auto* node = table.find(key);
    if (node == nullptr) return fallback;
    return read_day(*node, range);
}

Result<int> count(const Node& table, std::string_view key, int low, int high, const char* suggestion) {
    ABSCOPE_TRY(const Node* node, table.member(key));
    ABSCOPE_TRY(const auto value, node->as_integer());
    if (value < low || value > high)
        return node->error(fmt::format("{} is not plausible", value),
                           fmt::format("the range is {} to {}", low, high), suggestion);
    return static_cast<int>(value);
}

Result<std::vector<const Node*>> tables(const Node& parent, std::string_view key) {
    std::vector<const Node*> out;
    const auto* node = parent.find(key);
    if (node == nullptr) return out;
    if (node->is_table()) {
        out.push_back(node);
        return out;
    }
    for (const auto& item : node->items()) {
        if (!item.is_table())
            return item.error("expected a table", "", fmt::format("write [[{}]] and its keys below it", key));
        out.push_back(&item);
    }
    if (!node->is_array())
        return node->error("expected a table", "", fmt::format("write [[{}]] and its keys below it", key));
    return out;
}

}  // namespace abscope::study
