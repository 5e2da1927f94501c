// When the lymphocyte count is back: the last day on which it rises above the limit of grade 1 of "lymphocyte count decreased",
// 0.8e9/L, and stays there. Belongs to schedule; limits of the grades: [@ctcae5].
#pragma once

#include <span>
#include <string>
#include <vector>

namespace abscope::schedule {

/// Grade 2 begins below it [@ctcae5] [1e9/L].
inline constexpr double recovered_per_nl = 0.8;

/// Day of the last rise to the threshold, between two days by a straight line [d]; 0: never below it; infinity: below it on the last
/// day. A patient who begins below `recovered_per_nl` has recovered at his first count. `t_day` rises and is as long as `per_nl`.
double recovery_day(std::span<const double> t_day, std::span<const double> per_nl);

/// The patients of a candidate together.
struct Recovery {
    enum class Median { never_below, recovered, not_within_horizon };
    Median median = Median::never_below;  ///< what the patient of the median does
    double median_day = 0.0;              ///< where recovered [d]
    double never_below = 0.0, not_recovered = 0.0;  ///< shares of patients [-]
};
/// `days` of recovery_day, one a patient; at least one.
Recovery recovery_of(std::span<const double> days);
/// Mean day of recovery, a patient who is not back within the horizon counted with the horizon [d].
double mean_recovery_day(std::span<const double> days, double horizon_day);
/// "never below", "day 63", "not by day 180".
std::string recovery_text(const Recovery& recovery, double horizon_day);

}  // namespace abscope::schedule
