// A quick way from a start to a set that holds most rows of a card: damped Gauss–Newton steps [@levenberg1944] on the distance of
// the rows to their bands, with the prior. Belongs to fit.
#pragma once

#include "fit/card_problem.hpp"

namespace abscope::fit {

struct Descent {
    std::vector<double> x;        ///< ln(value) [-]
    double energy = 0.0;          ///< of the problem's target there [-]
    std::int64_t evaluations = 0; ///< scorecards
};

/// At most `iterations` steps from `start`, ln(value) [-]; each costs one scorecard a free parameter and a few more. It ends
/// early when a step gains less than 0.01. Derivatives are forward differences of 0.02 in ln(value).
Descent descend(const CardProblem& problem, std::span<const double> start, int iterations);

/// The same from far away: first with a tolerance eight times as wide, where distant rows still pull, then 4, 2 and 1 times.
Descent descend_in_stages(const CardProblem& problem, std::span<const double> start, int iterations);

}  // namespace abscope::fit
