// Rows of the small comma-separated tables that travel with the program (data/*.csv of this module): `#` starts a
// comment line, the first line is the header, fields may be quoted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace abscope::blood {

/// Rows below the header.
std::vector<std::vector<std::string>> csv_rows(std::string_view text);

}  // namespace abscope::blood
