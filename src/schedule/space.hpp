// A search space of discrete decisions: named axes with values, points as positions on them. Belongs to schedule.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace abscope::schedule {

struct Axis {
    std::string name;
    std::vector<double> values;  ///< in rising order where that means something [unit of the axis]
};

/// A position on each axis.
using Point = std::vector<int>;

struct Space {
    std::vector<Axis> axes;

    std::uint64_t size() const;
    double value(const Point& point, std::size_t axis) const { return axes[axis].values[static_cast<std::size_t>(point[axis])]; }
    /// The point whose values are nearest to these.
    Point nearest(const std::vector<double>& values) const;
    /// Point number 0 … size() − 1, last axis fastest.
    Point point(std::uint64_t number) const;
};

}  // namespace abscope::schedule
