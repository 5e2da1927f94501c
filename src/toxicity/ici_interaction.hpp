// What checkpoint inhibition changes in radiation toxicity, organ by organ, with its uncertainty. There is no multiplier that
// holds for all organs: an organ without evidence has none. Sources with each number; docs/methods/toxicity.md [@chen2026].
#pragma once

#include <string>

namespace abscope::toxicity {

/// The odds of `p` [-] multiplied by `ratio` [-].
double with_odds_ratio(double p, double ratio);

/// An odds ratio known by its median and 95 % limits: normal in ln on each side of the median.
struct OddsRatio {
    double median = 1.0, low = 1.0, high = 1.0;  ///< [-]
    std::string source;

    /// The ratio at a standard normal deviate `z` [-].
    double at(double z) const;
};

/// Pneumonitis with checkpoint inhibition against without: prior of median 1.5 (1.0 to 2.5).
OddsRatio pneumonitis_odds_ratio();

/// Thyroid dysfunction with checkpoint inhibition after irradiation of the neck against without: adjusted odds ratio of one series
/// of 91 patients [@paydary2020], 28 of them affected. The series knew whether the neck was irradiated, not the dose to the thyroid.
OddsRatio thyroid_odds_ratio();
/// A second series (82 patients with oesophageal cancer on camrelizumab, thoracic radiotherapy before): 16 of 45 and 4 of 37
/// affected [@camrelizumab2022]; the shares with and without radiotherapy [-].
struct ThyroidSeries {
    double with_radiotherapy = 16.0 / 45.0, without = 4.0 / 37.0;  ///< [-]
};

/// When pneumonitis comes, given that it comes: gamma density with its mode at 10 weeks, the middle of the 8 to 12 weeks of
/// [@chen2026]; its width (shape 6) is ours. Share of cases [-] until `week` [week].
double pneumonitis_share_by(double week);
/// The hazard of the whole group [1/week] when a share `p` of it [-] is ever affected, at `week` [week]. Its mode lies at 8 to 12
/// weeks for p ≤ 0.4; when most are affected it moves later, as those who are not become few.
double pneumonitis_hazard_per_week(double p, double week);

}  // namespace abscope::toxicity
