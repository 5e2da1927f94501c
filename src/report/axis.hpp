// Axes: from data to positions, with ticks at numbers people like. Used by every chart.
#pragma once

#include <string>
#include <vector>

namespace abscope::report {

struct Tick {
    double value = 0.0;
    std::string label;  ///< empty: a minor tick without text
};

/// Ticks at 1, 2, 2.5 or 5 times a power of ten that cover low … high; at most `most` of them, all labels with the
/// same decimals.
std::vector<Tick> nice_ticks(double low, double high, int most);
/// Ticks of a logarithmic axis: decades with a label, 2 and 5 between them (labelled where there are at most two decades).
std::vector<Tick> log_ticks(double low, double high);

/// One axis of a chart.
struct Axis {
    double low = 0.0, high = 1.0;
    bool logarithmic = false;
    std::string title;
    std::vector<Tick> ticks;

    /// Position of a value between 0 (low) and 1 (high); not limited to it.
    double position(double value) const;
};

/// A linear axis from `low` to `high`, the end rounded up to a tick.
Axis linear_axis(double low, double high, std::string title, int most_ticks = 8);
/// A logarithmic axis that covers low … high (both > 0).
Axis log_axis(double low, double high, std::string title);

}  // namespace abscope::report
