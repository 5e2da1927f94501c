// The layers of a plan picture: body, image, dose wash, isodose lines with labels, outlines, scale (plan_view.hpp).
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/chart.hpp"
#include "report/facts.hpp"
#include "report/plan_view.hpp"
#include "report/png.hpp"
#include "report/text.hpp"

namespace abscope::report {

using patient::OrganRole;

namespace {

// Grey window of the image: everything from lung to bone stays apart.
constexpr double window_low_hu = -900, window_high_hu = 500;
// The dose wash begins here, as a share of the reference dose.
constexpr double wash_from = 0.03;
constexpr double wash_full = 1.1;

// Raster pixels to picture pixels; a sample stands in the centre of its pixel.
Polylines placed(Polylines lines, double scale, double left, double top) {
    for (auto& line : lines)
        for (auto& p : line) p = {left + (p.x + 0.5) * scale, top + (p.y + 0.5) * scale};
    return lines;
}

std::string joined(const Polylines& lines, double tolerance) {
    std::string data;
    for (const auto& line : simplified(lines, tolerance)) {
        if (line.size() < 2) continue;
        const bool closed = std::hypot(line.front().x - line.back().x, line.front().y - line.back().y) < 0.05;
        if (closed && line.size() < 4) continue;
        auto points = line;
        if (closed) points.pop_back();
        data += path_data(points, closed);
    }
    return data;
}

double length_of(const std::vector<Point>& line) {
    double length = 0.0;
    for (std::size_t i = 1; i < line.size(); ++i) length += std::hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
    return length;
}

}  // namespace

void PlanView::draw_body(Svg& svg, const Frame& f) const {
    for (const auto& s : context_.study.subject.anatomy.structures.structures)
        if (s.role == OrganRole::external)
            svg.path(joined(placed(outline(s, f.raster), f.scale, f.left, f.top), 0.3), "plan-body");
}

void PlanView::draw_image(Svg& svg, const Frame& f) const {
    if (!has_image_) return;
    const auto& image = *context_.study.subject.anatomy.image;
    if (image.grid.size[2] < 3 && f.raster.orientation != Orientation::axial) return;
    if (image.grid.size[2] == 1 && std::abs(image.grid.origin.z - f.raster.at_mm) > 1.6) return;
    const auto values = sample(image.grid, image.values, f.raster);
    std::vector<std::uint8_t> grey(values.size(), 0);
    bool any = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) continue;
        any = true;
        const double t = (static_cast<double>(values[i]) - window_low_hu) / (window_high_hu - window_low_hu);
        grey[i] = static_cast<std::uint8_t>(1 + std::lround(std::clamp(t, 0.0, 1.0) * 254));
    }
    if (!any) return;
    std::vector<Rgba> palette(256);
    for (std::size_t i = 0; i < 256; ++i) {
        const auto g = static_cast<std::uint8_t>(i);
        palette[i] = {g, g, g, static_cast<std::uint8_t>(i == 0 ? 0 : 255)};
    }
    svg.image({f.left, f.top}, f.raster.columns * f.scale, f.raster.rows * f.scale,
              base64(encode_png(f.raster.columns, f.raster.rows, grey, palette)), "ct");
}

void PlanView::draw_dose(Svg& svg, const Frame& f, bool wash, bool lines) const {
    const auto& dose = context_.study.subject.anatomy.dose;
    if (!dose || reference_ <= 0) return;
    const auto values = sample(dose->grid, dose->values, f.raster);
    if (wash) {
        std::vector<std::uint8_t> index(values.size(), 0);
        for (std::size_t i = 0; i < values.size(); ++i)
            if (std::isfinite(values[i]))
                index[i] = static_cast<std::uint8_t>(
                    std::lround(255 * std::clamp(static_cast<double>(values[i]) / reference_ / wash_full, 0.0, 1.0)));
        const auto palette = wash_palette(wash_from / wash_full, has_image_ ? 150 : 185);
        svg.image({f.left, f.top}, f.raster.columns * f.scale, f.raster.rows * f.scale,
                  base64(encode_png(f.raster.columns, f.raster.rows, index, palette)), "wash");
    }
    if (!lines) return;
    std::vector<Box> taken;
    for (const double level : levels()) {
        const auto iso = placed(isolines(values, f.raster.columns, f.raster.rows, level * reference_), f.scale, f.left, f.top);
        const std::string data = joined(iso, 0.25);
        if (data.empty()) continue;
        const std::string text = fmt::format("{} %", std::lround(100 * level));
        svg.path(data, "iso-halo");
        svg.path(data, fmt::format("iso i{}", std::lround(100 * level)), text);
        const auto longest = std::max_element(iso.begin(), iso.end(), [](const auto& a, const auto& b) { return length_of(a) < length_of(b); });
        if (length_of(*longest) < (svg.width() < 400 ? 150 : 90)) continue;
        const double half = 0.5 * text_width(text, 13) + 4;
        for (std::size_t k = 0; k < 24; ++k) {
            const Point p = (*longest)[longest->size() * ((k * 7 + 3) % 24) / 24];
            const Box box{p.x - half, p.y - 10, p.x + half, p.y + 10};
            if (box.left < 4 || box.top < 26 || box.right > svg.width() - 4 || box.bottom > svg.height() - 26) continue;
            if (std::any_of(taken.begin(), taken.end(), [&](const Box& t) { return t.overlaps(box); })) continue;
            taken.push_back({box.left - 14, box.top - 8, box.right + 14, box.bottom + 8});
            svg.text({p.x, p.y + 4.5}, text, "iso-name", Anchor::middle);
            break;
        }
    }
}

void PlanView::draw_structures(Svg& svg, const Frame& f) const {
    const auto& structures = context_.study.subject.anatomy.structures.structures;
    const auto& names = context_.styles.names();
    // Targets last, so that they lie on top.
    for (auto name = names.rbegin(); name != names.rend(); ++name)
        for (const auto& s : structures) {
            if (s.name != *name || !context_.styles.drawn(s.name)) continue;
            const std::string data = joined(placed(outline(s, f.raster), f.scale, f.left, f.top), 0.3);
            svg.path(data, "contour " + context_.styles.style(s.name), s.name);
        }
}

void PlanView::draw_furniture(Svg& svg, const Frame& f, double width, double height) const {
    static constexpr const char* names[] = {"Axial", "Coronal", "Sagittal"};
    static constexpr const char* axes[] = {"z", "y", "x"};
    const auto o = static_cast<std::size_t>(f.raster.orientation);
    svg.text({12, 24}, fmt::format("{}  {} = {} mm", names[o], axes[o], fixed(f.raster.at_mm, 0)), "plan-name");
    const bool sagittal = f.raster.orientation == Orientation::sagittal, axial = f.raster.orientation == Orientation::axial;
    svg.text({10, 0.5 * height + 5}, sagittal ? "A" : "R", "plan-side");
    svg.text({width - 10, 0.5 * height + 5}, sagittal ? "P" : "L", "plan-side", Anchor::end);
    svg.text({0.5 * width, height - 10}, axial ? "P" : "I", "plan-side", Anchor::middle);
    const double fifty = 50.0 / f.raster.step_mm * f.scale;
    svg.path(fmt::format("M{} {}v6h{}v-6", coordinate(width - 14 - fifty), coordinate(height - 20), coordinate(fifty)), "scale");
    svg.text({width - 14 - 0.5 * fifty, height - 24}, "5 cm", "plan-scale", Anchor::middle);
}

}  // namespace abscope::report
