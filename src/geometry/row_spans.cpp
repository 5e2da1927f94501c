// Each edge goes to the rows that it crosses; each row is then sorted.
#include "geometry/row_spans.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace abscope::geometry {

namespace {

/// First row at or above y.
std::size_t row_at_or_above(const Rows& rows, double y) {
    const double guess = std::ceil((y - rows.first_mm) / rows.step_mm);
    if (!(guess < static_cast<double>(rows.count))) return rows.count;
    auto row = static_cast<std::size_t>(std::max(0.0, guess));
    while (row > 0 && rows.y_mm(row - 1) >= y) --row;
    while (row < rows.count && rows.y_mm(row) < y) ++row;
    return row;
}

/// Calls visit(row, a, b) for every edge a–b and every row with min(y) ≤ row < max(y).
template <class Visit>
void for_each_crossing(const std::vector<Polygon>& polygons, const Rows& rows, const Visit& visit) {
    for (const auto& polygon : polygons)
        for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
            const auto& a = polygon[j];
            const auto& b = polygon[i];
            if (a[1] == b[1]) continue;
            const double low = std::min(a[1], b[1]), high = std::max(a[1], b[1]);
            for (std::size_t row = row_at_or_above(rows, low); row < rows.count && rows.y_mm(row) < high; ++row)
                visit(row, a, b);
        }
}

}  // namespace

RowSpans::RowSpans(const std::vector<Polygon>& polygons, const Rows& rows) : begin_(rows.count + 1, 0) {
    for_each_crossing(polygons, rows, [&](std::size_t row, const auto&, const auto&) { ++begin_[row + 1]; });
    for (std::size_t row = 0; row < rows.count; ++row) begin_[row + 1] += begin_[row];
    x_.resize(begin_.back());
    auto next = begin_;
    for_each_crossing(polygons, rows, [&](std::size_t row, const auto& a, const auto& b) {
        x_[next[row]++] = a[0] + (rows.y_mm(row) - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
    });
    for (std::size_t row = 0; row < rows.count; ++row)
        std::sort(x_.begin() + static_cast<std::ptrdiff_t>(begin_[row]), x_.begin() + static_cast<std::ptrdiff_t>(begin_[row + 1]));
}

double RowSpans::length_mm() const {
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < x_.size(); i += 2) sum += x_[i + 1] - x_[i];
    return sum;
}

Extent y_extent(const std::vector<Polygon>& polygons) {
    Extent out{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const auto& polygon : polygons)
        for (const auto& p : polygon) {
            out.low_mm = std::min(out.low_mm, p[1]);
            out.high_mm = std::max(out.high_mm, p[1]);
        }
    return out;
}

}  // namespace abscope::geometry
