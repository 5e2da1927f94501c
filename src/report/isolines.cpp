// Lines of equal value by marching squares, joined into long lines, and their simplification (plane.hpp).
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "report/plane.hpp"

namespace abscope::report {

namespace {

// An edge of the raster: 2·pixel for the edge to the right of it, 2·pixel + 1 for the edge below it.
using Edge = std::size_t;

struct Segment {
    Edge a = 0, b = 0;
    bool used = false;
};

class Tracer {
  public:
    Tracer(const std::vector<float>& values, int columns, int rows, double level)
        : values_(values), columns_(static_cast<std::size_t>(columns)), rows_(static_cast<std::size_t>(rows)),
          level_(level) {}

    Polylines trace() {
        for (std::size_t r = 0; r + 1 < rows_; ++r)
            for (std::size_t c = 0; c + 1 < columns_; ++c) add_cell(c, r);
        for (std::size_t i = 0; i < segments_.size(); ++i) {
            by_edge_[segments_[i].a].push_back(i);
            by_edge_[segments_[i].b].push_back(i);
        }
        // Open lines first, from their free ends; then the closed ones.
        Polylines lines;
        for (const bool open : {true, false})
            for (auto& segment : segments_) {
                if (segment.used) continue;
                if (!open) lines.push_back(follow(segment.a));
                else if (by_edge_[segment.a].size() == 1) lines.push_back(follow(segment.a));
                else if (by_edge_[segment.b].size() == 1) lines.push_back(follow(segment.b));
            }
        return lines;
    }

  private:
    double value(std::size_t c, std::size_t r) const { return static_cast<double>(values_[r * columns_ + c]); }

    void add_cell(std::size_t c, std::size_t r) {
        const double v[4] = {value(c, r), value(c + 1, r), value(c + 1, r + 1), value(c, r + 1)};
        int above = 0;
        for (int k = 0; k < 4; ++k) {
            if (!std::isfinite(v[k])) return;
            if (v[k] >= level_) above |= 1 << k;
        }
        const std::size_t pixel = r * columns_ + c;
        const Edge edges[4] = {2 * pixel, 2 * (pixel + 1) + 1, 2 * (pixel + columns_), 2 * pixel + 1};
        int cut[4], n = 0;
        for (int k = 0; k < 4; ++k)
            if (((above >> k) & 1) != ((above >> ((k + 1) % 4)) & 1)) cut[n++] = k;
        if (n == 2) segments_.push_back({edges[cut[0]], edges[cut[1]]});
        if (n != 4) return;
        // A saddle: the mean of the corners decides which corners hang together.
        const bool centre = 0.25 * (v[0] + v[1] + v[2] + v[3]) >= level_;
        const bool first = (above & 1) != 0;
        if (centre == first) {
            segments_.push_back({edges[0], edges[1]});
            segments_.push_back({edges[2], edges[3]});
        } else {
            segments_.push_back({edges[3], edges[0]});
            segments_.push_back({edges[1], edges[2]});
        }
    }

    Point point(Edge edge) const {
        const std::size_t pixel = edge / 2, c = pixel % columns_, r = pixel / columns_;
        const bool down = edge % 2 == 1;
        const double a = value(c, r), b = down ? value(c, r + 1) : value(c + 1, r);
        const double f = a == b ? 0.5 : (level_ - a) / (b - a);
        return {static_cast<double>(c) + (down ? 0.0 : f), static_cast<double>(r) + (down ? f : 0.0)};
    }

    std::vector<Point> follow(Edge from) {
        std::vector<Point> line{point(from)};
        Edge at = from;
        for (;;) {
            Segment* next = nullptr;
            for (const std::size_t i : by_edge_[at])
                if (!segments_[i].used) next = &segments_[i];
            if (next == nullptr) return line;
            next->used = true;
            at = next->a == at ? next->b : next->a;
            line.push_back(point(at));
        }
    }

    const std::vector<float>& values_;
    std::size_t columns_, rows_;
    double level_;
    std::vector<Segment> segments_;
    std::unordered_map<Edge, std::vector<std::size_t>> by_edge_;
};

double distance_to_chord(Point p, Point a, Point b) {
    const double dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
    if (length < 1e-12) return std::hypot(p.x - a.x, p.y - a.y);
    return std::abs(dx * (a.y - p.y) - dy * (a.x - p.x)) / length;
}

// Marks the points of line[from … to] that are needed; its own stack, so that no line is too long for it.
std::vector<Point> simplify(const std::vector<Point>& line, double tolerance) {
    if (line.size() < 3) return line;
    std::vector<bool> keep(line.size(), false);
    keep.front() = keep.back() = true;
    std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
    while (!open.empty()) {
        const auto [from, to] = open.back();
        open.pop_back();
        std::size_t farthest = from;
        double most = tolerance;
        for (std::size_t i = from + 1; i < to; ++i)
            if (const double d = distance_to_chord(line[i], line[from], line[to]); d > most) {
                most = d;
                farthest = i;
            }
        if (farthest == from) continue;
        keep[farthest] = true;
        open.emplace_back(from, farthest);
        open.emplace_back(farthest, to);
    }
    std::vector<Point> out;
    for (std::size_t i = 0; i < line.size(); ++i)
        if (keep[i]) out.push_back(line[i]);
    return out;
}

}  // namespace

Polylines isolines(const std::vector<float>& values, int columns, int rows, double level) {
    if (columns < 2 || rows < 2) return {};
    return Tracer(values, columns, rows, level).trace();
}

Polylines simplified(const Polylines& lines, double tolerance) {
    Polylines out;
    for (const auto& line : lines) out.push_back(simplify(line, tolerance));
    return out;
}

}  // namespace abscope::report
