// Questions a plan answers about itself.
#include "patient/plan.hpp"

#include <algorithm>

namespace abscope::patient {

std::optional<int> Plan::fractions() const {
    if (fraction_groups.empty()) return std::nullopt;
    int sum = 0;
    for (const auto& group : fraction_groups) {
        if (!group.fractions) return std::nullopt;
        sum += *group.fractions;
    }
    return sum;
}

std::optional<double> Plan::prescription_gy() const {
    std::optional<double> best;
    for (const auto& p : prescriptions)
        if (p.dose_gy) best = std::max(best.value_or(0.0), *p.dose_gy);
    return best;
}

std::optional<double> Plan::beam_on_s() const {
    double total = 0.0;
    for (const auto& beam : beams) {
        if (beam.delivery == "SETUP") continue;
        const double* rate = nullptr;
        for (const auto& point : beam.control_points)
            if (point.dose_rate_mu_per_min && *point.dose_rate_mu_per_min > 0.0) {
                rate = &*point.dose_rate_mu_per_min;
                break;
            }
        if (!beam.meterset_mu || !rate) return std::nullopt;
        total += *beam.meterset_mu / *rate * 60.0;
    }
    if (total <= 0.0) return std::nullopt;
    return total;
}

const char* position_name(PatientPosition position) {
    static constexpr const char* names[] = {"HFS", "HFP", "FFS", "FFP", "HFDR", "HFDL", "FFDR", "FFDL", "?"};
    return names[static_cast<int>(position)];
}

}  // namespace abscope::patient
