// Odds ratios and the time course of pneumonitis against closed forms and printed numbers.
#include <doctest/doctest.h>

#include "toxicity/ici_interaction.hpp"

using namespace abscope::toxicity;

TEST_CASE("odds ratio: by hand, and the prior returns its three numbers") {
    CHECK(with_odds_ratio(0.2, 1.5) == doctest::Approx(0.3 / 1.1));
    CHECK(with_odds_ratio(0.0, 3.0) == 0.0);
    CHECK(with_odds_ratio(1.0, 3.0) == 1.0);
    const auto prior = pneumonitis_odds_ratio();
    CHECK(prior.at(0.0) == doctest::Approx(1.5));
    CHECK(prior.at(-1.96) == doctest::Approx(1.0));
    CHECK(prior.at(1.96) == doctest::Approx(2.5));
}

TEST_CASE("pneumonitis: the hazard of the group peaks 8 to 12 weeks after the start while at most 40 % are affected") {
    for (const double p : {0.01, 0.1, 0.4}) {
        double best = 0.0, at = 0.0;
        for (double week = 0.1; week < 40.0; week += 0.1)
            if (pneumonitis_hazard_per_week(p, week) > best) {
                best = pneumonitis_hazard_per_week(p, week);
                at = week;
            }
        CAPTURE(p);
        CHECK(at >= 8.0);
        CHECK(at <= 12.0);
    }
    double sum = 0.0;
    for (double week = 0.005; week < 30.0; week += 0.01) sum += 0.01 * pneumonitis_hazard_per_week(1e-9, week) / 1e-9;
    CHECK(pneumonitis_share_by(30.0) == doctest::Approx(sum).epsilon(1e-4));
    CHECK(pneumonitis_share_by(1e3) == doctest::Approx(1.0));
}

TEST_CASE("thyroid: two series agree that irradiation before the drug goes with more dysfunction") {
    const auto ratio = thyroid_odds_ratio();
    CHECK(ratio.low > 1.0);
    CHECK(ratio.at(0.0) == doctest::Approx(9.64));
    const ThyroidSeries series;
    // As printed: 35.6 and 10.8 %. The odds ratio of the second series, 4.55, lies in the interval of the first.
    CHECK(series.with_radiotherapy == doctest::Approx(0.356).epsilon(1e-3));
    CHECK(series.without == doctest::Approx(0.108).epsilon(2e-3));
    const double odds = series.with_radiotherapy / (1 - series.with_radiotherapy) / (series.without / (1 - series.without));
    CHECK(odds == doctest::Approx(4.552).epsilon(1e-3));
    CHECK((odds > ratio.low && odds < ratio.high));
}
