// Everything that is given or measured, on one axis of days and weeks.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/chart.hpp"
#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

using patient::EventKind;

struct Mark {
    double from = 0.0, to = 0.0;  // [d]
    std::string title;
};

struct Lane {
    std::string name;
    std::string style;  // "fraction", "drug", "lab", "systemic", "surgery", "prior", "steroid"
    std::vector<Mark> marks;
};

std::string analyte_name(const std::string& analyte) {
    if (analyte == "ALC") return "lymphocytes";
    if (analyte == "ANC") return "neutrophils";
    return analyte;
}

std::pair<std::string, std::string> lane_of(const StudyResult& study, const patient::Event& e) {
    switch (e.kind) {
        case EventKind::lab: return {"Lab: " + analyte_name(e.label), "lab"};
        case EventKind::fraction: {
            const auto& blocks = study.subject.course.radiotherapy;
            const auto b = static_cast<std::size_t>(e.block);
            const std::string target = b < blocks.size() ? blocks[b].target : e.label;
            return {target.empty() ? "Radiotherapy" : "RT: " + target, "fraction"};
        }
        case EventKind::drug: return {capitalised(e.label), "drug"};
        case EventKind::systemic: return {capitalised(e.label), "systemic"};
        case EventKind::surgery: return {"Surgery: " + e.label, "surgery"};
        case EventKind::prior_radiotherapy: return {"Earlier RT: " + e.label, "prior"};
    }
    return {};
}

std::vector<Lane> lanes_of(const StudyResult& study) {
    std::vector<Lane> lanes;
    const auto add = [&](const std::string& name, const std::string& style, Mark mark) {
        for (auto& lane : lanes)
            if (lane.name == name) return lane.marks.push_back(std::move(mark));
        lanes.push_back({name, style, {std::move(mark)}});
    };
    // Radiotherapy stands on top, then drugs, other treatment, laboratory values.
    for (const auto kind : {EventKind::fraction, EventKind::drug, EventKind::systemic, EventKind::surgery,
                            EventKind::prior_radiotherapy, EventKind::lab})
        for (const auto& e : study.subject.course.events) {
            if (e.kind != kind) continue;
            const auto [name, style] = lane_of(study, e);
            const double day = value_as<Day>(e.time);
            const std::string amount = e.amount != 0.0 ? ", " + compact(e.amount) + " " + e.unit : "";
            add(name, style, {day, day, fmt::format("{}: day {}{}", name, compact(day), amount)});
        }
    for (const auto& s : study.subject.host.steroids)
        add("Steroid", "steroid", {value_as<Day>(s.from), value_as<Day>(s.to),
                                   compact(value_as<Milligram>(s.daily_dose)) + " mg/d prednisone equivalent"});
    return lanes;
}

void draw_mark(Svg& svg, const std::string& style, const Mark& mark, double from, double to, double y) {
    if (style == "fraction") svg.rect({from - 1.5, y - 9}, 3, 18, "event fraction-bar", mark.title, 1);
    else if (style == "drug") svg.path(fmt::format("M{0} {1}L{2} {3}L{0} {4}L{5} {3}Z", coordinate(from), coordinate(y - 8),
                                                   coordinate(from + 6), coordinate(y), coordinate(y + 8), coordinate(from - 6)),
                                       "event drug", mark.title);
    else if (style == "lab") svg.circle({from, y}, 5, "event lab", mark.title);
    else if (style == "steroid") svg.rect({from, y - 5}, std::max(2.0, to - from), 10, "event steroid", mark.title, 3);
    else if (style == "surgery") svg.path(fmt::format("M{0} {1}L{2} {3}L{4} {3}Z", coordinate(from), coordinate(y + 7),
                                                      coordinate(from + 7), coordinate(y - 6), coordinate(from - 7)),
                                          "event surgery", mark.title);
    else svg.rect({from - 5, y - 5}, 10, 10, "event systemic", mark.title, 1);
}

std::string draw_timeline(const std::vector<Lane>& lanes, Medium medium) {
    double first = 0.0, last = 1.0;
    for (const auto& lane : lanes)
        for (const auto& m : lane.marks) {
            first = std::min(first, m.from);
            last = std::max(last, m.to);
        }
    const double pad = std::max(1.0, 0.02 * (last - first));
    const double row = medium.narrow ? 46 : 36;
    double name_width = 0.0;
    for (const auto& lane : lanes) name_width = std::max(name_width, text_width(lane.name, 13) + 18);
    Margins margins{medium.narrow ? 14 : std::min(name_width, 300.0), 20, 26, 46};
    Svg svg(medium.width, margins.top + margins.bottom + row * static_cast<double>(lanes.size()));
    const double low = first - pad, high = last + pad;
    Chart chart(svg, margins, Axis{low, high, false, "day", nice_ticks(low, high, medium.narrow ? 6 : 12)}, Axis{});
    // Weeks: every k-th, so that their names do not collide.
    const double week_px = 7.0 / (high - low) * (chart.right() - chart.left());
    const int every = std::max(1, static_cast<int>(std::ceil(52.0 / week_px)));
    for (int w = static_cast<int>(std::ceil(low / 7.0)); 7.0 * w <= high; ++w) {
        const double x = chart.at(7.0 * w, 0).x;
        if (w % every != 0) continue;
        svg.line({x, chart.top()}, {x, chart.bottom()}, "grid");
        svg.text({x, chart.top() - 8}, fmt::format("week {}", w + (w >= 0 ? 1 : 0)), "tick", Anchor::start);
    }
    chart.frame();
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const double top = chart.top() + row * static_cast<double>(i);
        const double y = top + (medium.narrow ? 32 : 0.5 * row);
        if (medium.narrow) svg.text({chart.left() + 2, top + 17}, lanes[i].name, "lane");
        else svg.text({chart.left() - 14, y + 4}, lanes[i].name, "lane", Anchor::end);
        svg.line({chart.left(), y}, {chart.right(), y}, "rail");
        for (const auto& m : lanes[i].marks)
            draw_mark(svg, lanes[i].style, m, chart.at(m.from, 0).x, chart.at(m.to, 0).x, y);
    }
    return svg.str("Timeline of fractions, drugs, other treatment and laboratory values");
}

}  // namespace

Section timeline_section(const Context& context) {
    Section section{"timeline", "Timeline", ""};
    const auto lanes = lanes_of(context.study);
    if (lanes.empty()) {
        section.html = empty_state("Nothing on the timeline", "The case describes no treatment and no laboratory values.");
        return section;
    }
    section.html = figure("figure-timeline", for_both([&](Medium m) { return draw_timeline(lanes, m); }),
                          "What is given and measured. Day 0 is the first day of the case; bars: fractions, diamonds: "
                          "immunotherapy, dots: laboratory values, squares and triangles: other treatment.",
                          "timeline.csv");
    if (context.study.subject.course.immunotherapy.empty())
        section.html += "<p class=\"note\">No immunotherapy is described in this case.</p>";
    return section;
}

}  // namespace abscope::report
