// The scorecard as a page of the documentation. Belongs to scorecard.
#pragma once

#include <optional>
#include <string>

#include "scorecard/assembly.hpp"

namespace abscope::scorecard {

/// Markdown: what the columns mean, the rows, the contested questions, the known gaps, and how the ensemble was made. The same
/// input gives the same text.
std::string page_text(const Assembly& assembly, const Scored& scored);

/// A number with three significant digits; "–" where there is none [unit of the number].
std::string short_number(double value);

/// The rows alone, one line each, for a page of the documentation.
std::string compact_table(const Assembly& assembly, const Scored& scored);

/// A page with the compact table between `<!-- abscope scorecard --card NAME -->` and `<!-- end of the scorecard -->`, what stood
/// there replaced; nothing for a page without these marks.
std::optional<std::string> with_table(const std::string& page, const Assembly& assembly, const Scored& scored);

}  // namespace abscope::scorecard
