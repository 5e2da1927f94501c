// The rule layer over a grid of schedules.
#include "windows/rule_map.hpp"

#include <cmath>

#include "core/contract.hpp"

namespace abscope::windows {

RuleMap rule_map(const WindowRules& rules, const RuleMapOptions& options) {
    ABSCOPE_EXPECT(options.doses >= 2 && options.lowest_gy > 0.0 && options.highest_gy > options.lowest_gy && options.most_fractions >= 1);
    RuleMap map;
    map.options = options;
    const double step = std::log(options.highest_gy / options.lowest_gy) / (options.doses - 1);
    for (int i = 0; i < options.doses; ++i) map.dose_gy.push_back(options.lowest_gy * std::exp(step * i));
    map.dose_gy.back() = options.highest_gy;
    for (int n = 1; n <= options.most_fractions; ++n) {
        auto schedule = schedule_of(gray(1.0), n, options.interval, options.start_weekday, options.ici);
        map.overall_time_day.push_back(value_as<Day>(schedule.overall_time));
        for (const double dose_gy : map.dose_gy) {
            schedule.dose_per_fraction = gray(dose_gy);
            const auto window = classify(rules, schedule);
            const auto weight = class_weight(rules, window, options.ici);
            map.window.push_back(window);
            map.score.push_back(weight ? *weight * membership(rules, schedule, window) : std::numeric_limits<double>::quiet_NaN());
        }
    }
    return map;
}

}  // namespace abscope::windows
