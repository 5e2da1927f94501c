// The absolute lymphocyte count over time: curve, bands, CTCAE grades, fractions, laboratory values.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/chart.hpp"
#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

// CTCAE v5 limits of lymphopenia [1e9/L]; grade 1 begins at the lower limit of normal, taken as 1.0.
struct Grade {
    const char* name;
    double low, high;
};
constexpr Grade grades[] = {{"grade 1", 0.8, 1.0}, {"grade 2", 0.5, 0.8}, {"grade 3", 0.2, 0.5}, {"grade 4", 0.0, 0.2}};

// A laboratory value that this chart can show: a lymphocyte count, not another analyte.
bool is_count(const patient::Event& e) { return e.kind == patient::EventKind::lab && e.label == "ALC"; }

double largest_count(const StudyResult& study) {
    const auto& a = study.blood->alc;
    double top = std::max(a.baseline_per_nl, 1.2);
    for (const double v : a.per_nl) top = std::max(top, v);
    for (const auto& band : a.bands)
        for (const double v : band.high_per_nl)
            if (std::isfinite(v)) top = std::max(top, v);
    for (const auto& e : study.subject.course.events)
        if (is_count(e)) top = std::max(top, e.amount);
    return top;
}

void draw_grades(Chart& chart) {
    int index = 1;
    for (const auto& g : grades) {
        const double high = chart.at(0, g.high).y, low = chart.at(0, g.low).y;
        chart.svg().rect({chart.left(), high}, chart.right() - chart.left(), low - high, fmt::format("grade g{}", index++));
        if (low - high > 13) chart.svg().text({chart.right() - 6, 0.5 * (low + high) + 4}, g.name, "grade-name", Anchor::end);
    }
}

void draw_events(Chart& chart, const StudyResult& study) {
    for (const double day : fraction_days(study)) {
        if (!chart.shows_x(day)) continue;
        const double x = chart.at(day, 0).x;
        chart.svg().line({x, chart.top() - 12}, {x, chart.top() - 3}, "fraction");
    }
    for (const auto& e : study.subject.course.events) {
        if (!is_count(e) || !chart.shows_x(value_as<Day>(e.time))) continue;
        chart.svg().circle(chart.at(value_as<Day>(e.time), e.amount), 4, "lab",
                           fmt::format("measured {} ×10⁹/L, day {}", compact(e.amount), compact(value_as<Day>(e.time))));
    }
}

std::string draw_count(const StudyResult& study, Medium medium) {
    const auto& a = study.blood->alc;
    double first = a.t_day.front();
    for (const auto& e : study.subject.course.events)
        if (is_count(e)) first = std::min(first, value_as<Day>(e.time));
    Svg svg(medium.width, medium.narrow ? 330 : 400);
    Margins margins;
    margins.top = 34;
    Axis x{first, a.t_day.back(), false, "day", nice_ticks(first, a.t_day.back(), medium.narrow ? 6 : 12)};
    Chart chart(svg, margins, x, linear_axis(0, largest_count(study) * 1.03, "lymphocytes [×10⁹/L]", 7));
    draw_grades(chart);
    chart.frame();
    for (const auto& band : a.bands)
        chart.band(a.t_day, band.low_per_nl, band.high_per_nl, band.level > 0.7 ? "band outer" : "band inner",
                   percent(band.level) + " of the parameter samples");
    chart.line(a.t_day, a.per_nl, "s0", "central parameters");
    draw_events(chart, study);
    svg.text({chart.left(), chart.top() - 18}, fraction_days(study).empty() ? "" : "fractions", "note");
    const Point nadir = chart.at(a.nadir_day, a.nadir_per_nl);
    svg.circle(nadir, 4.5, "nadir", "nadir");
    const std::string text = fmt::format("nadir {}, day {}", number(a.nadir_per_nl, 2), fixed(a.nadir_day, 0));
    const bool right = nadir.x + 10 + text_width(text) < chart.right();
    svg.text({nadir.x + (right ? 9.0 : -9.0), nadir.y + 16}, text, "direct s0", right ? Anchor::start : Anchor::end);
    return svg.str("Lymphocyte count over time with 50 and 90 percent bands and the CTCAE grades");
}

double largest(const std::vector<double>& values, double at_least) {
    double top = at_least;
    for (const double v : values)
        if (std::isfinite(v)) top = std::max(top, v);
    return top;
}

// One line a subset, each as a share of its own baseline: they differ tenfold in number.
std::string draw_subsets(const StudyResult& study, Medium medium) {
    const auto& a = study.blood->alc;
    Svg svg(medium.width, medium.narrow ? 290 : 320);
    Chart chart(svg, {}, {a.t_day.front(), a.t_day.back(), false, "day", nice_ticks(a.t_day.front(), a.t_day.back(), 6)},
                linear_axis(0, 110, "of the count before treatment [%]", 6));
    chart.frame();
    std::vector<LineLabel> labels;
    for (std::size_t i = 0; i < a.subsets.size(); ++i) {
        const auto& subset = a.subsets[i];
        std::vector<double> share;
        LineLabel label{subset.name, fmt::format("s{}", i), {}};
        for (std::size_t t = 0; t < a.t_day.size(); ++t) {
            share.push_back(100.0 * subset.per_nl[t] / subset.baseline_per_nl);
            label.line.push_back(chart.at(a.t_day[t], share.back()));
        }
        chart.line(a.t_day, share, label.style, subset.name);
        labels.push_back(std::move(label));
    }
    label_lines(svg, labels, {chart.left(), chart.top(), chart.right(), chart.bottom()});
    return svg.str("Lymphocyte subsets over time as shares of their counts before treatment");
}

std::string draw_ratio(const StudyResult& study, Medium medium) {
    const auto& a = study.blood->alc;
    Svg svg(medium.width, medium.narrow ? 290 : 320);
    Chart chart(svg, {}, {a.t_day.front(), a.t_day.back(), false, "day", nice_ticks(a.t_day.front(), a.t_day.back(), 6)},
                linear_axis(0, 1.05 * largest(a.nlr.high, 4.0), "neutrophils per lymphocyte", 6));
    chart.frame();
    chart.band(a.t_day, a.nlr.low, a.nlr.high, "band outer", "90 % of the parameter samples");
    chart.line(a.t_day, a.nlr.ratio, "s1", "central parameters");
    return svg.str("Neutrophil-to-lymphocyte ratio over time with a 90 percent band");
}

std::string subset_figures(const StudyResult& study) {
    const auto& a = study.blood->alc;
    if (a.subsets.empty() || a.nlr.ratio.size() != a.t_day.size()) return {};
    std::string out = "<div class=\"pair\">";
    out += figure("figure-subsets", for_both([&](Medium m) { return draw_subsets(study, m); }, half_medium),
                  "Lymphocyte subsets at the central parameters, each as a share of its own count before treatment. They differ in "
                  "radiosensitivity (B > T > NK), in place and in turnover.",
                  "lymphocyte_subsets.csv");
    out += figure("figure-nlr", for_both([&](Medium m) { return draw_ratio(study, m); }, half_medium),
                  fmt::format("Neutrophil-to-lymphocyte ratio, highest {} on day {} with the central parameters; band: 90\u00A0% of "
                              "the samples. Only marrow dose lowers the neutrophils here; drugs are not in it.",
                              number(a.nlr.highest, 2), fixed(a.nlr.highest_day, 0)),
                  "nlr.csv");
    return out + "</div>\n";
}

std::string count_table(const blood::LymphocyteCount& a) {
    Table table("Lymphocyte count", {{"Quantity"}, {"Value", Table::Align::right}, {"90 % range", Table::Align::right}});
    table.row({a.baseline_assumed ? "Before treatment (assumed: no count was given)" : "Before treatment",
               number(a.baseline_per_nl) + "<small>\u00A0×10⁹/L</small>", ""});
    table.row({"Lowest value", number(a.nadir_per_nl) + "<small>\u00A0×10⁹/L</small>",
               range(a.nadir_low_per_nl, a.nadir_high_per_nl)});
    table.row({"Day of the lowest value", fixed(a.nadir_day, 0), ""});
    table.row({"Back above 90 % of the start",
               std::isfinite(a.recovery_day) ? "day\u00A0" + fixed(a.recovery_day, 0) : "not within the time followed", ""});
    table.row({"Probability of grade 3 or 4 (below 0.5)", probability(a.p_grade3), ""});
    table.row({"Probability of grade 4 (below 0.2)", probability(a.p_grade4), ""});
    return table.str();
}

}  // namespace

Section count_section(const Context& context) {
    Section section{"lymphocytes", "Lymphocytes over time", ""};
    const auto& study = context.study;
    if (!study.blood || study.blood->alc.t_day.size() < 2) {
        section.html = empty_state("Not computed", "The lymphocyte count over time needs the dose to the blood.");
        return section;
    }
    const auto& a = study.blood->alc;
    section.html = figure(
        "figure-count", for_both([&](Medium m) { return draw_count(study, m); }),
        fmt::format("Absolute lymphocyte count: central parameters (line), 50\u00A0% and 90\u00A0% of {} parameter samples "
                    "(bands), CTCAE\u00A0v5 grades (shades; grade 1 begins at 1.0\u00A0×10⁹/L), fractions (ticks above). The bands "
                    "hold the spread of the parameters, not what the model leaves out.",
                    a.draws),
        "lymphocytes.csv");
    section.html += count_table(a) + subset_figures(study);
    return section;
}

}  // namespace abscope::report
