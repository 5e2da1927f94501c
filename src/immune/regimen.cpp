// The order of interventions.
#include "immune/regimen.hpp"

#include <algorithm>

namespace abscope::immune {

Regimen in_order(Regimen regimen) {
    std::stable_sort(regimen.begin(), regimen.end(), [](const Intervention& a, const Intervention& b) {
        if (a.time_day != b.time_day) return a.time_day < b.time_day;
        return a.act.index() < b.act.index();
    });
    return regimen;
}

}  // namespace abscope::immune
