// Profiles outward from the best point.
#include "fit/profile.hpp"

#include <algorithm>
#include <cmath>

#include "core/contract.hpp"
#include "math/cma_es.hpp"

namespace abscope::fit {

namespace {

std::vector<double> without(const std::vector<double>& x, std::size_t k) {
    std::vector<double> rest = x;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(k));
    return rest;
}

std::vector<double> with(std::span<const double> rest, std::size_t k, double value) {
    std::vector<double> x(rest.begin(), rest.end());
    x.insert(x.begin() + static_cast<std::ptrdiff_t>(k), value);
    return x;
}

ProfilePoint hold(const Target& target, std::size_t unknown, double value, const std::vector<double>& from,
                  std::int64_t evaluations, double sigma, std::uint64_t seed) {
    const auto start = without(from, unknown);
    ProfilePoint point{value, target(with(start, unknown, value)), with(start, unknown, value)};
    if (start.empty()) return point;
    math::CmaOptions options;
    options.evaluations = evaluations;
    options.sigma = sigma;
    options.seed = seed;
    options.tolerance = 1e-4;
    const auto found =
        math::minimise_cma([&](std::span<const double> rest) { return target(with(rest, unknown, value)); }, start, options);
    if (found.value < point.energy) point.energy = found.value, point.x = with(found.x, unknown, value);
    return point;
}

}  // namespace

std::vector<ProfilePoint> profile(const Target& target, const std::vector<double>& best, std::size_t unknown,
                                  const std::vector<double>& grid, std::int64_t evaluations, double sigma, std::uint64_t seed) {
    ABSCOPE_EXPECT(unknown < best.size() && !grid.empty());
    std::vector<ProfilePoint> points(grid.size());
    const auto middle = static_cast<std::size_t>(std::lower_bound(grid.begin(), grid.end(), best[unknown]) - grid.begin());
    std::vector<double> from = best;
    for (std::size_t i = middle; i < grid.size(); ++i) {
        points[i] = hold(target, unknown, grid[i], from, evaluations, sigma, seed);
        from = points[i].x;
    }
    from = best;
    for (std::size_t i = middle; i-- > 0;) {
        points[i] = hold(target, unknown, grid[i], from, evaluations, sigma, seed);
        from = points[i].x;
    }
    return points;
}

ProfileInterval interval_of(const std::vector<ProfilePoint>& points, double rise) {
    ABSCOPE_EXPECT(!points.empty());
    const auto least = std::min_element(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.energy < b.energy; });
    const double level = least->energy + rise;
    const auto crossing = [&](const ProfilePoint& inside, const ProfilePoint& outside) {
        return inside.held + (level - inside.energy) / (outside.energy - inside.energy) * (outside.held - inside.held);
    };
    ProfileInterval out{std::nan(""), std::nan("")};
    for (auto at = least; at + 1 != points.end(); ++at) {
        if ((at + 1)->energy > level) {
            out.high = crossing(*at, *(at + 1));
            break;
        }
    }
    for (auto at = least; at != points.begin(); --at) {
        if ((at - 1)->energy > level) {
            out.low = crossing(*at, *(at - 1));
            break;
        }
    }
    return out;
}

}  // namespace abscope::fit
