// Text for the report: escaping that makes any name safe, and numbers written the same way everywhere.
#pragma once

#include <string>
#include <string_view>

namespace abscope::report {

/// Text safe inside HTML, SVG and quoted attributes: & < > " ' are escaped, control characters and bytes that are not
/// UTF-8 become the replacement character.
std::string escape(std::string_view text);

/// What stands for a number that cannot be said.
inline constexpr std::string_view missing = "–";

/// A number with `digits` significant digits, plain notation between 1e-4 and 1e6; NaN is `missing`.
std::string number(double value, int digits = 3);
/// A number as people type it: at most `digits` significant digits, no zeros after the last that counts ("8", "2.25").
std::string compact(double value, int digits = 4);
/// A number with a fixed count of decimals; NaN is `missing`.
std::string fixed(double value, int decimals);
/// "0.41–0.67": both ends with the decimals that the width of the range supports (two significant digits of it).
std::string range(double low, double high);
/// A share [-] in percent: "23 %", "0.4 %", "under 0.1 %", "over 99.9 %".
std::string percent(double fraction);
/// A probability [-] in percent, never said to be 0 or 100: "under 1 %", "7 %", "over 99 %".
std::string probability(double p);
/// A value with its 90 % range, to the same decimals: "1.12 (0.94–1.28)".
std::string with_range(double value, double low, double high);
/// A count with its noun: "1 fraction", "7 fractions".
std::string counted(int n, std::string_view noun);
/// First letter large.
std::string capitalised(std::string text);
/// Underscores to spaces: "lung_left" reads "lung left".
std::string spoken(std::string_view name);
/// A stable fragment of letters, digits and hyphens for ids and file names.
std::string slug(std::string_view name);

}  // namespace abscope::report
