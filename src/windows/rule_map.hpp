// Classes and scores of the hypothesis over dose per fraction × number of fractions, for a heat map. The rules are
// those of [@chen2026] as read in docs/methods/windows.md.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "core/quantity.hpp"
#include "windows/assessment.hpp"

namespace abscope::windows {

struct RuleMapOptions {
    int doses = 100;                    ///< grid points, logarithmic between the two ends
    double lowest_gy = 0.3, highest_gy = 30.0;
    int most_fractions = 60;            ///< n = 1 … most_fractions
    std::optional<Duration> interval;   ///< none: five fractions a week
    int start_weekday = 0;              ///< 0 = Monday
    IciTiming ici = IciTiming::concurrent;
};

/// Entry of (dose i, n) is [i + doses × (n − 1)].
struct RuleMap {
    RuleMapOptions options;
    std::vector<double> dose_gy;        ///< [Gy]
    std::vector<double> overall_time_day;  ///< of n = 1 … [d]
    std::vector<WindowClass> window;
    std::vector<double> score;          ///< NaN where unclassified [-]
};

RuleMap rule_map(const WindowRules& rules, const RuleMapOptions& options = {});

}  // namespace abscope::windows
