// The immune twin: volume of each lesion, immune signals and drug levels over time, with bands over virtual patients.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "report/chart.hpp"
#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

double largest(const std::vector<double>& line, const twin::Band& band) {
    double top = 0.0;
    for (const auto* values : {&line, &band.high90})
        for (const double v : *values)
            if (std::isfinite(v)) top = std::max(top, v);
    return top;
}

// A quantity over time: bands, the typical patient, fractions above.
struct Curve {
    std::string axis, description;
    const std::vector<double>& value;
    const twin::Band& band;
    std::string style;
    int height;
};

std::string draw(const StudyResult& study, const Curve& curve, Medium medium) {
    const auto& t = study.twin->t_day;
    Svg svg(medium.width, curve.height);
    Margins margins;
    margins.top = 30;
    Axis x{t.front(), t.back(), false, "day", nice_ticks(t.front(), t.back(), medium.narrow ? 5 : 10)};
    const double top = largest(curve.value, curve.band);
    Chart chart(svg, margins, x, linear_axis(0, top > 0.0 ? 1.05 * top : 1.0, curve.axis, 5));
    chart.frame();
    if (!curve.band.empty()) {
        chart.band(t, curve.band.low90, curve.band.high90, "band outer", "90 % of the virtual patients");
        chart.band(t, curve.band.low50, curve.band.high50, "band inner", "50 % of the virtual patients");
    }
    chart.line(t, curve.value, curve.style, "typical patient");
    for (const double day : fraction_days(study)) {
        if (!chart.shows_x(day)) continue;
        const double at = chart.at(day, 0).x;
        svg.line({at, chart.top() - 12}, {at, chart.top() - 3}, "fraction");
    }
    for (const auto& e : study.subject.course.events) {
        if (e.kind != patient::EventKind::drug || !chart.shows_x(value_as<Day>(e.time))) continue;
        svg.circle({chart.at(value_as<Day>(e.time), 0).x, chart.top() - 17}, 2.5, "nadir", e.label);
    }
    return svg.str(curve.description);
}

std::string lesion_figures(const StudyResult& study) {
    std::string html;
    for (std::size_t i = 0; i < study.twin->lesions.size(); ++i) {
        const auto& lesion = study.twin->lesions[i];
        const char* field = lesion.irradiated ? "irradiated" : "outside the field";
        const Curve curve{"volume [cm³]", fmt::format("Volume of {} over time", lesion.name), lesion.volume_cc, lesion.band, "s0", 260};
        const std::string site = lesion.site.empty() ? "" : ", " + lesion.site;
        html += figure(fmt::format("figure-twin-{}", i), for_both([&](Medium m) { return draw(study, curve, m); }),
                       fmt::format("<b>{}</b>, {}{}: volume of the typical patient (line), 50\u00A0% and 90\u00A0% of the virtual "
                                   "patients (bands); fractions as ticks and drugs as dots above.",
                                   escape(lesion.name), field, escape(site)),
                       "twin_volumes.csv");
    }
    return html;
}

/// Signals that a reader looks for first; all of them stand in the CSV.
std::string signal_figures(const StudyResult& study) {
    static constexpr std::array shown{"effectors", "exhausted", "interferon", "pdl1", "circulating_effectors", "tumour_specific_share", "ctdna", "anti_pd1", "anti_pdl1", "anti_ctla4"};
    std::string html;
    int number_of_figure = 0;
    for (const auto& signal : study.twin->signals) {
        if (std::find(shown.begin(), shown.end(), signal.info.name) == shown.end()) continue;
        if (signal.info.lesion < 0 && largest(signal.value, signal.band) <= 0.0) continue;  // a drug that is not given
        const std::string where = signal.info.lesion < 0 ? "" : " in " + study.twin->lesions[static_cast<std::size_t>(signal.info.lesion)].name;
        const std::string unit = signal.info.unit == "1" ? "" : fmt::format(" [{}]", signal.info.unit);
        const Curve curve{spoken(signal.info.name) + unit, signal.info.meaning + where, signal.value, signal.band, "s0", 210};
        html += figure(fmt::format("figure-signal-{}", number_of_figure++), for_both([&](Medium m) { return draw(study, curve, m); }),
                       escape(capitalised(signal.info.meaning + where)) + ".", "twin_signals.csv");
    }
    return folded("Immune signals and drug levels over time", html);
}

std::string when(double day) { return std::isnan(day) ? "none in the time followed" : "day\u00A0" + fixed(day, 0); }

std::string response_table(const twin::TwinResult& twin) {
    Table table("Response of each lesion", {{"Lesion"}, {"Field"}, {"Typical patient"}, {"Complete", Table::Align::right},
                                            {"Partial", Table::Align::right}, {"Stable", Table::Align::right},
                                            {"Progressive", Table::Align::right}});
    for (const auto& lesion : twin.lesions) {
        std::vector<std::string> cells{escape(lesion.name), lesion.irradiated ? "irradiated" : "outside",
                                       std::string(twin::response_name(lesion.response))};
        for (const double share : lesion.response_share) cells.push_back(twin.patients > 0 ? percent(share) : std::string(missing));
        table.row(cells);
    }
    return table.str();
}

std::string outcome_table(const twin::TwinResult& twin) {
    Table table("What became of the patient", {{"Outcome"}, {"Value", Table::Align::right}});
    table.row({"Progression of the lesions followed, typical patient", when(twin.progression_day)});
    table.row({fmt::format("Median over {} virtual patients", twin.patients),
               std::isnan(twin.median_progression_day) ? "not reached" : when(twin.median_progression_day)});
    table.row({"Objective response (sum of diameters −30\u00A0%)", percent(twin.response_share)});
    if (!std::isnan(twin.outside_share)) table.row({"Response of a lesion outside the field", percent(twin.outside_share)});
    return table.str();
}

std::string unmodelled_list(const twin::TwinResult& twin) {
    if (twin.unmodelled.empty()) return "";
    std::string html = "<p class=\"note\"><b>In this course, but not in the model:</b></p><ul class=\"note\">";
    for (const auto& text : twin.unmodelled) html += "<li>" + escape(text) + "</li>";
    return html + "</ul>";
}

}  // namespace

Section twin_section(const Context& context) {
    const auto& study = context.study;
    Section section{"twin", "Lesions over time: the immune twin", ""};
    if (!study.twin) {
        section.html = empty_state("Not computed", study.twin_absent.empty() ? "The twin needs lesions and their doses."
                                                                             : escape(study.twin_absent));
        return section;
    }
    const auto& twin = *study.twin;
    section.html = lesion_figures(study) + response_table(twin) + outcome_table(twin) + unmodelled_list(twin) + signal_figures(study);
    section.html += fmt::format(
        "<p class=\"note\">Model T2, human set, {} virtual patients, seed {}: differential equations of tumour, innate sensing, T cells and "
        "drugs, fitted to groups of patients. The bands hold the spread between patients that the set assumes, neither the uncertainty "
        "of its equations nor deaths or new lesions. The lymphocyte count above and here is one: that of the blood engine{}. "
        "Responses are read off volumes after RECIST 1.1. What the model misses stands in its scorecard.</p>",
        twin.patients, twin.seed, twin.alc_from_blood ? "" : ", where there is a dose; here the model's own");
    return section;
}

}  // namespace abscope::report
