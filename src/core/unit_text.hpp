// Quantities written as text with their unit: "8 Gy", "2 d", "1.4e9/L". The unit is never optional.
#pragma once

#include <string_view>

#include "core/quantity.hpp"
#include "core/result.hpp"

namespace abscope {

/// Parses `text` into a quantity of the wanted kind. Errors: no number, no unit, a unit of another kind, not finite.
/// Known units: dose Gy cGy mGy; time s min h d wk; length mm cm m; volume cm3 cc mL L mm3; mass kg g lb;
/// drug mg g ug; cells /L /uL /µL /mm3 /nL G/L.
template <class Q>
Result<Q> parse_quantity(std::string_view text);

/// "day 3", "day 3.5" or "3 d": a point on the course's time axis, t = 0 being 00:00 of day 0.
Result<Duration> parse_day(std::string_view text);

}  // namespace abscope
