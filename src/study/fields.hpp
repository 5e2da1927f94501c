// Reading of case-file values: quantities with their unit, days, counts, each with the range outside of which it is
// taken for a mistake. The ranges stand in docs/formats/case-file.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.hpp"
#include "core/quantity.hpp"
#include "core/unit_text.hpp"

namespace abscope::study {

/// Plausible range of a quantity in its native unit, and what a value outside it suggests.
struct PlausibleRange {
    double low;
    double high;
    bool low_is_excluded = false;
    const char* text;        ///< the range as the user would write it: "0 to 100 Gy"
    const char* suggestion;  ///< what to do about it
};

/// The error of a number without a unit.
Error bare_number(const Node& node, const char* example);

/// A number with its unit as text; a bare number is refused with an example.
template <class Q>
Result<Q> read_quantity(const Node& node, const char* example) {
    if (node.is_number()) return bare_number(node, example);
    ABSCOPE_TRY(const auto text, node.as_text());
    auto value = parse_quantity<Q>(text);
    if (value.ok()) return value;
    const auto& fault = value.error();
    return node.error(fault.problem, fault.why, fault.suggestion);
}

/// Refuses a value outside its plausible range.
Result<void> check_range(const Node& node, double native, const PlausibleRange& range);

/// A member that must be there, with its unit and inside its range.
template <class Q>
Result<Q> quantity(const Node& table, std::string_view key, const PlausibleRange& range,
                   const char* example) {
    ABSCOPE_TRY(const Node* node, table.member(key));
    ABSCOPE_TRY(const Q value, read_quantity<Q>(*node, example));
    ABSCOPE_CHECK_OK(check_range(*node, value.native(), range));
    return value;
}

/// A member that may be absent.
template <class Q>
Result<std::optional<Q>> optional_quantity(const Node& table, std::string_view key,
                                           const PlausibleRange& range, const char* example) {
    if (table.find(key) == nullptr) return std::optional<Q>();
    ABSCOPE_TRY(const Q value, quantity<Q>(table, key, range, example));
    return std::optional<Q>(value);
}

/// "day 3", or a list of them; before day 0 only where `before_day_0` allows it.
enum class DayRange { from_day_0, any };
Result<Duration> read_day(const Node& node, DayRange range);
Result<Duration> day_or(const Node& table, std::string_view key, Duration fallback, DayRange range);

/// A whole number between low and high.
Result<int> count(const Node& table, std::string_view key, int low, int high, const char* suggestion);

/// A table, or a list of tables; anything else is an error.
Result<std::vector<const Node*>> tables(const Node& parent, std::string_view key);

}  // namespace abscope::study
