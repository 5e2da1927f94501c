// The bounded hinge distance of the specification's section 4.4.
#include "scorecard/distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/contract.hpp"

namespace abscope::scorecard {

namespace {

constexpr double flattening = 0.15;

// How far inside an edge a value is, in the scale of that edge.
double inside(double value, double edge, double sign) {
    const bool logarithmic = edge > 0.0 && value > 0.0;
    return sign * (logarithmic ? std::log(value / edge) : value - edge);
}

// A band narrower than four margins is shrunk by a quarter of its width on each side.
double margin_of(const Row& row, const DistanceRule& rule) {
    if (!row.low || !row.high) return rule.margin;
    return std::min(rule.margin, 0.25 * inside(*row.high, *row.low, 1.0));
}

}  // namespace

double row_slack(const Row& row, double value, const DistanceRule& rule) {
    if (!std::isfinite(value)) return -std::numeric_limits<double>::infinity();
    double slack = std::numeric_limits<double>::infinity();
    // A lower edge at zero, which no share and no volume can cross, asks for nothing.
    if (row.low && *row.low != 0.0) slack = inside(value, *row.low, 1.0);
    if (row.high) slack = std::min(slack, inside(value, *row.high, -1.0));
    return slack - margin_of(row, rule);
}

double row_distance(const Row& row, double value, const DistanceRule& rule) {
    const double slack = row_slack(row, value, rule);
    if (slack >= 0.0) return 0.0;
    const double d = std::min(-slack / rule.tolerance, 1e6);
    return d * d / (1.0 + flattening * d * d);
}

double card_distance(const Card& card, std::span<const double> values, const DistanceRule& rule) {
    ABSCOPE_EXPECT(values.size() == card.rows.size());
    double sum = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += row_distance(card.rows[i], values[i], rule);
    return sum;
}

}  // namespace abscope::scorecard
