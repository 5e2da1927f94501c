// Tornado and heat map of the decision report. Belongs to report.
#include "report/decision_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/colour.hpp"
#include "report/svg.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

std::string hex(double share) {
    const auto c = wash_colour(std::clamp(share, 0.0, 1.0));
    return fmt::format("#{:02x}{:02x}{:02x}", c.r, c.g, c.b);
}

}  // namespace

std::string tornado_svg(const DecisionPage& page) {
    if (page.tornado.empty()) return "<p class=\"small\">There is no alternative to compare with.</p>";
    constexpr double width = 420, label = 190, row = 16, top = 4, right = 14;
    const double height = top + row * static_cast<double>(page.tornado.size()) + 22;
    double low = page.tornado_base, high = page.tornado_base;
    for (const auto& bar : page.tornado) {
        low = std::min({low, bar.low, bar.high});
        high = std::max({high, bar.low, bar.high});
    }
    if (high - low < 1.0) high = low + 1.0;
    const auto x = [&](double v) { return label + (width - label - right) * (v - low) / (high - low); };
    Svg svg(width, height);
    for (std::size_t i = 0; i < page.tornado.size(); ++i) {
        const auto& bar = page.tornado[i];
        const double y = top + row * static_cast<double>(i), a = x(std::min(bar.low, bar.high)), b = x(std::max(bar.low, bar.high));
        svg.text({label - 6, y + 11}, bar.unknown.size() > 38 ? bar.unknown.substr(0, 37) + "…" : bar.unknown, "t-label", Anchor::end);
        svg.rect({a, y + 2}, std::max(1.0, b - a), row - 5, "t-bar", fmt::format("{}: {:.1f} to {:.1f} points", bar.unknown, bar.low, bar.high));
    }
    svg.line({x(page.tornado_base), top}, {x(page.tornado_base), height - 20}, "t-base");
    svg.text({x(low), height - 6}, fmt::format("{:+.0f}", low), "t-label", Anchor::start);
    svg.text({x(high), height - 6}, fmt::format("{:+.0f} points of control", high), "t-label", Anchor::end);
    return svg.str("Gain of the first alternative with each unknown at both ends of its spread");
}

std::string map_svg(const DecisionMap& map) {
    constexpr double width = 700, left = 40, bottom = 34, top = 6, cell = 16;
    const double height = top + cell * map.most_fractions + bottom, column = (width - left - 10) / static_cast<double>(map.dose_gy.size());
    Svg svg(width, height);
    const std::size_t doses = map.dose_gy.size();
    const auto y_of = [&](double n) { return top + cell * (map.most_fractions - n); };
    for (int n = 1; n <= map.most_fractions; ++n) {
        double highest = 1e-12;
        for (std::size_t i = 0; i < doses; ++i) highest = std::max(highest, map.value[i + doses * static_cast<std::size_t>(n - 1)]);
        for (std::size_t i = 0; i < doses; ++i)
            svg.raw(fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\" fill=\"{}\"/>", left + column * static_cast<double>(i), y_of(n), column + 0.3, cell + 0.3,
                                hex(map.value[i + doses * static_cast<std::size_t>(n - 1)] / highest)));
        if (n == 1 || n % 2 == 0) svg.text({left - 6, y_of(n) + 12}, fmt::format("{}", n), "t-label", Anchor::end);
    }
    const double span = std::log(map.dose_gy.back() / map.dose_gy.front());
    const auto x_of = [&](double dose) { return left + 0.5 * column + (width - left - 10 - column) * std::log(dose / map.dose_gy.front()) / span; };
    for (const double dose : {0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 20.0}) svg.text({x_of(dose), height - 18}, compact(dose), "t-label", Anchor::middle);
    svg.text({0.5 * width, height - 3}, "dose per fraction [Gy]; rows: number of fractions", "t-label", Anchor::middle);
    for (std::size_t k = 0; k < map.marks.size(); ++k) {
        const auto [dose, n] = map.marks[k];
        if (dose < map.dose_gy.front() || dose > map.dose_gy.back() || n > map.most_fractions) continue;
        svg.circle({x_of(dose), y_of(n) + 0.5 * cell}, 7.5, "t-mark", k == 0 ? "reference" : fmt::format("alternative {}", k));
        svg.text({x_of(dose), y_of(n) + 0.5 * cell + 4}, k == 0 ? "R" : fmt::format("{}", k), "t-mark-text", Anchor::middle);
    }
    return svg.str("Immune yield of the twin over dose per fraction and number of fractions, schedules marked");
}

}  // namespace abscope::report
