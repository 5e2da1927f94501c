// The unit tables and the one parser behind parse_quantity.
#include "core/unit_text.hpp"

#include <charconv>
#include <cmath>
#include <span>
#include <string>

namespace abscope {

namespace {

struct Unit {
    std::string_view symbol;
    double to_native;
};

constexpr Unit dose_units[] = {{"Gy", 1.0}, {"cGy", 0.01}, {"mGy", 1e-3}};
constexpr Unit time_units[] = {{"d", 1.0},          {"day", 1.0},          {"days", 1.0},         {"h", 1.0 / 24.0},
                               {"min", 1.0 / 1440}, {"s", 1.0 / 86400.0}, {"ms", 1e-3 / 86400.0}, {"ns", 1e-9 / 86400.0},
                               {"wk", 7.0},         {"weeks", 7.0}};
constexpr Unit length_units[] = {{"mm", 1.0}, {"cm", 10.0}, {"m", 1000.0}};
constexpr Unit volume_units[] = {{"cm3", 1.0}, {"cc", 1.0}, {"mL", 1.0}, {"ml", 1.0}, {"mm3", 1e-3}, {"L", 1000.0}};
constexpr Unit mass_units[] = {{"kg", 1.0}, {"g", 1e-3}, {"lb", 0.45359237}};
constexpr Unit drug_units[] = {{"mg", 1.0}, {"g", 1000.0}, {"ug", 1e-3}};
constexpr Unit cell_units[] = {{"/L", 1e-9},   {"/uL", 1e-3},  {"/µL", 1e-3}, {"/mm3", 1e-3},
                               {"/nL", 1.0}, {"G/L", 1.0},   {"1e9/L", 1.0}};

template <class Q>
struct Kind;
template <> struct Kind<PhysicalDose> { static constexpr std::span<const Unit> units = dose_units; static constexpr auto name = "dose"; static constexpr auto example = "8 Gy"; };
template <> struct Kind<AlphaBeta> { static constexpr std::span<const Unit> units = dose_units; static constexpr auto name = "alpha/beta"; static constexpr auto example = "10 Gy"; };
template <> struct Kind<Duration> { static constexpr std::span<const Unit> units = time_units; static constexpr auto name = "time"; static constexpr auto example = "2 d"; };
template <> struct Kind<Length> { static constexpr std::span<const Unit> units = length_units; static constexpr auto name = "length"; static constexpr auto example = "175 cm"; };
template <> struct Kind<Volume> { static constexpr std::span<const Unit> units = volume_units; static constexpr auto name = "volume"; static constexpr auto example = "12 cm3"; };
template <> struct Kind<Mass> { static constexpr std::span<const Unit> units = mass_units; static constexpr auto name = "mass"; static constexpr auto example = "72 kg"; };
template <> struct Kind<DrugMass> { static constexpr std::span<const Unit> units = drug_units; static constexpr auto name = "drug dose"; static constexpr auto example = "200 mg"; };
template <> struct Kind<CellConcentration> { static constexpr std::span<const Unit> units = cell_units; static constexpr auto name = "cell concentration"; static constexpr auto example = "1.4e9/L"; };

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

struct NumberAndUnit {
    double number;
    std::string_view unit;
};

Result<NumberAndUnit> split(std::string_view whole, const char* kind, const char* example) {
    const auto text = trimmed(whole);
    double number = 0.0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (status != std::errc{})
        return bad_input(quoted(whole) + " is not a " + kind, "it does not begin with a number",
                         "write for example \"" + std::string(example) + "\"");
    if (!std::isfinite(number)) return bad_input(quoted(whole) + " is not a " + kind, "the number is not finite");
    return NumberAndUnit{number, trimmed(text.substr(static_cast<std::size_t>(end - text.data())))};
}

std::string list_units(std::span<const Unit> units) {
    std::string out;
    for (const auto& unit : units) out += (out.empty() ? "" : ", ") + std::string(unit.symbol);
    return out;
}

}  // namespace

template <class Q>
Result<Q> parse_quantity(std::string_view text) {
    ABSCOPE_TRY(const auto parts, split(text, Kind<Q>::name, Kind<Q>::example));
    if (parts.unit.empty())
        return bad_input(quoted(text) + " has no unit", "a bare number can mean anything",
                         "write for example \"" + std::string(Kind<Q>::example) + "\"");
    for (const auto& unit : Kind<Q>::units)
        if (unit.symbol == parts.unit) return Q::from_native(parts.number * unit.to_native);
    return bad_input(quoted(parts.unit) + " is not a unit of " + Kind<Q>::name, "in " + quoted(text),
                     "use one of: " + list_units(Kind<Q>::units));
}

template Result<PhysicalDose> parse_quantity<PhysicalDose>(std::string_view);
template Result<AlphaBeta> parse_quantity<AlphaBeta>(std::string_view);
template Result<Duration> parse_quantity<Duration>(std::string_view);
template Result<Length> parse_quantity<Length>(std::string_view);
template Result<Volume> parse_quantity<Volume>(std::string_view);
template Result<Mass> parse_quantity<Mass>(std::string_view);
template Result<DrugMass> parse_quantity<DrugMass>(std::string_view);
template Result<CellConcentration> parse_quantity<CellConcentration>(std::string_view);

Result<Duration> parse_day(std::string_view text) {
    const auto t = trimmed(text);
    if (t.substr(0, 4) == "day ") {
        ABSCOPE_TRY(const auto parts, split(t.substr(4), "day", "day 3"));
        if (!parts.unit.empty())
            return bad_input(quoted(text) + " is not a day", quoted(parts.unit) + " follows the number", "write for example \"day 3\"");
        return days(parts.number);
    }
    return parse_quantity<Duration>(text);
}

}  // namespace abscope
