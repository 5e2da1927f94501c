// Crossings of the threshold and their summary. Belongs to schedule.
#include "schedule/alc_recovery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/contract.hpp"

namespace abscope::schedule {

double recovery_day(std::span<const double> t_day, std::span<const double> per_nl) {
    ABSCOPE_EXPECT(!per_nl.empty() && t_day.size() == per_nl.size());
    constexpr double rounding = 1e-9;
    const double threshold = std::min(recovered_per_nl, per_nl.front()) * (1.0 - rounding);
    if (per_nl.back() < threshold) return std::numeric_limits<double>::infinity();
    for (std::size_t i = per_nl.size() - 1; i-- > 0;)
        if (per_nl[i] < threshold) return t_day[i] + (t_day[i + 1] - t_day[i]) * (threshold - per_nl[i]) / (per_nl[i + 1] - per_nl[i]);
    return 0.0;
}

Recovery recovery_of(std::span<const double> days) {
    ABSCOPE_EXPECT(!days.empty());
    std::vector<double> sorted(days.begin(), days.end());
    std::sort(sorted.begin(), sorted.end());
    const double n = static_cast<double>(sorted.size()), middle = sorted[(sorted.size() - 1) / 2];
    Recovery out;
    for (const double day : sorted) {
        out.never_below += (day == 0.0) / n;
        out.not_recovered += std::isinf(day) / n;
    }
    out.median = middle == 0.0 ? Recovery::Median::never_below : std::isinf(middle) ? Recovery::Median::not_within_horizon : Recovery::Median::recovered;
    if (out.median == Recovery::Median::recovered) out.median_day = middle;
    return out;
}

double mean_recovery_day(std::span<const double> days, double horizon_day) {
    double sum = 0.0;
    for (const double day : days) sum += std::min(day, horizon_day);
    return days.empty() ? 0.0 : sum / static_cast<double>(days.size());
}

std::string recovery_text(const Recovery& recovery, double horizon_day) {
    switch (recovery.median) {
        case Recovery::Median::never_below: return "never below";
        case Recovery::Median::recovered: return fmt::format("day {:.0f}", recovery.median_day);
        case Recovery::Median::not_within_horizon: break;
    }
    return fmt::format("not by day {:.0f}", horizon_day);
}

}  // namespace abscope::schedule
