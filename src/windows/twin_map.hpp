// The windows as the twin sees them: what a schedule adds to the immune yield, to interferon and to chemokine, over dose per
// fraction × number of fractions, for a list of patients. Computed from the immune model, beside the rule layer and never mixed
// with it. Model: src/immune/models/t2/model.md; the hypothesis that it is held against: [@chen2026].
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "immune/models/t2/parameters.hpp"
#include "windows/assessment.hpp"

namespace abscope::windows {

struct TwinMapOptions {
    std::vector<double> dose_gy;        ///< rising, > 0 [Gy]
    int most_fractions = 60;            ///< n = 1 … most_fractions
    std::optional<Duration> interval;   ///< none: five fractions a week
    int start_weekday = 0;              ///< 0 = Monday
    IciTiming ici = IciTiming::none;    ///< concurrent: first dose one day after the first fraction; sequential: one day after the last
    double ici_amount_ug_per_ml = 30.0; ///< rise of anti-PD-1 at each of three doses, three days apart [ug/mL]
    double node_share = 0.0;            ///< dose to the draining node ÷ dose to the lesion [-]
    double other_lesions_gy = 0.0;      ///< to every other lesion with each fraction [Gy]
    std::vector<double> cells{22.0, 9.0};  ///< of each lesion at the beginning; the first is irradiated [1e6]
    double untreated_day = 10.0;        ///< the body lives this long before the first fraction [d]
    double after_day = 37.0;            ///< how long after the last fraction is counted [d]
    double tolerance = 1e-3;            ///< relative, of one step [-]
};

/// One quantity over the map; entry of (dose i, n) is [i + doses × (n − 1)].
struct MapLayer {
    std::vector<double> median, low, high;  ///< over patients; low and high: 5 and 95 % [unit of the layer]
    std::vector<double> patient;            ///< of patient p at [p × doses × fractions + entry]
};

struct TwinMap {
    TwinMapOptions options;
    int patients = 0;
    MapLayer yield;       ///< primed CD8 leaving all nodes from day 0 to the last fraction + after_day, minus without radiotherapy [1e6]
    MapLayer interferon;  ///< area under the irradiated lesion's type-I interferon, minus without radiotherapy [d]
    MapLayer chemokine;   ///< area under its chemokine, minus without radiotherapy [d]
    int failed = 0;       ///< courses that did not finish; they are NaN
    std::size_t entry(std::size_t dose, int fractions) const { return dose + options.dose_gy.size() * static_cast<std::size_t>(fractions - 1); }
};

/// `doses` points, logarithmic between the ends [Gy].
std::vector<double> logarithmic_doses(int doses, double lowest_gy, double highest_gy);

/// Courses that share their first fractions share their integration: from the state before fraction n + 1 the course of n
/// fractions branches off. Same bytes for any number of threads.
TwinMap twin_map(std::span<const immune::t2::Parameters> patients, const TwinMapOptions& options);

}  // namespace abscope::windows
