// abscope twin fit on a user's measurements. Belongs to app/cli.
#pragma once

#include "app/cli/verbs.hpp"

namespace abscope::app {

/// Best set, posterior or population for a table in the NONMEM layout.
Result<Rendering> fit_data(const FitOptions& options, const GlobalOptions& global, const Terminal& terminal);

}  // namespace abscope::app
