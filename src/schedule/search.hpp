// Search of a discrete space for the largest value: whole lines along each axis, then pairs of steps, from several starts;
// nothing is evaluated twice. Belongs to schedule; why this and not an emulator: docs/methods/schedule.md.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <vector>

#include "schedule/space.hpp"

namespace abscope::schedule {

/// Values of a batch of points; −infinity where a point is not allowed.
using BatchObjective = std::function<std::vector<double>(std::span<const Point>)>;

struct SearchOptions {
    std::vector<Point> seeds;   ///< starts, besides those that the search spreads over the space
    int spread_starts = 6;      ///< points of a Halton sequence
    int climbs = 3;             ///< how many starts are climbed from, best first
    int budget = 500;           ///< evaluations, at most
};

struct SearchResult {
    Point best;
    double value = 0.0;
    int evaluations = 0;
    std::map<Point, double> visited;
};

SearchResult search(const Space& space, const BatchObjective& objective, const SearchOptions& options);

/// Every point of the space: the oracle of the search.
SearchResult enumerate(const Space& space, const BatchObjective& objective);

}  // namespace abscope::schedule
