// The absolute lymphocyte count over a course, with its uncertainty: result types of the slow layer.
#pragma once

#include <string_view>
#include <vector>

namespace abscope::blood {

/// One quantile band over time.
struct CountBand {
    double level = 0.0;                           ///< coverage, 0.5 or 0.9 [-]
    std::vector<double> low_per_nl, high_per_nl;  ///< [1e9/L]
};

/// ALC(t): the curve at the central parameters, bands from the parameter spread.
struct LymphocyteCount {
    std::vector<double> t_day;          ///< [d]
    std::vector<double> per_nl;         ///< central parameters [1e9/L]
    std::vector<double> median_per_nl;  ///< of the parameter samples [1e9/L]
    std::vector<CountBand> bands;       ///< 50 % and 90 %
    std::vector<double> p_below_0_5;    ///< share of the samples below 0.5e9/L at each time [-]
    double baseline_per_nl = 0.0;       ///< [1e9/L]
    bool baseline_assumed = false;      ///< no count was given: the population prior was used
    double nadir_per_nl = 0.0;          ///< [1e9/L]
    double nadir_day = 0.0;             ///< [d]
    double nadir_low_per_nl = 0.0, nadir_high_per_nl = 0.0;  ///< 90 % of the samples [1e9/L]
    double recovery_day =
        0.0;  ///< first day after the nadir above 90 % of the baseline; NaN: not within the horizon
    double p_grade3 = 0.0;  ///< P(nadir < 0.5e9/L) [-]
    double p_grade4 = 0.0;  ///< P(nadir < 0.2e9/L) [-]
    int draws = 0;
};

/// CTCAE v5 grade of a lymphocyte count [1e9/L]: 0 normal (≥ 1.0 taken as the lower limit of normal), 1 ≥ 0.8, 2 ≥ 0.5,
/// 3 ≥ 0.2, 4 below [@ctcae5].
int lymphopenia_grade(double alc_per_nl);

}  // namespace abscope::blood
