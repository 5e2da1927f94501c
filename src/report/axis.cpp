// Ticks and positions, as axis.hpp says.
#include "report/axis.hpp"

#include <algorithm>
#include <cmath>

#include "core/contract.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

// The smallest step of the kind 1, 2, 2.5, 5 · 10^k that is at least `raw`.
double nice_step(double raw) {
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0})
        if (factor * power >= raw * (1 - 1e-9)) return factor * power;
    return 10.0 * power;
}

int decimals_of_step(double step) {
    for (int decimals = 0; decimals < 9; ++decimals) {
        const double scaled = step * std::pow(10.0, decimals);
        if (std::abs(scaled - std::round(scaled)) < 1e-6 * scaled) return decimals;
    }
    return 9;
}

}  // namespace

std::vector<Tick> nice_ticks(double low, double high, int most) {
    ABSCOPE_EXPECT(most >= 2);
    if (!(high > low) || !std::isfinite(low) || !std::isfinite(high)) return {};
    double step = nice_step((high - low) / most);
    std::vector<Tick> ticks;
    for (;;) {
        ticks.clear();
        const double first = std::ceil(low / step - 1e-9), last = std::floor(high / step + 1e-9);
        for (double k = first; k <= last; ++k) ticks.push_back({k * step, fixed(k * step, decimals_of_step(step))});
        if (static_cast<int>(ticks.size()) <= most) return ticks;
        step = nice_step(step * 1.01);
    }
}

std::vector<Tick> log_ticks(double low, double high) {
    ABSCOPE_EXPECT(low > 0 && high > low);
    const int first = static_cast<int>(std::floor(std::log10(low) + 1e-9));
    const int last = static_cast<int>(std::ceil(std::log10(high) - 1e-9));
    const bool few = last - first <= 2;
    std::vector<Tick> ticks;
    for (int decade = first; decade <= last; ++decade)
        for (const int factor : {1, 2, 5}) {
            const double value = factor * std::pow(10.0, decade);
            if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
            const bool named = factor == 1 || few;
            ticks.push_back({value, named ? (decade < -4 ? number(value, 1) : fixed(value, std::max(0, -decade))) : ""});
        }
    return ticks;
}

double Axis::position(double value) const {
    if (logarithmic) return std::log(value / low) / std::log(high / low);
    return (value - low) / (high - low);
}

Axis linear_axis(double low, double high, std::string title, int most_ticks) {
    Axis axis{low, high > low ? high : low + 1.0, false, std::move(title), {}};
    const double step = nice_step((axis.high - axis.low) / most_ticks);
    axis.high = axis.low + std::ceil((axis.high - axis.low) / step - 1e-9) * step;
    axis.ticks = nice_ticks(axis.low, axis.high, most_ticks + 1);
    return axis;
}

Axis log_axis(double low, double high, std::string title) {
    ABSCOPE_EXPECT(low > 0);
    Axis axis{low, std::max(high, low * 1.5), true, std::move(title), {}};
    axis.ticks = log_ticks(axis.low, axis.high);
    return axis;
}

}  // namespace abscope::report
