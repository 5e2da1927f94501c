// How far a set of row values is from the card's bands. Belongs to scorecard.
#pragma once

#include <span>
#include <vector>

#include "scorecard/card.hpp"

namespace abscope::scorecard {

/// The band is shrunk by `margin`, so that a fitted row does not stand on its edge; outside, the distance is counted in units
/// of `tolerance`. Both are logarithms where the band's edge is positive, else in the row's unit.
struct DistanceRule {
    double margin = 0.02;     ///< [-]
    double tolerance = 0.05;  ///< [-]
};

/// d²/(1 + 0.15·d²), d the hinge distance of one value [unit of the row] to the shrunk band: 0 inside, at most 6.7, which is
/// also the distance of a value that is not a number.
double row_distance(const Row& row, double value, const DistanceRule& rule = {});
/// The sum over all rows; values in the order of the card [units of the rows].
double card_distance(const Card& card, std::span<const double> values, const DistanceRule& rule = {});

/// Room that a value [unit of the row] has to the nearer edge of the shrunk band [-]; negative outside.
double row_slack(const Row& row, double value, const DistanceRule& rule = {});

}  // namespace abscope::scorecard
