// Odds ratios of checkpoint inhibition. Belongs to toxicity.
#include "toxicity/ici_interaction.hpp"

#include <cmath>

#include "core/contract.hpp"

namespace abscope::toxicity {

namespace {

constexpr double z_975 = 1.96;  ///< two-sided 95 %

}  // namespace

double with_odds_ratio(double p, double ratio) {
    ABSCOPE_EXPECT(p >= 0.0 && p <= 1.0 && ratio > 0.0);
    return p * ratio / (1.0 - p + p * ratio);
}

double OddsRatio::at(double z) const {
    const double sd = z < 0.0 ? std::log(median / low) / z_975 : std::log(high / median) / z_975;
    return median * std::exp(z * sd);
}

OddsRatio pneumonitis_odds_ratio() { return {1.5, 1.0, 2.5, "[@anscher2022; @antonia2017]; a prior of ours between unmatched and matched sets"}; }

OddsRatio thyroid_odds_ratio() { return {9.64, 1.88, 49.36, "[@paydary2020]"}; }

double pneumonitis_share_by(double week) {
    if (week <= 0.0) return 0.0;
    // Gamma of integer shape 6 and scale 2 weeks: mode (6 − 1)·2 = 10 weeks.
    const double x = week / 2.0;
    double term = 1.0, sum = 1.0;
    for (int i = 1; i < 6; ++i) sum += term *= x / i;
    return 1.0 - std::exp(-x) * sum;
}

double pneumonitis_hazard_per_week(double p, double week) {
    if (week <= 0.0) return 0.0;
    const double x = week / 2.0;
    const double density = std::exp(5.0 * std::log(x) - x) / 120.0 / 2.0;  // 5! = 120
    return p * density / (1.0 - p * pneumonitis_share_by(week));
}

}  // namespace abscope::toxicity
