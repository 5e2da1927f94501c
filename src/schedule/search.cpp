// Line and pair moves with a memory. Belongs to schedule.
#include "schedule/search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/contract.hpp"

namespace abscope::schedule {

namespace {

class Climber {
  public:
    Climber(const Space& space, const BatchObjective& objective, int budget) : space_(space), objective_(objective), budget_(budget) {}

    /// Evaluates what is new among the points, as far as the budget goes.
    void look(const std::vector<Point>& points) {
        std::vector<Point> fresh;
        for (const auto& point : points)
            if (!result.visited.contains(point) && std::find(fresh.begin(), fresh.end(), point) == fresh.end()) fresh.push_back(point);
        fresh.resize(std::min(fresh.size(), static_cast<std::size_t>(std::max(0, budget_ - result.evaluations))));
        if (fresh.empty()) return;
        const auto values = objective_(fresh);
        result.evaluations += static_cast<int>(fresh.size());
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            result.visited[fresh[i]] = values[i];
            if (result.best.empty() || values[i] > result.value) {
                result.best = fresh[i];
                result.value = values[i];
            }
        }
    }

    void climb(Point at) {
        for (bool moved = true; moved && result.evaluations < budget_;) {
            moved = false;
            for (std::size_t a = 0; a < space_.axes.size(); ++a) moved = move(at, line(at, a)) || moved;
            if (!moved) moved = move(at, pairs(at));
        }
    }

    double known(const Point& point) const {
        const auto found = result.visited.find(point);
        return found == result.visited.end() ? -std::numeric_limits<double>::infinity() : found->second;
    }

    SearchResult result;

  private:
    std::vector<Point> line(const Point& at, std::size_t axis) const {
        std::vector<Point> points;
        for (int i = 0; i < static_cast<int>(space_.axes[axis].values.size()); ++i) {
            points.push_back(at);
            points.back()[axis] = i;
        }
        return points;
    }

    /// One step up or down on two axes at once: what lines miss where axes trade against each other.
    std::vector<Point> pairs(const Point& at) const {
        std::vector<Point> points;
        for (std::size_t a = 0; a < at.size(); ++a)
            for (std::size_t b = a + 1; b < at.size(); ++b)
                for (const int up : {-1, 1})
                    for (const int right : {-1, 1}) {
                        Point point = at;
                        point[a] += up;
                        point[b] += right;
                        const auto inside = [&](std::size_t axis) { return point[axis] >= 0 && point[axis] < static_cast<int>(space_.axes[axis].values.size()); };
                        if (inside(a) && inside(b)) points.push_back(point);
                    }
        return points;
    }

    bool move(Point& at, const std::vector<Point>& points) {
        look(points);
        const auto best = *std::max_element(points.begin(), points.end(), [&](const Point& a, const Point& b) { return known(a) < known(b); });
        if (!(known(best) > known(at))) return false;
        at = best;
        return true;
    }

    const Space& space_;
    const BatchObjective& objective_;
    int budget_;
};

/// Radical inverse of n in a prime base: a Halton coordinate [@halton1960].
double radical_inverse(int n, int base) {
    double value = 0.0, digit = 1.0;
    for (; n > 0; n /= base) value += (digit /= base) * (n % base);
    return value;
}

std::vector<Point> spread(const Space& space, int count) {
    static constexpr std::array<int, 24> primes{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89};
    ABSCOPE_EXPECT(space.axes.size() <= primes.size());
    std::vector<Point> points;
    for (int n = 1; n <= count; ++n) {
        Point point;
        for (std::size_t a = 0; a < space.axes.size(); ++a)
            point.push_back(static_cast<int>(radical_inverse(n, primes[a]) * static_cast<double>(space.axes[a].values.size())));
        points.push_back(std::move(point));
    }
    return points;
}

}  // namespace

SearchResult search(const Space& space, const BatchObjective& objective, const SearchOptions& options) {
    ABSCOPE_EXPECT(!space.axes.empty() && options.budget >= 1 && options.climbs >= 1);
    Climber climber(space, objective, options.budget);
    auto starts = options.seeds;
    for (auto& point : spread(space, options.spread_starts)) starts.push_back(std::move(point));
    ABSCOPE_EXPECT(!starts.empty());
    climber.look(starts);
    std::stable_sort(starts.begin(), starts.end(), [&](const Point& a, const Point& b) { return climber.known(a) > climber.known(b); });
    for (int i = 0; i < options.climbs && i < static_cast<int>(starts.size()); ++i) climber.climb(starts[static_cast<std::size_t>(i)]);
    return std::move(climber.result);
}

SearchResult enumerate(const Space& space, const BatchObjective& objective) {
    Climber climber(space, objective, std::numeric_limits<int>::max());
    std::vector<Point> all;
    for (std::uint64_t n = 0; n < space.size(); ++n) all.push_back(space.point(n));
    climber.look(all);
    return std::move(climber.result);
}

}  // namespace abscope::schedule
