// The dose–immune windows: map of classes with the schedule on it, score, drivers with sources, conflicts.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "report/chart.hpp"
#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

struct ClassStyle {
    const char* name;
    const char* style;
    const char* meaning;
};
constexpr ClassStyle classes[] = {
    {"I", "w1", "0.5–1 Gy: low dose, reshapes the tumour's surroundings"},
    {"gray", "w2", "1–2 Gy: neither stimulates nor spares clearly"},
    {"II", "w3", "5–12 Gy in at most five fractions: immunogenic"},
    {"II-optimal", "w4", "6–10 Gy in 2–5 fractions: the centre of window II"},
    {"TREX1-attenuated", "w5", "12 Gy or more: DNA sensing is dampened by TREX1"},
    {"III", "w6", "1.8–2 Gy over 38 days or more: depletes lymphocytes"},
    {"unclassified", "w0", "not covered by the hypothesis"}};

std::string class_style(const std::string& name) {
    for (const auto& c : classes)
        if (name == c.name) return c.style;
    return "w0";
}

// True where the doses of the map stand in even ratios rather than even steps.
bool is_logarithmic(const std::vector<double>& doses) {
    if (doses.size() < 3 || doses.front() <= 0) return false;
    const double first = doses[1] / doses[0], last = doses.back() / doses[doses.size() - 2];
    return std::abs(first / last - 1) < 1e-3;
}

// Centres of cells become edges half way to the neighbours.
std::vector<double> edges_of(const std::vector<double>& centres, bool logarithmic) {
    if (centres.size() < 2) return {centres.front() - 0.5, centres.front() + 0.5};
    std::vector<double> edges;
    for (std::size_t i = 0; i + 1 < centres.size(); ++i)
        edges.push_back(logarithmic ? std::sqrt(centres[i] * centres[i + 1]) : 0.5 * (centres[i] + centres[i + 1]));
    const double low = logarithmic ? centres.front() * centres.front() / edges.front() : 2 * centres.front() - edges.front();
    const double high = logarithmic ? centres.back() * centres.back() / edges.back() : 2 * centres.back() - edges.back();
    edges.insert(edges.begin(), std::max(0.0, low));
    edges.push_back(high);
    return edges;
}

// Equal neighbours of a row are drawn as one rectangle.
void draw_cells(Chart& chart, const WindowMap& map, const std::vector<double>& d_edges, const std::vector<double>& n_edges) {
    const std::size_t columns = map.dose_per_fraction_gy.size();
    for (std::size_t j = 0; j < map.fractions.size(); ++j)
        for (std::size_t i = 0; i < columns;) {
            const auto& name = map.window_class[i + columns * j];
            std::size_t end = i + 1;
            while (end < columns && map.window_class[end + columns * j] == name) ++end;
            const Point low = chart.at(d_edges[i], n_edges[j]), high = chart.at(d_edges[end], n_edges[j + 1]);
            if (name != "unclassified")
                chart.svg().rect({low.x, high.y}, high.x - low.x + 0.3, low.y - high.y + 0.3, "cell " + class_style(name));
            i = end;
        }
}

// The name of each class once, in the middle of its widest row.
void name_classes(Chart& chart, const WindowMap& map, const std::vector<double>& d_edges,
                  const std::vector<double>& n_edges, std::vector<Box> taken) {
    const std::size_t columns = map.dose_per_fraction_gy.size();
    for (const auto& c : classes) {
        Box best;
        double best_area = 0.0;
        for (std::size_t j = 0; j < map.fractions.size(); ++j)
            for (std::size_t i = 0; i < columns;) {
                std::size_t end = i;
                while (end < columns && map.window_class[end + columns * j] == c.name) ++end;
                if (end > i) {
                    const Point low = chart.at(d_edges[i], n_edges[j]), high = chart.at(d_edges[end], n_edges[j + 1]);
                    const double middle_y = 0.5 * (low.y + high.y), half = 0.5 * text_width(c.name) + 3;
                    const double middle_x = 0.5 * (low.x + high.x);
                    const Box box{middle_x - half, middle_y - 8, middle_x + half, middle_y + 8};
                    const bool fits = high.x - low.x > 2 * half && box.top > chart.top() && box.bottom < chart.bottom();
                    const bool free = std::none_of(taken.begin(), taken.end(), [&](const Box& t) { return t.overlaps(box); });
                    if (fits && free && high.x - low.x > best_area + 1) {
                        best_area = high.x - low.x;
                        best = box;
                    }
                }
                i = std::max(end, i + 1);
            }
        if (best_area <= 0) continue;
        chart.svg().text({0.5 * (best.left + best.right), best.bottom - 4}, c.name, "cell-name on-" + std::string(c.style),
                         Anchor::middle);
        taken.push_back(best);
    }
}

std::string draw_map(const StudyResult& study, Medium medium) {
    const auto& map = *study.window_map;
    const bool logarithmic = is_logarithmic(map.dose_per_fraction_gy);
    const auto d_edges = edges_of(map.dose_per_fraction_gy, logarithmic);
    const auto n_edges = edges_of({map.fractions.begin(), map.fractions.end()}, false);
    Svg svg(medium.width, medium.narrow ? 330 : 380);
    Axis x{d_edges.front(), d_edges.back(), false, "dose per fraction [Gy]",
           nice_ticks(d_edges.front(), d_edges.back(), medium.narrow ? 7 : 14)};
    if (logarithmic) x = log_axis(d_edges.front(), d_edges.back(), x.title);
    Axis y{n_edges.front(), n_edges.back(), false, "fractions", nice_ticks(n_edges.front(), n_edges.back(), 8)};
    Chart chart(svg, {}, x, y);
    draw_cells(chart, map, d_edges, n_edges);
    chart.frame();
    std::vector<Box> taken;
    for (const auto& w : study.windows) {
        const Point p = chart.at(w.dose_per_fraction_gy, w.fractions);
        const std::string text = fmt::format("{} Gy × {}", compact(w.dose_per_fraction_gy), w.fractions);
        const bool right = p.x + 16 + text_width(text) < chart.right();
        const double up = p.y - chart.top() < 30 ? 18.0 : -9.0;
        svg.circle(p, 7, "here-halo");
        svg.circle(p, 5, "here", text);
        svg.text({p.x + (right ? 11.0 : -11.0), p.y + up + 4}, text, "here-name", right ? Anchor::start : Anchor::end);
        taken.push_back({p.x - (right ? 12 : 16 + text_width(text)), p.y - 26, p.x + (right ? 16 + text_width(text) : 12), p.y + 22});
    }
    name_classes(chart, map, d_edges, n_edges, taken);
    return svg.str("Map of window classes over dose per fraction and number of fractions with this schedule marked");
}

std::string class_legend(const StudyResult& study) {
    std::string out = "<ul class=\"legend swatches\">";
    for (const auto& c : classes) {
        const auto& cells = study.window_map->window_class;
        if (std::find(cells.begin(), cells.end(), c.name) == cells.end()) continue;
        out += fmt::format("<li><svg width=\"14\" height=\"14\" aria-hidden=\"true\"><rect width=\"14\" height=\"14\" rx=\"2\" "
                           "class=\"cell {}\"/></svg><span><b>{}</b> {}</span></li>",
                           c.style, c.name, c.meaning);
    }
    return out + "</ul>\n";
}

std::string draw_score(double score, Medium medium) {
    Svg svg(medium.width, 44);
    const double left = 10, right = medium.width - 10;
    svg.rect({left, 16}, right - left, 6, "track", {}, 3);
    const double zero = 0.5 * (left + right), at = zero + score * 0.5 * (right - left);
    svg.rect({std::min(zero, at), 16}, std::abs(at - zero), 6, score < 0 ? "score-low" : "score-high", {}, 3);
    svg.line({zero, 12}, {zero, 26}, "axis");
    svg.circle({at, 19}, 7, "here", "score " + fixed(score, 2));
    svg.text({left, 41}, "−1 hinders", "tick");
    svg.text({zero, 41}, "0", "tick", Anchor::middle);
    svg.text({right, 41}, "1 supports", "tick", Anchor::end);
    return svg.str("Score " + fixed(score, 2) + " on a scale from −1 to 1");
}

std::string schedule_block(const StudyResult& study, const WindowEntry& w) {
    std::string out = fmt::format(
        "<div class=\"verdict\"><p class=\"verdict-class\"><span class=\"chip {}\">{}</span> {}</p>", class_style(w.window_class),
        escape(w.window_class),
        escape(w.schedule.empty() ? fmt::format("{} Gy × {}", compact(w.dose_per_fraction_gy), w.fractions) : w.schedule));
    out += fmt::format("<p>Overall time {}\u00A0d, immunotherapy {}. {}</p>", compact(w.overall_time_day), escape(w.immunotherapy),
                       w.extrapolated ? "The class is extrapolated beyond what the hypothesis states." : "");
    if (w.score) out += for_both([&](Medium m) { return draw_score(*w.score, m); }, half_medium);
    else out += "<p class=\"note\">No score: the hypothesis says nothing about this schedule.</p>";
    std::string memberships;
    for (const auto& m : w.memberships)
        if (m.value > 0) memberships += fmt::format("{}{} {}", memberships.empty() ? "" : " · ", escape(m.window_class), fixed(m.value, 2));
    if (!memberships.empty()) out += "<p class=\"note\">Membership: " + memberships + ".</p>";
    out += "</div>\n";
    if (!w.drivers.empty()) {
        Table table("What drives the class and score", {{"Driver"}, {"Value"}, {"Effect"}, {"Source"}});
        for (const auto& d : w.drivers)
            table.row({escape(d.name), escape(d.value), escape(d.effect), source_link(study, d.source)});
        out += table.str();
    }
    if (!w.conflicts.empty()) {
        out += "<h3>Evidence in conflict</h3><ul class=\"conflicts\">";
        for (const auto& c : w.conflicts) {
            out += "<li>" + escape(c.claim) + " <small>" + source_link(study, c.source) + "</small>";
            if (!c.other_claim.empty())
                out += " Against it: " + escape(c.other_claim) + " <small>" + source_link(study, c.other_source) + "</small>";
            if (!c.consequence.empty()) out += " " + escape(c.consequence);
            out += "</li>";
        }
        out += "</ul>\n";
    }
    return out;
}

std::string ablation_html(const StudyResult& study) {
    if (study.ablation.empty()) return "";
    Table table("What would shift it: the twin's yield of primed T cells with one modulator changed", {{"Modulator"}, {"Setting"}, {"With [10⁶]", Table::Align::right}, {"Without [10⁶]", Table::Align::right},
                                                                                                       {"Higher in", Table::Align::right}, {"Hypothesis"}, {"What it is"}, {"Source"}});
    for (const auto& row : study.ablation)
        table.row({escape(spoken(row.modulator)), escape(row.setting), number(row.yield), number(row.yield_default), fmt::format("{:.0f} %", 100 * row.p_higher),
                   row.expected_sign > 0 ? "higher" : row.expected_sign < 0 ? "lower" : "no sign claimed", escape(row.size), source_link(study, fmt::format("{}", fmt::join(row.sources, ", ")))});
    return folded(fmt::format("What would shift it: {} modulators, one at a time", study.ablation.size()), table.str()) +
           "<p class=\"note\">Immune twin, mouse set, eight virtual patients, the first block's schedule. The score of the hypothesis has no term for any of them: with and without, it is the same.</p>";
}

}  // namespace

Section windows_section(const Context& context) {
    Section section{"windows", "Dose–immune windows", ""};
    const auto& study = context.study;
    if (study.windows.empty()) {
        section.html = empty_state("No schedule to classify", "The case describes no radiotherapy.");
        return section;
    }
    section.html = "<p>A published <em>hypothesis</em>, applied as it is stated: which dose per fraction and number of fractions "
                   "help or hinder an immune response. It has not been validated in prospective trials.</p>";
    for (const auto& w : study.windows) section.html += schedule_block(study, w);
    section.html += ablation_html(study);
    if (study.window_map && !study.window_map->window_class.empty())
        section.html += figure("figure-windows", for_both([&](Medium m) { return draw_map(study, m); }) + class_legend(study),
                               fmt::format("Class of every schedule by the rules of the hypothesis ({}); the dot is this case. Areas "
                                           "without colour are not classified.",
                                           escape(study.window_map->assumption)),
                               "windows.csv");
    return section;
}

}  // namespace abscope::report
