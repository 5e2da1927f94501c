// abscope twin fit: to a card, or to a user's measurements.
#include "app/cli/fit_card.hpp"
#include "app/cli/fit_data.hpp"
#include "app/cli/petab_files.hpp"

namespace abscope::app {

Result<void> run_fit(const FitOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    if (!options.petab.empty()) {
        if (options.data.empty() || options.free.empty()) {
            return bad_usage("--petab needs data and --free", "", "write for example: abscope twin fit mice.csv --free rg,alpha --petab problem");
        }
        ABSCOPE_TRY(const auto said, write_petab(options.data, options.free, options.petab));
        return terminal.print(said);
    }
    ABSCOPE_TRY(const auto rendering, options.data.empty() ? fit_card(options, global, terminal) : fit_data(options, global, terminal));
    return deliver(rendering, global, terminal);
}

}  // namespace abscope::app
