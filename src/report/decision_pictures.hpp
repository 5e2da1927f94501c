// Pictures of the decision report: the tornado and the map. Belongs to report.
#pragma once

#include <string>

#include "report/decision.hpp"

namespace abscope::report {

std::string tornado_svg(const DecisionPage& page);
std::string map_svg(const DecisionMap& map);

}  // namespace abscope::report
