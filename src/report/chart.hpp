// A chart: a frame with two axes on an SVG, and what is drawn in it. Labels are placed so that they do not collide.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/axis.hpp"
#include "report/svg.hpp"

namespace abscope::report {

/// Space around the plot area [px].
struct Margins {
    double left = 52, right = 18, top = 14, bottom = 46;
};

class Chart {
  public:
    Chart(Svg& svg, Margins margins, Axis x, Axis y);

    double left() const { return margins_.left; }
    double right() const { return svg_.width() - margins_.right; }
    double top() const { return margins_.top; }
    double bottom() const { return svg_.height() - margins_.bottom; }
    const Axis& x_axis() const { return x_; }
    const Axis& y_axis() const { return y_; }
    /// Position of a pair of values; values beyond an axis end are set on its end, NaN stays NaN.
    Point at(double x, double y) const;
    /// True where x lies within the axis.
    bool shows_x(double x) const { return x_.position(x) >= -1e-9 && x_.position(x) <= 1 + 1e-9; }

    /// Grid lines, tick labels and axis titles; draw it before the data.
    void frame();
    void line(const std::vector<double>& x, const std::vector<double>& y, std::string_view style,
              std::string_view title = {});
    void band(const std::vector<double>& x, const std::vector<double>& low, const std::vector<double>& high,
              std::string_view style, std::string_view title = {});
    Svg& svg() { return svg_; }

  private:
    Svg& svg_;
    Margins margins_;
    Axis x_, y_;
};

/// Moves wanted positions apart until neighbours are at least `gap` apart and all lie in low … high; order is kept.
std::vector<double> spread_labels(const std::vector<double>& wanted, double gap, double low, double high);

/// A rectangle that is taken [px].
struct Box {
    double left = 0, top = 0, right = 0, bottom = 0;
    bool overlaps(const Box& o) const {
        return left < o.right && o.left < right && top < o.bottom && o.top < bottom;
    }
};

/// A label that names a line in the plot.
struct LineLabel {
    std::string text, style;
    std::vector<Point> line;  ///< the drawn line [px], dense
};

/// Writes each label beside its own line where it covers neither another label nor, if possible, another line. Labels
/// without a free place are left out (the legend has them).
void label_lines(Svg& svg, const std::vector<LineLabel>& labels, Box area);

}  // namespace abscope::report
