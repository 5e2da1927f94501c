// Data files that travel inside the program (everything under data/, and the parameter files that stand beside
// their model under src/), so that it runs from anywhere. The build turns them into text: cmake/embed.cmake.
#pragma once

#include <string_view>
#include <vector>

namespace abscope::core {

// Text of a data file by its name relative to data/ ("roi_aliases.toml"), or relative to src/ for a parameter file
// beside its model ("immune/models/m/parameters.toml"). Asking for a file that was not embedded is a bug.
std::string_view embedded_file(std::string_view name);

// True when a file of that name was embedded.
bool has_embedded_file(std::string_view name);

// Names of all embedded files, sorted.
std::vector<std::string_view> embedded_file_names();

}  // namespace abscope::core
