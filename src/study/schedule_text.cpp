// Parsing of "8x3".
#include "study/schedule_text.hpp"

#include <charconv>
#include <cmath>
#include <string>

#include <fmt/format.h>

namespace abscope::study {

namespace {

void skip_blanks(std::string_view& text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
}

bool take(std::string_view& text, std::string_view token) {
    skip_blanks(text);
    if (!text.starts_with(token)) return false;
    text.remove_prefix(token.size());
    return true;
}

template <class Number>
bool take_number(std::string_view& text, Number& number) {
    skip_blanks(text);
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (status != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

}  // namespace

Result<ScheduleText> parse_schedule(std::string_view whole) {
    auto text = whole;
    double dose = 0.0;
    int fractions = 0;
    bool ok = take_number(text, dose);
    take(text, "Gy");
    ok = ok && (take(text, "x") || take(text, "X") || take(text, "×") || take(text, "*"));
    ok = ok && take_number(text, fractions);
    skip_blanks(text);
    const std::string quoted = "'" + std::string(whole) + "'";
    if (!ok || !text.empty())
        return bad_usage(quoted + " is not a schedule", "dose first, then the number of fractions",
                         "write for example 8x3 for 8 Gy in each of 3 fractions");
    if (!std::isfinite(dose) || dose <= 0.0 || dose > 100.0 || fractions < 1 || fractions > 100)
        return bad_usage(
            quoted + " is not plausible",
            "the dose of one fraction is above 0 and up to 100 Gy, and there are 1 to 100 fractions",
            fractions > 0 && dose >= fractions
                ? "check the numbers"
                : fmt::format("the dose comes first: did you mean {}x{:.0f}?", fractions, dose));
    return ScheduleText{gray(dose), fractions};
}

}  // namespace abscope::study
