// DVH chart and the tables of structures and metrics.
#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "report/chart.hpp"
#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

// Points of a curve no further than 4 px apart, so that labels see the whole line.
std::vector<Point> dense(const Chart& chart, const DvhEntry& dvh) {
    std::vector<Point> out;
    for (std::size_t i = 0; i < dvh.dose_gy.size(); ++i) {
        const Point p = chart.at(dvh.dose_gy[i], 100.0 * dvh.volume_fraction[i]);
        if (!out.empty()) {
            const Point q = out.back();
            const int n = static_cast<int>(std::hypot(p.x - q.x, p.y - q.y) / 4.0);
            for (int k = 1; k < n; ++k) {
                const double f = static_cast<double>(k) / n;
                out.push_back({q.x + f * (p.x - q.x), q.y + f * (p.y - q.y)});
            }
        }
        out.push_back(p);
    }
    return out;
}

std::string draw_chart(const Context& context, const std::vector<const DvhEntry*>& shown, Medium medium) {
    const auto& study = context.study;
    double top_dose = 0.0;
    for (const auto* d : shown)
        for (std::size_t i = 0; i < d->dose_gy.size(); ++i)
            if (d->volume_fraction[i] > 1e-4) top_dose = std::max(top_dose, d->dose_gy[i]);
    const double reference = reference_dose_gy(study);
    Svg svg(medium.width, medium.narrow ? 330 : 430);
    Margins margins;
    margins.top = 34;
    Chart chart(svg, margins, linear_axis(0, std::max(top_dose * 1.02, 1e-3), "dose of the course [Gy]", medium.narrow ? 5 : 9),
                linear_axis(0, 100, "volume [%]", 5));
    chart.frame();
    if (reference > 0 && chart.shows_x(reference)) {
        const double x = chart.at(reference, 0).x;
        svg.line({x, chart.top() - 4}, {x, chart.bottom()}, "marker");
        svg.text({x, chart.top() - 10}, (study.prescription_gy ? "prescription " : "largest dose ") + compact(reference) + " Gy",
                 "note", x > 0.7 * medium.width ? Anchor::end : Anchor::middle);
    }
    std::vector<LineLabel> labels;
    for (const auto* d : shown) {
        std::vector<double> volume;
        for (const double v : d->volume_fraction) volume.push_back(100.0 * v);
        chart.line(d->dose_gy, volume, context.styles.style(d->name), d->name);
        labels.push_back({d->name, context.styles.style(d->name), dense(chart, *d)});
    }
    label_lines(svg, labels, {chart.left(), chart.top(), chart.right(), chart.bottom()});
    return svg.str("Cumulative dose–volume histograms: volume in percent against dose of the course in Gy");
}

// Shown in the chart: recognised structures, at most twelve; all of them where none is recognised.
std::vector<const DvhEntry*> shown_in_chart(const Context& context) {
    std::vector<const DvhEntry*> shown;
    const auto physical = dvhs_of(context.study, "physical");
    for (const bool drawn : {true, false}) {
        for (const auto& name : context.styles.names())
            for (const auto* d : physical)
                if (d->name == name && context.styles.drawn(name) == drawn && d->dose_gy.size() > 1 && shown.size() < 12)
                    shown.push_back(d);
        if (!shown.empty()) break;
    }
    return shown;
}

std::string key_sample(const Context& context, const std::string& name) {
    return fmt::format("<svg class=\"key\" width=\"20\" height=\"8\" aria-hidden=\"true\"><path d=\"M1 4H19\" "
                       "class=\"line {}\"/></svg>{}",
                       context.styles.style(name), escape(name));
}

/// " ± x" in small type; nothing where none is stated or where it does not reach the third digit.
std::string plus_minus(double half_width, double value) {
    return half_width > 1e-3 * std::abs(value) ? fmt::format("<small> ±\u00A0{}</small>", number(half_width, 1)) : "";
}

std::string structures_table(const Context& context) {
    Table table("Structures",
                {{"Structure"}, {"Role"}, {"Volume [cm³]", Table::Align::right}, {"In dose grid", Table::Align::right},
                 {"Mean [Gy]", Table::Align::right}, {"Mean [% of reference]", Table::Align::right},
                 {"Min [Gy]", Table::Align::right}, {"Max [Gy]", Table::Align::right}});
    const double reference = reference_dose_gy(context.study);
    for (const auto& name : context.styles.names())
        for (const auto* d : dvhs_of(context.study, "physical")) {
            if (d->name != name) continue;
            const std::string role(patient::role_name(d->role));
            table.row({key_sample(context, name), role == "none" ? std::string(missing) : escape(spoken(role)),
                       number(d->volume_cc) + plus_minus(d->volume_uncertainty_cc, d->volume_cc), percent(d->dose_coverage),
                       number(d->mean_gy) + plus_minus(d->mean_uncertainty_gy, d->mean_gy),
                       reference > 0 ? percent(d->mean_gy / reference) : std::string(missing), number(d->min_gy),
                       number(d->max_gy)},
                      context.styles.drawn(name) ? "" : "muted");
        }
    return table.empty() ? "" : table.str() + "<p class=\"note\">Volumes, doses and metrics of every structure: " + csv_link("structures.csv") + "</p>";
}

std::string metric_text(const DvhMetric& m) {
    std::string value;
    if (std::isfinite(m.value)) value = number(m.value) + plus_minus(m.uncertainty, m.value) + (m.unit.empty() ? "" : "\u00A0" + escape(m.unit));
    else value = m.why.empty() ? std::string(missing) : fmt::format("<abbr title=\"{}\">{}</abbr>", escape(m.why), missing);
    return fmt::format("<span class=\"metric\"><i>{}</i>\u00A0{}</span> ", escape(m.name), value);
}

// One row a structure and quantity; the metrics differ by role, so they stand in one cell.
std::string metrics_table(const Context& context) {
    Table table("Metrics, physical dose and EQD2",
                {{"Structure"}, {"Dose"}, {"α/β [Gy]", Table::Align::right}, {"Mean [Gy]", Table::Align::right}, {"Metrics"}});
    for (const auto& name : context.styles.names())
        for (const auto& d : context.study.dvhs) {
            if (d.name != name || !context.styles.drawn(name) || d.metrics.empty()) continue;
            const bool physical = d.quantity == "physical";
            std::string metrics;
            for (const auto& m : d.metrics)
                if (m.name != "mean") metrics += metric_text(m);
            table.row({physical ? escape(name) : "<span class=\"same\">" + escape(name) + "</span>",
                       physical ? "physical" : d.quantity == "eqd2" ? "EQD2" : escape(d.quantity),
                       physical ? "" : compact(d.alpha_beta_gy), number(d.mean_gy), metrics},
                      physical ? "" : "second");
        }
    return table.empty() ? "" : table.str();
}

}  // namespace

Section dvh_section(const Context& context) {
    Section section{"dvh", "Dose to structures", ""};
    const auto shown = shown_in_chart(context);
    if (shown.empty()) {
        section.html = empty_state("No dose–volume histogram", "The case has no dose, or no structure lies in its grid.");
    } else {
        std::vector<std::pair<std::string, std::string>> keys;
        for (const auto* d : shown) keys.emplace_back(context.styles.style(d->name), d->name);
        section.html = figure(
            "figure-dvh", for_both([&](Medium m) { return draw_chart(context, shown, m); }) + legend(keys),
            fmt::format("Cumulative dose–volume histograms of {} (physical dose, whole course). The vertical line is {}.",
                        counted(static_cast<int>(shown.size()), "structure"), reference_dose_text(context.study)),
            "dvh.csv");
    }
    section.html += structures_table(context);
    section.html += folded("Metrics of every structure, physical dose and EQD2", metrics_table(context));
    section.html += "<p class=\"note\">±: how far volume and dose may lie from those of the smooth organ behind the contours, "
                    "from the distance of the contour planes.</p>";
    bool truncated = false;
    for (const auto& d : context.study.dvhs) truncated = truncated || d.dose_coverage < 0.999;
    if (truncated)
        section.html += "<p class=\"note\">Where less than all of a structure lies in the dose grid, its curve describes the "
                        "part inside; metrics that need the whole structure are not given (–).</p>";
    return section;
}

}  // namespace abscope::report
