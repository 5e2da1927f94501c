// The SVG writer, as svg.hpp says.
#include "report/svg.hpp"

#include <cmath>

#include <fmt/format.h>

#include "report/text.hpp"

namespace abscope::report {

double text_width(std::string_view text, double font_px) {
    // Widths in em of groups of letters, near the widest of the common sans-serif faces.
    double em = 0.0;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if ((u & 0xC0) == 0x80) continue;  // continuation of a multi-byte letter
        if (u >= 0xC0) em += 0.66;
        else if (std::string_view("iljI.,:;'|!").find(c) != std::string_view::npos) em += 0.32;
        else if (std::string_view("ftr()[] -/").find(c) != std::string_view::npos) em += 0.40;
        else if (std::string_view("mwMW%@").find(c) != std::string_view::npos) em += 0.95;
        else if (u >= 'A' && u <= 'Z') em += 0.70;
        else em += 0.61;
    }
    return em * font_px;
}

std::string coordinate(double value) {
    std::string text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text == "-0" ? "0" : text;
}

std::string path_data(const std::vector<Point>& points, bool closed) {
    std::string out;
    bool pen_down = false;
    for (const auto& p : points) {
        if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
            pen_down = false;
            continue;
        }
        out += pen_down ? 'L' : 'M';
        out += coordinate(p.x) + " " + coordinate(p.y);
        pen_down = true;
    }
    if (closed && !out.empty()) out += 'Z';
    return out;
}

void Svg::title_and_close(std::string_view element, std::string_view title) {
    if (title.empty()) body_ += "/>";
    else body_ += fmt::format("><title>{}</title></{}>", escape(title), element);
}

void Svg::line(Point from, Point to, std::string_view style) {
    body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"{}\"/>", coordinate(from.x),
                         coordinate(from.y), coordinate(to.x), coordinate(to.y), style);
}

void Svg::rect(Point corner, double width, double height, std::string_view style, std::string_view title,
               double radius) {
    body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", coordinate(corner.x),
                         coordinate(corner.y), coordinate(std::max(0.0, width)), coordinate(std::max(0.0, height)));
    if (radius > 0) body_ += fmt::format(" rx=\"{}\"", coordinate(radius));
    body_ += fmt::format(" class=\"{}\"", style);
    title_and_close("rect", title);
}

void Svg::circle(Point centre, double radius, std::string_view style, std::string_view title) {
    body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" class=\"{}\"", coordinate(centre.x),
                         coordinate(centre.y), coordinate(radius), style);
    title_and_close("circle", title);
}

void Svg::path(std::string_view data, std::string_view style, std::string_view title) {
    if (data.empty()) return;
    body_ += fmt::format("<path d=\"{}\" class=\"{}\"", data, style);
    title_and_close("path", title);
}

void Svg::polyline(const std::vector<Point>& points, std::string_view style, std::string_view title) {
    path(path_data(points), style, title);
}

void Svg::polygon(const std::vector<Point>& points, std::string_view style, std::string_view title) {
    path(path_data(points, true), style, title);
}

void Svg::text(Point at, std::string_view text, std::string_view style, Anchor anchor) {
    static constexpr const char* names[] = {"start", "middle", "end"};
    body_ += fmt::format("<text x=\"{}\" y=\"{}\" class=\"{}\" text-anchor=\"{}\">{}</text>", coordinate(at.x),
                         coordinate(at.y), style, names[static_cast<int>(anchor)], escape(text));
}

void Svg::vertical_text(Point at, std::string_view text, std::string_view style) {
    body_ += fmt::format(
        "<text transform=\"translate({} {}) rotate(-90)\" class=\"{}\" text-anchor=\"middle\">{}</text>",
        coordinate(at.x), coordinate(at.y), style, escape(text));
}

void Svg::image(Point corner, double width, double height, std::string_view png_base64, std::string_view style) {
    body_ += fmt::format(
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" class=\"{}\" "
        "href=\"data:image/png;base64,{}\"/>",
        coordinate(corner.x), coordinate(corner.y), coordinate(width), coordinate(height), style, png_base64);
}

void Svg::open_group(std::string_view attributes) { body_ += fmt::format("<g {}>", attributes); }

std::string Svg::str(std::string_view label) const {
    return fmt::format(
        "<svg viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" aria-label=\"{2}\">{3}</svg>\n",
        coordinate(width_), coordinate(height_), escape(label), body_);
}

}  // namespace abscope::report
