// The scorecard as a page of the documentation. Belongs to scorecard.
#pragma once

#include <string>

#include "scorecard/assembly.hpp"

namespace abscope::scorecard {

/// Markdown: what the columns mean, the rows, the contested questions, the known gaps, and how the ensemble was made. The same
/// input gives the same text.
std::string page_text(const Assembly& assembly, const Scored& scored);

/// A number with three significant digits; "–" where there is none [unit of the number].
std::string short_number(double value);

}  // namespace abscope::scorecard
