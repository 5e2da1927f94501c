// abscope twin fit on a card: what each method prints. Belongs to app/cli.
#pragma once

#include "app/cli/verbs.hpp"

namespace abscope::app {

/// Fit, ensemble, population, folds, profiles or sensitivities of a scorecard.
Result<Rendering> fit_card(const FitOptions& options, const GlobalOptions& global, const Terminal& terminal);

}  // namespace abscope::app
