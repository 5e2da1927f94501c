// Dose to the circulating blood: its distribution, where it comes from, coverage, EDIC, lymphoid organs.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/chart.hpp"
#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

constexpr double smallest_share = 1e-4;  // of the blood that the logarithmic axis shows [-]

// Where a curve falls below the smallest share shown [Gy].
double end_of_curve(const blood::BloodDvh& dvh) {
    double end = 0.0;
    for (std::size_t i = 0; i < dvh.dose_gy.size(); ++i)
        if (dvh.volume_fraction[i] > smallest_share) end = dvh.dose_gy[i];
    return end;
}

// The curve in percent, without what lies below the axis.
void draw_curve(Chart& chart, const blood::BloodDvh& dvh, std::string_view style, std::string_view name) {
    std::vector<double> x, y;
    for (std::size_t i = 0; i < dvh.dose_gy.size(); ++i) {
        x.push_back(dvh.dose_gy[i]);
        y.push_back(100.0 * std::max(dvh.volume_fraction[i], smallest_share * 1e-3));
        if (dvh.volume_fraction[i] < smallest_share) break;
    }
    chart.line(x, y, style, name);
}

std::string draw_distribution(const blood::BloodResult& blood, bool course, Medium medium) {
    const auto& dvh = course ? blood.course.dvh : blood.per_fraction.dvh;
    Svg svg(medium.width, medium.narrow ? 280 : 310);
    Margins margins;
    margins.top = 34;
    const double end = std::max(end_of_curve(dvh) * 1.03, 1e-6);
    Chart chart(svg, margins, linear_axis(0, end, course ? "dose of the course [Gy]" : "dose of one fraction [Gy]", 5),
                log_axis(100 * smallest_share, 100, "blood with more dose [%]"));
    chart.frame();
    draw_curve(chart, dvh, course ? "s0" : "s1", course ? "course" : "one fraction");
    const double mean = course ? blood.course.mean_gy : blood.per_fraction.mean_gy;
    if (chart.shows_x(mean)) {
        const double x = chart.at(mean, 1).x;
        svg.line({x, chart.top() - 4}, {x, chart.bottom()}, "marker");
        const std::string text = "mean " + number(mean) + " Gy";
        const bool left_end = x - 0.5 * text_width(text) < chart.left();
        svg.text({left_end ? x - 4 : x, chart.top() - 10}, text, "note", left_end ? Anchor::start : Anchor::middle);
    }
    return svg.str(course ? "Share of the blood that receives more than a dose over the course, logarithmic"
                          : "Share of the blood that receives more than a dose in one fraction, logarithmic");
}

std::string distribution_figures(const blood::BloodResult& blood) {
    std::string out = "<div class=\"pair\">";
    for (const bool course : {false, true}) {
        const auto& dvh = course ? blood.course.dvh : blood.per_fraction.dvh;
        if (dvh.dose_gy.size() < 2) continue;
        const std::string caption =
            course ? fmt::format("After the whole course: mean {}\u00A0Gy, {} of the blood at least 0.5\u00A0Gy, the hottest "
                                 "2\u00A0% above {}\u00A0Gy.",
                                 number(blood.course.mean_gy), percent(blood.course.v_0_5gy), number(blood.course.d2_gy))
                   : fmt::format("After one fraction: {} of the blood receives any dose, the hottest 2\u00A0% more than "
                                 "{}\u00A0Gy.",
                                 percent(blood.per_fraction.fraction_irradiated), number(blood.per_fraction.d2_gy));
        out += figure(course ? "figure-blood-course" : "figure-blood-fraction",
                      for_both([&](Medium m) { return draw_distribution(blood, course, m); }, half_medium), caption,
                      course ? "blood_dose_course.csv" : "blood_dose_fraction.csv");
    }
    return out + "</div>\n";
}

struct Bar {
    std::string name, from;
    double share = 0.0;
};

// The places that give the blood its dose, largest first; the small ones together.
std::vector<Bar> contribution_bars(const StudyResult& study) {
    double total = 0.0;
    for (const auto& c : study.contributions) total += c.blood_gy;
    std::vector<Bar> bars;
    if (!(total > 0)) return bars;
    for (const auto& c : study.contributions) {
        const auto same = std::find_if(bars.begin(), bars.end(), [&](const Bar& b) {
            return b.name == place_name(c.compartment) && b.from == c.structure;
        });
        if (same != bars.end()) same->share += c.blood_gy / total;
        else bars.push_back({place_name(c.compartment), c.structure, c.blood_gy / total});
    }
    std::stable_sort(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) { return a.share > b.share; });
    Bar rest{"all others", "", 0.0};
    while (bars.size() > 10 || (!bars.empty() && bars.back().share < 0.002)) {
        rest.share += bars.back().share;
        bars.pop_back();
    }
    if (rest.share > 0) bars.push_back(rest);
    return bars;
}

std::string draw_bars(const std::vector<Bar>& bars, Medium medium) {
    const double row = medium.narrow ? 38 : 26, top = 6;
    Svg svg(medium.width, top + row * static_cast<double>(bars.size()) + 6);
    const double left = medium.narrow ? 2 : 270, right = medium.width - 66;
    double largest = 0.0;
    for (const auto& b : bars) largest = std::max(largest, b.share);
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const auto& b = bars[i];
        const double y = top + row * static_cast<double>(i);
        const std::string name = b.from.empty() ? b.name : b.name + " (" + b.from + ")";
        const double bar_y = medium.narrow ? y + 18 : y + 4, bar_height = medium.narrow ? 12 : 17;
        if (medium.narrow) svg.text({left, y + 13}, name, "tick");
        else svg.text({left - 10, y + 17}, name, "tick", Anchor::end);
        const double width = std::max(1.5, (right - left) * b.share / largest);
        svg.rect({left, bar_y}, width, bar_height, b.from == "body remainder" || b.from.empty() ? "bar second" : "bar",
                 name, 2);
        svg.text({left + width + 7, bar_y + bar_height - 4}, percent(b.share), "value");
    }
    return svg.str("Share of each blood compartment in the mean dose of the blood");
}

std::string contribution_figure(const StudyResult& study) {
    const auto bars = contribution_bars(study);
    if (bars.empty()) return {};
    return "<h3>Where the dose comes from</h3>" +
           figure("figure-contributions", for_both([&](Medium m) { return draw_bars(bars, m); }),
                  "Share of each blood compartment in the mean dose of the blood (its blood volume times its mean dose; the "
                  "structure that gave the dose in brackets). Paler bars: compartments without contours, which receive the dose "
                  "of the rest of the body.",
                  "blood_contributions.csv");
}

std::string coverage_figure(const blood::BloodCoverage& coverage) {
    struct Part { const char* name; double value; const char* style; };
    const Part parts[] = {{"contoured", coverage.contoured, "bar"},
                          {"body remainder", coverage.remainder, "bar second"},
                          {"outside the dose grid", coverage.outside, "bar third"}};
    const auto draw = [&](Medium medium) {
        Svg svg(medium.width, 30);
        double x = 0;
        for (const auto& p : parts) {
            const double width = p.value * medium.width;
            svg.rect({x, 3}, std::max(0.0, width - 2), 24, p.style, std::string(p.name) + " " + percent(p.value), 2);
            const std::string text = percent(p.value);
            if (width > text_width(text) + 10) svg.text({x + 8, 20}, text, std::string("on-") + p.style);
            x += width;
        }
        return svg.str("Coverage of the blood volume: contoured, body remainder, outside the dose grid");
    };
    return figure("figure-coverage", for_both(draw),
                  fmt::format("Of the blood volume, <b>{}</b> lies in contoured organs, {} takes the dose of the rest of the body "
                              "inside the dose grid, and {} lies outside the grid and receives 0\u00A0Gy.",
                              percent(coverage.contoured), percent(coverage.remainder), percent(coverage.outside)),
                  "blood_coverage.csv", "slim");
}

std::string figures_table(const blood::BloodResult& b) {
    Table table("Dose to the blood", {{"Quantity"}, {"One fraction", Table::Align::right}, {"Whole course", Table::Align::right}});
    const auto gy = [](double v) { return number(v) + "<small>\u00A0Gy</small>"; };
    table.row({"Mean", gy(b.per_fraction.mean_gy), gy(b.course.mean_gy)});
    table.row({"Standard deviation between cells", gy(b.per_fraction.sd_gy), gy(b.course.sd_gy)});
    table.row({"Blood with any dose", percent(b.per_fraction.fraction_irradiated), percent(b.course.fraction_irradiated)});
    table.row({"Blood with at least 0.5 Gy", percent(b.per_fraction.v_0_5gy), percent(b.course.v_0_5gy)});
    table.row({"Dose that the hottest 2 % exceed", gy(b.per_fraction.d2_gy), gy(b.course.d2_gy)});
    table.row({"Surviving share of circulating lymphocytes", percent(b.per_fraction.survival_fraction), percent(b.survival_fraction)});
    return table.str();
}

std::string edic_table(const StudyResult& study, const blood::BloodResult& b) {
    if (b.edic.empty()) return "<p class=\"note\">EDIC needs the mean doses of lungs and heart; it was left out.</p>";
    Table table("Effective dose to immune cells (EDIC), published surrogates",
                {{"Variant"}, {"Value [Gy]", Table::Align::right}, {"Body"}, {"Taken as zero"}, {"Source"}});
    for (const auto& e : b.edic)
        table.row({escape(e.variant), number(e.value_gy), escape(e.body_definition),
                   e.assumed.empty() ? std::string(missing) : escape(e.assumed), source_link(study, e.source)});
    return table.str() + "<p class=\"note\">EDIC by variant: " + csv_link("edic.csv") + "</p>";
}

std::string lymphoid_table(const blood::BloodResult& b) {
    if (b.lymphoid.empty()) return {};
    std::vector<Table::Column> columns{{"Organ"}, {"Contoured"}, {"Share with a dose", Table::Align::right},
                                       {"Mean [Gy]", Table::Align::right}};
    std::vector<double> thresholds;
    for (const auto& organ : b.lymphoid)
        for (const double t : organ.threshold_gy)
            if (std::find(thresholds.begin(), thresholds.end(), t) == thresholds.end()) thresholds.push_back(t);
    std::sort(thresholds.begin(), thresholds.end());
    for (const double t : thresholds) columns.push_back({"V" + compact(t) + "Gy", Table::Align::right});
    Table table("Organs that make or hold lymphocytes, whole course", columns);
    for (const auto& organ : b.lymphoid) {
        std::vector<std::string> cells{escape(capitalised(spoken(organ.organ))), organ.contoured ? "yes" : "no",
                                       percent(organ.share), number(organ.mean_gy)};
        for (const double t : thresholds) {
            std::string cell(missing);
            for (std::size_t i = 0; i < organ.threshold_gy.size(); ++i)
                if (organ.threshold_gy[i] == t && i < organ.v_fraction.size()) cell = percent(organ.v_fraction[i]);
            cells.push_back(cell);
        }
        table.row(cells);
    }
    return table.str();
}

}  // namespace

Section blood_section(const Context& context) {
    Section section{"blood", "Dose to the circulating blood", ""};
    if (!context.study.blood) {
        section.html = empty_state("Not computed", "The dose to the blood needs a dose and at least one radiotherapy block.");
        return section;
    }
    const auto& b = *context.study.blood;
    section.html = "<p>Blood flows through the dose: each cell collects a different amount. The curves show how the dose is "
                   "spread over all blood, not over a volume at rest.</p>";
    section.html += distribution_figures(b) + figures_table(b) + contribution_figure(context.study);
    section.html += "<h3>How much of the blood was contoured</h3>" + coverage_figure(b.coverage);
    section.html += "<h3>Surrogates and lymphoid organs</h3>" + edic_table(context.study, b) + lymphoid_table(b);
    section.html += fmt::format("<p class=\"note\">Circulation: {}. Blood volume {}\u00A0L, cardiac output {}\u00A0L/min ({}).</p>",
                                escape(spoken(b.circulation)), number(b.scale.volume_l),
                                number(b.scale.output_l_per_min), escape(b.scale.source));
    return section;
}

}  // namespace abscope::report
