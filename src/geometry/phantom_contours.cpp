// Marching squares over a solid's cross-section, every crossing moved onto the surface by bisection.
#include <array>
#include <cmath>
#include <cstdint>

#include "geometry/phantom_sampling.hpp"

namespace abscope::geometry::phantom {

namespace {

/// One plane of samples: who is inside, and the polygon edges between grid edges.
class Section {
  public:
    Section(const Solid& solid, double z, double step) : solid_(solid), z_(z), step_(step) {
        x0_ = solid.box.low.x - 1.37 * step;
        y0_ = solid.box.low.y - 1.41 * step;
        columns_ = static_cast<int>(std::ceil((solid.box.high.x - x0_) / step)) + 2;
        rows_ = static_cast<int>(std::ceil((solid.box.high.y - y0_) / step)) + 2;
        inside_.resize(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_));
        for (int j = 0; j < rows_; ++j)
            for (int i = 0; i < columns_; ++i) inside_[at(i, j)] = solid.contains(corner(i, j));
        links_.assign(2 * inside_.size(), {-1, -1});
        for (int j = 0; j + 1 < rows_; ++j)
            for (int i = 0; i + 1 < columns_; ++i) link_cell(i, j);
    }

    std::vector<patient::Contour> loops() {
        std::vector<patient::Contour> found;
        for (std::size_t edge = 0; edge < links_.size(); ++edge)
            if (links_[edge][0] >= 0) found.push_back(trace(static_cast<int>(edge)));
        std::erase_if(found, [](const patient::Contour& c) { return c.points.size() < 3; });
        return found;
    }

  private:
    std::size_t at(int i, int j) const { return static_cast<std::size_t>(i) + static_cast<std::size_t>(columns_) * static_cast<std::size_t>(j); }
    Vector3 corner(int i, int j) const { return {x0_ + step_ * i, y0_ + step_ * j, z_}; }
    /// Number of the grid edge from (i, j) along x (0) or y (1).
    int edge(int i, int j, int along_y) const { return 2 * static_cast<int>(at(i, j)) + along_y; }

    void join(int a, int b) {
        for (const auto& [from, to] : {std::pair{a, b}, std::pair{b, a}}) {
            auto& link = links_[static_cast<std::size_t>(from)];
            link[link[0] < 0 ? 0 : 1] = to;
        }
    }

    void link_cell(int i, int j) {
        const bool a = inside_[at(i, j)], b = inside_[at(i + 1, j)], c = inside_[at(i + 1, j + 1)], d = inside_[at(i, j + 1)];
        const int low = edge(i, j, 0), right = edge(i + 1, j, 1), high = edge(i, j + 1, 0), left = edge(i, j, 1);
        std::array<int, 4> crossed{};
        std::size_t count = 0;
        if (a != b) crossed[count++] = low;
        if (b != c) crossed[count++] = right;
        if (c != d) crossed[count++] = high;
        if (d != a) crossed[count++] = left;
        if (count == 2) join(crossed[0], crossed[1]);
        if (count != 4) return;
        const bool middle = solid_.contains({x0_ + step_ * (i + 0.5), y0_ + step_ * (j + 0.5), z_});
        if (middle == a) {
            join(low, right);
            join(high, left);
        } else {
            join(low, left);
            join(right, high);
        }
    }

    Vector3 crossing(int edge) const {
        const int cell = edge / 2, i = cell % columns_, j = cell / columns_;
        Vector3 in = corner(i, j), out = edge % 2 == 0 ? corner(i + 1, j) : corner(i, j + 1);
        if (!inside_[at(i, j)]) std::swap(in, out);
        for (int n = 0; n < 14; ++n) {
            const auto middle = 0.5 * (in + out);
            (solid_.contains(middle) ? in : out) = middle;
        }
        return 0.5 * (in + out);
    }

    patient::Contour trace(int start) {
        patient::Contour contour;
        int previous = -1, edge = start;
        do {
            const auto point = crossing(edge);
            if (contour.points.empty() || norm(point - contour.points.back()) > 0.25 * step_) contour.points.push_back(point);
            auto& link = links_[static_cast<std::size_t>(edge)];
            const int next = link[0] == previous ? link[1] : link[0];
            link = {-1, -1};
            previous = edge;
            edge = next;
        } while (edge != start && edge >= 0);
        return contour;
    }

    const Solid& solid_;
    double z_, step_, x0_ = 0.0, y0_ = 0.0;
    int columns_ = 0, rows_ = 0;
    std::vector<char> inside_;
    std::vector<std::array<int, 2>> links_;
};

}  // namespace

std::vector<patient::Contour> cross_sections(const Solid& solid, double step_mm) {
    std::vector<patient::Contour> contours;
    for (int k = 0; k < plane_count; ++k) {
        const double z = lowest_plane_mm + phantom_slice_mm * k;
        if (z < solid.box.low.z || z > solid.box.high.z) continue;
        for (auto& loop : Section(solid, z, step_mm).loops()) contours.push_back(std::move(loop));
    }
    return contours;
}

}  // namespace abscope::geometry::phantom
