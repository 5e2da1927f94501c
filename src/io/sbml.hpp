// Models as SBML (Systems Biology Markup Language): written as Level 3 Version 2, read from Levels 2 and 3 within the
// subset that docs/formats/sbml.md lists. Each element beyond the subset is refused by name and line.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "math/ode_model.hpp"

namespace abscope::io {

/// A model as SBML [@keating2020]: states are parameters with rate rules, shared parts of formulas parameters with assignment rules, events
/// fire at their time in the order of the list. SBML's time begins at 0, which is the model's start.
std::string write_sbml(const math::OdeModel& model);

Result<math::OdeModel> parse_sbml(std::string_view text, const std::string& file);
Result<math::OdeModel> read_sbml(const std::filesystem::path& path);

}  // namespace abscope::io
