// The absolute lymphocyte count over a course, its subsets and the neutrophil-to-lymphocyte ratio, with their uncertainty:
// result types of the slow layer.
#pragma once

#include <string>
#include <vector>

namespace abscope::blood {

/// One quantile band over time.
struct CountBand {
    double level = 0.0;                           ///< coverage, 0.5 or 0.9 [-]
    std::vector<double> low_per_nl, high_per_nl;  ///< [1e9/L]
};

/// A subset over time.
struct SubsetCount {
    std::string name;                             ///< "CD4", "CD8", "Treg", "B", "NK"
    double baseline_per_nl = 0.0;                 ///< [1e9/L]
    std::vector<double> per_nl;                   ///< central parameters [1e9/L]
    std::vector<double> low_per_nl, high_per_nl;  ///< 90 % of the samples [1e9/L]
    double nadir_per_nl = 0.0;                    ///< [1e9/L]
    double nadir_day = 0.0;                       ///< [d]
};

/// Neutrophil-to-lymphocyte ratio over time.
struct NeutrophilRatio {
    double neutrophil_baseline_per_nl = 0.0;  ///< [1e9/L]
    bool baseline_assumed = false;           ///< no neutrophil count was given: the population prior was used
    std::vector<double> neutrophils_per_nl;  ///< central parameters [1e9/L]
    std::vector<double> ratio;               ///< central parameters [-]
    std::vector<double> low, high;           ///< 90 % of the samples [-]
    double highest = 0.0;                    ///< [-]
    double highest_day = 0.0;                ///< [d]
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
    std::vector<double> draw_nadir_per_nl;  ///< nadir of each sample, in order of the samples [1e9/L]
    std::vector<SubsetCount> subsets;
    NeutrophilRatio nlr;
};

/// CTCAE v5 grade of a lymphocyte count [1e9/L]: 0 normal (≥ 1.0 taken as the lower limit of normal), 1 ≥ 0.8, 2 ≥ 0.5,
/// 3 ≥ 0.2, 4 below [@ctcae5].
int lymphopenia_grade(double alc_per_nl);

}  // namespace abscope::blood
