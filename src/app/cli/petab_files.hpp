// A user's data and the immune twin as a PEtab problem in a folder: for `sbml petab` and `twin fit --petab`. Belongs to app.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"

namespace abscope::app {

/// Writes the problem (model of each patient, conditions, observables, measurements, parameters, problem.yaml) and says in one
/// line what it is. `data` is in the NONMEM layout; `estimated` are names of the mouse set.
Result<std::string> write_petab(const std::string& data, const std::vector<std::string>& estimated, const std::string& folder);

}  // namespace abscope::app
