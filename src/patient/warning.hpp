// Something odd that did not stop the work; travels with results and is printed, never swallowed.
#pragma once

#include <string>
#include <vector>

namespace abscope::patient {

struct Warning {
    std::string code;  ///< stable, e.g. "structure-outside-dose-grid"
    std::string text;  ///< what, why it matters, what to do
    bool operator==(const Warning&) const = default;
};
using Warnings = std::vector<Warning>;

}  // namespace abscope::patient
