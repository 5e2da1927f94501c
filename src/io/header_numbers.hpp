// Numbers in the text headers of volume formats (NRRD, MetaImage). Belongs to io.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace abscope::io {

/// Numbers separated by white space, in order; nothing where a word is not wholly a number.
std::optional<std::vector<double>> header_numbers(const std::string& text);

}  // namespace abscope::io
