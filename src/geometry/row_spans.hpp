// Where many parallel lines lie inside polygons. The one scan that masks and histograms are made with.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "geometry/prism_stack.hpp"

namespace abscope::geometry {

/// Rows at y = first_mm + row × step_mm.
struct Rows {
    double first_mm = 0.0, step_mm = 1.0;
    std::size_t count = 0;
    double y_mm(std::size_t row) const { return first_mm + static_cast<double>(row) * step_mm; }
};

/// The x of every edge that a row crosses, rising [mm]; inside (an odd number of polygons) lies between the 1st and 2nd, 3rd and
/// 4th, …
class RowSpans {
  public:
    RowSpans(const std::vector<Polygon>& polygons, const Rows& rows);

    std::span<const double> of_row(std::size_t row) const {
        return {x_.data() + begin_[row], begin_[row + 1] - begin_[row]};
    }
    /// Length of all spans of all rows [mm].
    double length_mm() const;

  private:
    std::vector<std::size_t> begin_;
    std::vector<double> x_;
};

/// Lowest and highest y of the polygons [mm].
struct Extent {
    double low_mm = 0.0, high_mm = 0.0;
};
Extent y_extent(const std::vector<Polygon>& polygons);

}  // namespace abscope::geometry
