// Where the planes of the plan pictures lie and what is laid over what, as plan_view.hpp says.
#include "report/plan_view.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "report/chart.hpp"
#include "report/facts.hpp"
#include "report/text.hpp"

namespace abscope::report {

using patient::OrganRole;
using patient::Vector3;

namespace {

struct Bounds {
    Vector3 low{1e9, 1e9, 1e9}, high{-1e9, -1e9, -1e9};
    void add(Vector3 p) {
        low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
        high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
    }
    bool empty() const { return low.x > high.x; }
};

void add_grid(Bounds& bounds, const patient::Grid& grid) {
    for (int corner = 0; corner < 8; ++corner)
        bounds.add(grid.position((corner & 1) != 0 ? static_cast<double>(grid.size[0]) - 0.5 : -0.5,
                                 (corner & 2) != 0 ? static_cast<double>(grid.size[1]) - 0.5 : -0.5,
                                 (corner & 4) != 0 ? static_cast<double>(grid.size[2]) - 0.5 : -0.5));
}

Bounds bounds_of(const std::vector<patient::Structure>& structures, bool only_external) {
    Bounds bounds;
    for (const auto& s : structures) {
        if (only_external ? s.role != OrganRole::external : s.role == OrganRole::support) continue;
        for (const auto& c : s.contours)
            for (const auto& p : c.points) bounds.add(p);
    }
    return bounds;
}

/// The target that the plan treats: the one with the largest mean dose, so that a boost wins over what surrounds it and a
/// target outside the field is never taken; without a dose the first target. nullptr: no target has contours.
const patient::Structure* treated_target(const StudyResult& study) {
    const patient::Structure* target = nullptr;
    double hottest = -1.0;
    for (const auto& s : study.subject.anatomy.structures.structures) {
        if (s.role != OrganRole::target || s.contours.empty()) continue;
        double mean_gy = 0.0;
        for (const auto* d : dvhs_of(study, "physical"))
            if (d->name == s.name && std::isfinite(d->mean_gy)) mean_gy = d->mean_gy;
        if (mean_gy > hottest) {
            hottest = mean_gy;
            target = &s;
        }
    }
    return target;
}

/// Centre of a structure's bounding box, moved to its nearest contour plane [mm].
Vector3 centre_of(const patient::Structure& structure) {
    Bounds bounds;
    for (const auto& c : structure.contours)
        for (const auto& p : c.points) bounds.add(p);
    Vector3 centre = 0.5 * (bounds.low + bounds.high);
    double nearest = std::numeric_limits<double>::max();
    const double middle = centre.z;
    for (const auto& c : structure.contours)
        if (std::abs(c.z() - middle) < nearest) {
            nearest = std::abs(c.z() - middle);
            centre.z = c.z();
        }
    return centre;
}

}  // namespace

const std::vector<double>& PlanView::levels() {
    static const std::vector<double> values{1.05, 0.95, 0.80, 0.50, 0.20, 0.05};
    return values;
}

PlanView::PlanView(const Context& context) : context_(context) {
    reference_ = reference_dose_gy(context.study);
    const auto& image = context.study.subject.anatomy.image;
    has_image_ = image && !image->values.empty();
    find_bounds();
    if (has_content_) find_centre();
}

void PlanView::find_bounds() {
    const auto& anatomy = context_.study.subject.anatomy;
    Bounds bounds = bounds_of(anatomy.structures.structures, true);
    if (bounds.empty()) {
        bounds = bounds_of(anatomy.structures.structures, false);
        if (anatomy.dose) add_grid(bounds, anatomy.dose->grid);
        if (has_image_ && anatomy.image->grid.size[2] > 2) add_grid(bounds, anatomy.image->grid);
    }
    if (bounds.empty() && has_image_) add_grid(bounds, anatomy.image->grid);
    has_content_ = !bounds.empty();
    const Vector3 margin{12, 12, 12};
    low_ = bounds.low - margin;
    high_ = bounds.high + margin;
}

void PlanView::find_centre() {
    const auto& anatomy = context_.study.subject.anatomy;
    centre_ = 0.5 * (low_ + high_);
    centre_text_ = "the middle of the body";
    if (const auto* target = treated_target(context_.study)) {
        centre_ = centre_of(*target);
        centre_text_ = "the centre of " + target->name;
        // A single image slice that cuts the target is preferred.
        if (!has_image_ || anatomy.image->grid.size[2] != 1) return;
        const double slice = anatomy.image->grid.origin.z;
        for (const auto& c : target->contours)
            if (std::abs(c.z() - slice) < 0.1) centre_.z = slice;
    } else if (anatomy.dose && !anatomy.dose->values.empty()) {
        const auto& grid = anatomy.dose->grid;
        const auto at = static_cast<std::size_t>(
            std::max_element(anatomy.dose->values.begin(), anatomy.dose->values.end()) - anatomy.dose->values.begin());
        centre_ = grid.position(static_cast<double>(at % grid.size[0]), static_cast<double>(at / grid.size[0] % grid.size[1]),
                                static_cast<double>(at / grid.size[0] / grid.size[1]));
        centre_text_ = "the largest dose";
    }
}

std::vector<double> PlanView::axial_heights(int most) const {
    const auto& anatomy = context_.study.subject.anatomy;
    double step = 3.0;
    if (anatomy.dose) step = std::max(1.0, anatomy.dose->grid.spacing[2]);
    else if (has_image_ && anatomy.image->grid.size[2] > 1) step = std::max(1.0, anatomy.image->grid.spacing[2]);
    const double span = high_.z - low_.z - 24;
    const int every = std::max(1, static_cast<int>(std::ceil(span / step / most)));
    step *= every;
    std::vector<double> heights;
    const int below = static_cast<int>((centre_.z - low_.z - 12) / step), above = static_cast<int>((high_.z - 12 - centre_.z) / step);
    for (int k = -below; k <= above; ++k) heights.push_back(centre_.z + k * step);
    return heights;
}

PlanView::Frame PlanView::frame(Orientation orientation, double at_mm, double width, double height, bool coarse) const {
    const bool axial = orientation == Orientation::axial, sagittal = orientation == Orientation::sagittal;
    const double u_low = sagittal ? low_.y : low_.x, u_high = sagittal ? high_.y : high_.x;
    const double v_low = axial ? low_.y : -high_.z, v_high = axial ? high_.y : -low_.z;
    const double px_per_mm = std::min(width / (u_high - u_low), height / (v_high - v_low));
    Frame f;
    f.raster.orientation = orientation;
    f.raster.at_mm = at_mm;
    f.raster.step_mm = (coarse ? 3.0 : 1.5) / px_per_mm;
    f.raster.columns = std::max(2, static_cast<int>((u_high - u_low) / f.raster.step_mm));
    f.raster.rows = std::max(2, static_cast<int>((v_high - v_low) / f.raster.step_mm));
    f.raster.u0 = u_low;
    f.raster.v0 = v_low;
    f.scale = f.raster.step_mm * px_per_mm;
    f.left = 0.5 * (width - f.raster.columns * f.scale);
    f.top = 0.5 * (height - f.raster.rows * f.scale);
    return f;
}

std::string PlanView::layers(Orientation orientation, double at_mm, double width, double height, bool coarse) const {
    Svg svg(width, height);
    const Frame f = frame(orientation, at_mm, width, height, coarse);
    draw_body(svg, f);
    draw_image(svg, f);
    draw_dose(svg, f, true, false);
    draw_structures(svg, f);
    draw_dose(svg, f, false, true);
    draw_furniture(svg, f, width, height);
    return svg.body();
}

std::string PlanView::picture(Orientation orientation, double at_mm, double width, double height) const {
    static constexpr const char* names[] = {"Axial", "Coronal", "Sagittal"};
    static constexpr const char* axes[] = {"z", "y", "x"};
    Svg svg(width, height);
    svg.rect({0, 0}, width, height, "plan-ground");
    svg.raw(layers(orientation, at_mm, width, height, false));
    const auto o = static_cast<std::size_t>(orientation);
    return svg.str(fmt::format("{} plane at {} = {} mm: structures, dose wash and isodose lines", names[o], axes[o],
                               fixed(at_mm, 0)));
}

}  // namespace abscope::report
