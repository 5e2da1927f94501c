// The plan: three planes through the target with dose and structures, an axial slider, the legend.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/facts.hpp"
#include "report/plan_view.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

constexpr double axial_width = 640, axial_height = 500, side_width = 320, side_height = 245;
constexpr int most_slices = 36;

// The axial picture: the central plane, and the other planes hidden until the slider (script) shows them.
std::string axial_picture(const PlanView& view) {
    const auto heights = view.axial_heights(most_slices);
    Svg svg(axial_width, axial_height);
    svg.rect({0, 0}, axial_width, axial_height, "plan-ground");
    std::size_t centre = 0;
    for (std::size_t i = 0; i < heights.size(); ++i) {
        const bool shown = std::abs(heights[i] - view.centre().z) < 1e-6;
        if (shown) centre = i;
        svg.open_group(fmt::format("class=\"slice\"{}", shown ? "" : " style=\"display:none\""));
        svg.raw(view.layers(Orientation::axial, heights[i], axial_width, axial_height, !shown));
        svg.close_group();
    }
    std::string out = svg.str(fmt::format("Axial plane at z = {} mm: structures, dose wash and isodose lines",
                                          fixed(view.centre().z, 0)));
    out += fmt::format("<label class=\"slider\" hidden><span>Slice</span><input type=\"range\" min=\"0\" max=\"{}\" value=\"{}\" "
                       "aria-label=\"Axial slice\"></label>",
                       heights.size() - 1, centre);
    return out;
}

std::string wash_scale(const StudyResult& study) {
    Svg svg(314, 34);
    for (int i = 0; i < 75; ++i) {
        const auto c = wash_colour(i / 74.0);
        svg.raw(fmt::format("<rect x=\"{}\" y=\"2\" width=\"4.2\" height=\"12\" fill=\"#{:02x}{:02x}{:02x}\"/>", 4 * i, c.r, c.g, c.b));
    }
    for (const int percent : {0, 20, 50, 80, 105})
        svg.text({300.0 * percent / 110.0, 29}, std::to_string(percent) + (percent == 105 ? " %" : ""),
                 "tick", percent == 0 ? Anchor::start : Anchor::middle);
    return fmt::format("<div class=\"scale-bar\">{}<span>dose, percent of {}</span></div>",
                       svg.str("Colours of the dose wash from 0 to 110 percent of the reference dose"),
                       reference_dose_text(study));
}

std::string plan_legend(const Context& context) {
    std::vector<std::pair<std::string, std::string>> keys;
    for (const auto& name : context.styles.names())
        for (const auto& s : context.study.subject.anatomy.structures.structures)
            if (s.name == name && context.styles.drawn(name) && !s.contours.empty())
                keys.emplace_back(context.styles.style(name), name);
    return legend(keys);
}

std::string image_note(const Context& context, const PlanView& view) {
    const auto& image = context.study.subject.anatomy.image;
    if (!view.has_image()) return " There is no image: the body outline is drawn instead.";
    if (image->grid.size[2] == 1)
        return fmt::format(" The case has a single image slice (z\u00A0=\u00A0{}\u00A0mm): elsewhere the body outline is drawn "
                           "instead.",
                           fixed(image->grid.origin.z, 0));
    return {};
}

}  // namespace

Section plan_section(const Context& context) {
    Section section{"plan", "The plan", ""};
    const PlanView view(context);
    if (!view.has_content()) {
        section.html = empty_state("No anatomy to draw", "The case has dose–volume tables only: neither images nor contours.");
        return section;
    }
    const bool dose = context.study.subject.anatomy.dose.has_value();
    std::string picture = "<div class=\"plan\"><div class=\"plan-main\">" + axial_picture(view) + "</div><div class=\"plan-side\">";
    picture += view.picture(Orientation::coronal, view.centre().y, side_width, side_height);
    picture += view.picture(Orientation::sagittal, view.centre().x, side_width, side_height);
    picture += "</div>";
    picture += "</div><div class=\"plan-keys\">" + (dose ? wash_scale(context.study) : std::string()) + plan_legend(context) + "</div>";
    std::string caption = fmt::format("Axial, coronal and sagittal plane through {}.", escape(view.centre_text()));
    if (dose) {
        caption += " Isodose lines at ";
        const auto& levels = PlanView::levels();
        for (std::size_t i = 0; i < levels.size(); ++i)
            caption += fmt::format("{}{}", i == 0 ? "" : i + 1 == levels.size() ? " and " : ", ", std::lround(100 * levels[i]));
        caption += "\u00A0% of " + reference_dose_text(context.study) + ".";
    } else {
        caption += " The case has no dose.";
    }
    section.html = figure("figure-plan", picture, caption + image_note(context, view), "plan_axial_dose.csv", "bleed");
    return section;
}

}  // namespace abscope::report
