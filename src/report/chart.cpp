// Frame, lines, bands and label placement, as chart.hpp says.
#include "report/chart.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/contract.hpp"

namespace abscope::report {

Chart::Chart(Svg& svg, Margins margins, Axis x, Axis y)
    : svg_(svg), margins_(margins), x_(std::move(x)), y_(std::move(y)) {}

Point Chart::at(double x, double y) const {
    const double fx = std::isnan(x) ? x : std::clamp(x_.position(x), 0.0, 1.0);
    const double fy = std::isnan(y) ? y : std::clamp(y_.position(y), 0.0, 1.0);
    return {left() + fx * (right() - left()), bottom() - fy * (bottom() - top())};
}

void Chart::frame() {
    for (const auto& tick : y_.ticks) {
        const double y = at(x_.low, tick.value).y;
        svg_.line({left(), y}, {right(), y}, tick.label.empty() ? "grid minor" : "grid");
        svg_.text({left() - 8, y + 4}, tick.label, "tick", Anchor::end);
    }
    double last_label = -1e9;
    for (const auto& tick : x_.ticks) {
        const double x = at(tick.value, y_.low).x;
        svg_.line({x, bottom()}, {x, bottom() + (tick.label.empty() ? 3.0 : 5.0)}, "axis");
        const double half = 0.5 * text_width(tick.label, 12.0);
        if (tick.label.empty() || x - half < last_label + 6) continue;
        svg_.text({x, bottom() + 19}, tick.label, "tick", Anchor::middle);
        last_label = x + half;
    }
    svg_.line({left(), bottom()}, {right(), bottom()}, "axis");
    if (!x_.title.empty()) svg_.text({0.5 * (left() + right()), bottom() + 39}, x_.title, "axis-title", Anchor::middle);
    if (!y_.title.empty()) svg_.vertical_text({13, 0.5 * (top() + bottom())}, y_.title, "axis-title");
}

void Chart::line(const std::vector<double>& x, const std::vector<double>& y, std::string_view style,
                 std::string_view title) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
        if (shows_x(x[i])) points.push_back(at(x[i], y[i]));
    svg_.polyline(points, std::string("line ") + std::string(style), title);
}

void Chart::band(const std::vector<double>& x, const std::vector<double>& low, const std::vector<double>& high,
                 std::string_view style, std::string_view title) {
    std::vector<Point> points;
    const std::size_t n = std::min({x.size(), low.size(), high.size()});
    for (std::size_t i = 0; i < n; ++i)
        if (shows_x(x[i]) && std::isfinite(low[i])) points.push_back(at(x[i], low[i]));
    for (std::size_t i = n; i-- > 0;)
        if (shows_x(x[i]) && std::isfinite(high[i])) points.push_back(at(x[i], high[i]));
    svg_.polygon(points, style, title);
}

std::vector<double> spread_labels(const std::vector<double>& wanted, double gap, double low, double high) {
    std::vector<std::size_t> order(wanted.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return wanted[a] < wanted[b]; });
    // Blocks of touching labels, each at the mean of what its members want, merged while they overlap.
    struct Block {
        double sum = 0.0;
        std::size_t count = 0;
        double first(double g) const { return sum / static_cast<double>(count) - 0.5 * g * static_cast<double>(count - 1); }
    };
    std::vector<Block> blocks;
    for (const auto i : order) {
        blocks.push_back({wanted[i], 1});
        while (blocks.size() > 1) {
            auto& before = blocks[blocks.size() - 2];
            const auto& last = blocks.back();
            if (before.first(gap) + gap * static_cast<double>(before.count) <= last.first(gap)) break;
            before.sum += last.sum;
            before.count += last.count;
            blocks.pop_back();
        }
    }
    std::vector<double> out(wanted.size());
    std::size_t k = 0;
    for (const auto& block : blocks) {
        const double length = gap * static_cast<double>(block.count - 1);
        const double first = std::max(low, std::min(block.first(gap), high - length));
        for (std::size_t m = 0; m < block.count; ++m) out[order[k++]] = first + gap * static_cast<double>(m);
    }
    for (std::size_t m = 1; m < order.size(); ++m)
        out[order[m]] = std::max(out[order[m]], out[order[m - 1]] + gap);
    return out;
}

namespace {

// A label that would cost more lies on too many lines to be read.
constexpr int worst_cost = 150;

// How many points of other lines lie in the box.
int points_covered(const Box& box, const std::vector<LineLabel>& labels, const LineLabel* own) {
    int n = 0;
    for (const auto& other : labels)
        for (const auto& p : other.line) {
            const double slack = &other == own ? -3.0 : 1.0;
            if (p.x > box.left - slack && p.x < box.right + slack && p.y > box.top - slack && p.y < box.bottom + slack)
                n += &other == own ? 1 : 3;
        }
    return n;
}

}  // namespace

void label_lines(Svg& svg, const std::vector<LineLabel>& labels, Box area) {
    std::vector<Box> taken;
    for (const auto& label : labels) {
        const double width = text_width(label.text, 12.0), height = 14;
        int best_cost = 1000000;
        Box best;
        for (std::size_t i = 0; i < label.line.size(); i += std::max<std::size_t>(1, label.line.size() / 120)) {
            const Point p = label.line[i];
            if (p.y < area.top + 4 || p.y > area.bottom - 4) continue;
            for (const bool to_right : {true, false}) {
                const double x = to_right ? p.x + 7 : p.x - 7 - width;
                const Box box{x, p.y - height + 4, x + width, p.y + 4};
                if (box.left < area.left + 2 || box.right > area.right || box.top < area.top || box.bottom > area.bottom - 3)
                    continue;
                if (std::any_of(taken.begin(), taken.end(), [&](const Box& t) { return t.overlaps(box); })) continue;
                const int cost = points_covered(box, labels, &label) * 10 + (to_right ? 0 : 2);
                if (cost < best_cost) {
                    best_cost = cost;
                    best = box;
                }
            }
        }
        if (best_cost > worst_cost) continue;
        taken.push_back(best);
        svg.text({best.left, best.bottom - 4}, label.text, "direct " + label.style);
    }
}

}  // namespace abscope::report
