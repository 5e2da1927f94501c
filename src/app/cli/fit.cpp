// abscope twin fit: to a card, or to a user's measurements.
#include "app/cli/fit_card.hpp"
#include "app/cli/fit_data.hpp"

namespace abscope::app {

Result<void> run_fit(const FitOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    ABSCOPE_TRY(const auto rendering, options.data.empty() ? fit_card(options, global, terminal) : fit_data(options, global, terminal));
    return deliver(rendering, global, terminal);
}

}  // namespace abscope::app
