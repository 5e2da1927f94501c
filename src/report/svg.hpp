// A small SVG writer: shapes with style classes, text whose width can be estimated before it is placed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace abscope::report {

struct Point {
    double x = 0.0, y = 0.0;
};

enum class Anchor { start, middle, end };

/// Estimated width of a line of sans-serif text [px]; errs to the wide side so that labels do not collide.
double text_width(std::string_view text, double font_px = 12.0);

/// A coordinate with at most one decimal.
std::string coordinate(double value);
/// "M x y L x y …"; points that are not finite break the line.
std::string path_data(const std::vector<Point>& points, bool closed = false);

/// One picture. Coordinates are in its own pixels; `style` is a list of CSS classes (data/report.css).
class Svg {
  public:
    Svg(double width, double height) : width_(width), height_(height) {}

    double width() const { return width_; }
    double height() const { return height_; }
    void line(Point from, Point to, std::string_view style);
    void rect(Point corner, double width, double height, std::string_view style, std::string_view title = {},
              double radius = 0.0);
    void circle(Point centre, double radius, std::string_view style, std::string_view title = {});
    void path(std::string_view data, std::string_view style, std::string_view title = {});
    void polyline(const std::vector<Point>& points, std::string_view style, std::string_view title = {});
    void polygon(const std::vector<Point>& points, std::string_view style, std::string_view title = {});
    /// `text` is escaped here.
    void text(Point at, std::string_view text, std::string_view style, Anchor anchor = Anchor::start);
    /// A label turned by 90° to the left, centred on `at`.
    void vertical_text(Point at, std::string_view text, std::string_view style);
    /// A PNG laid over a rectangle.
    void image(Point corner, double width, double height, std::string_view png_base64, std::string_view style);
    /// Anything else, already valid SVG.
    void raw(std::string_view markup) { body_ += markup; }
    void open_group(std::string_view attributes);
    void close_group() { body_ += "</g>"; }

    /// What has been drawn so far, without the frame.
    const std::string& body() const { return body_; }
    /// The picture, with its text alternative.
    std::string str(std::string_view label) const;

  private:
    void title_and_close(std::string_view element, std::string_view title);
    double width_, height_;
    std::string body_;
};

}  // namespace abscope::report
