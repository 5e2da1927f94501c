// Where a verb's result goes.
#include "app/cli/verbs.hpp"
#include "io/output.hpp"

namespace abscope::app {

Result<void> deliver(const Rendering& rendering, const GlobalOptions& global, const Terminal& terminal) {
    if (stop_requested()) return interrupted();
    const bool json = global.json || global.out.ends_with(".json");
    const bool csv = !json && global.out.ends_with(".csv");
    if (csv && rendering.csv.empty())
        return bad_usage("this verb has no CSV form", "'" + global.out + "' ends in .csv",
                         "choose a name that ends in .json or .txt");
    const auto& form = json ? rendering.json : csv ? rendering.csv : rendering.text;
    if (global.out.empty()) return terminal.print(form);
    ABSCOPE_CHECK_OK(io::write_file(global.out, form));
    terminal.note("wrote " + global.out);
    return {};
}

}  // namespace abscope::app
