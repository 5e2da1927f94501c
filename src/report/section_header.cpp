// Head of the report: what the case is, what the plan does to the immune system in plain words, the key figures.
#include <cmath>

#include <fmt/format.h>

#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

std::string treatment_sentence(const StudyResult& study) {
    const auto days = fraction_days(study);
    std::string out;
    if (study.subject.course.radiotherapy.empty()) return "No radiotherapy is described in this case. ";
    out = "This plan gives <b>" + escape(schedules_text(study)) + "</b>";
    if (days.size() > 1) out += fmt::format(", from day\u00A0{} to day\u00A0{}", compact(std::floor(days.front())),
                                           compact(std::floor(days.back())));
    const auto& drugs = study.subject.course.immunotherapy;
    for (std::size_t i = 0; i < drugs.size(); ++i)
        out += fmt::format("{}{}", i == 0 ? ", with " : " and ", escape(drugs[i].drug));
    if (drugs.empty()) out += ", without immunotherapy";
    return out + ". ";
}

std::string blood_sentence(const StudyResult& study) {
    if (!study.blood) return "The dose to the blood was not computed. ";
    const auto& b = *study.blood;
    return fmt::format(
        "Each fraction reaches <b>{}</b> of the circulating blood; over the whole course the blood receives a mean of "
        "<b>{}\u00A0Gy</b> and {} of it at least 0.5\u00A0Gy. ",
        percent(b.per_fraction.fraction_irradiated), number(b.course.mean_gy), percent(b.course.v_0_5gy));
}

std::string count_sentence(const StudyResult& study) {
    if (!study.blood || study.blood->alc.t_day.empty()) return {};
    const auto& a = study.blood->alc;
    return fmt::format(
        "The lymphocyte count is expected to fall from {} to a lowest value of <b>{}</b>\u00A0×10⁹/L around day\u00A0{} "
        "(90\u00A0% range of the parameters in brackets); the probability of grade 3 or 4 lymphopenia is <b>{}</b>, of "
        "grade 4 <b>{}</b>. ",
        number(a.baseline_per_nl, 2), with_range(a.nadir_per_nl, a.nadir_low_per_nl, a.nadir_high_per_nl),
        fixed(a.nadir_day, 0), probability(a.p_grade3), probability(a.p_grade4));
}

std::string window_sentence(const StudyResult& study) {
    if (study.windows.empty()) return {};
    const auto& w = study.windows.front();
    if (w.window_class == "unclassified")
        return "The dose–immune window hypothesis does not classify this schedule. ";
    return fmt::format("The dose–immune window hypothesis puts the schedule in window <b>{}</b>{}. ",
                       escape(w.window_class),
                       w.score ? fmt::format(" (score\u00A0{} on a scale from −1 to 1)", fixed(*w.score, 2)) : "");
}

std::string lesion_sentence(const StudyResult& study) {
    const auto lesions = lesion_facts(study);
    if (lesions.empty()) return {};
    int outside = 0;
    for (const auto& l : lesions) outside += l.irradiated ? 0 : 1;
    if (outside == 0) return lesions.size() == 1 ? "The lesion is irradiated; none lies outside the field."
                                                 : "Every lesion is irradiated; none lies outside the field.";
    return fmt::format("<b>{} of {}</b> {} outside the field, where only an immune response could reach {}.", outside,
                       counted(static_cast<int>(lesions.size()), "lesion"), outside == 1 ? "lies" : "lie",
                       outside == 1 ? "it" : "them");
}

std::string tile(std::string_view label, const std::string& value, std::string_view unit, const std::string& detail) {
    return fmt::format("<li><span class=\"tile-label\">{}</span><span class=\"tile-value\">{}<small>{}</small></span>"
                       "<span class=\"tile-detail\">{}</span></li>",
                       label, value, unit, detail);
}

std::string tiles(const StudyResult& study) {
    std::string out = "<ul class=\"tiles\" aria-label=\"Key figures\">";
    if (study.blood) {
        const auto& b = *study.blood;
        out += tile("Mean dose to the blood", number(b.course.mean_gy), "\u00A0Gy",
                    fmt::format("whole course; SD between cells {}\u00A0Gy", number(b.course.sd_gy, 2)));
        out += tile("Blood reached", percent(b.per_fraction.fraction_irradiated), "",
                    fmt::format("by one fraction of {}\u00A0Gy mean", number(b.per_fraction.mean_gy, 2)));
        if (!b.alc.t_day.empty()) {
            out += tile("Lowest lymphocyte count", number(b.alc.nadir_per_nl, 2), "\u00A0×10⁹/L",
                        fmt::format("90\u00A0% range {}, day\u00A0{}",
                                    range(b.alc.nadir_low_per_nl, b.alc.nadir_high_per_nl), fixed(b.alc.nadir_day, 0)));
            out += tile("Lymphopenia ≥ grade 3", probability(b.alc.p_grade3), "",
                        "grade 4: " + probability(b.alc.p_grade4));
        }
    }
    if (!study.windows.empty()) {
        const auto& w = study.windows.front();
        out += tile("Dose–immune window", escape(w.window_class), "",
                    w.score ? "score " + fixed(*w.score, 2) + ", hypothesis" : "no score, hypothesis");
    }
    const auto lesions = lesion_facts(study);
    int outside = 0;
    for (const auto& l : lesions) outside += l.irradiated ? 0 : 1;
    out += lesions.empty() ? tile("Lesions", std::string(missing), "", "none described")
                           : tile("Outside the field", std::to_string(outside), fmt::format(" of {}", lesions.size()),
                                  lesions.size() == 1 ? "lesion" : "lesions");
    return out + "</ul>\n";
}

}  // namespace

std::string header_html(const Context& context) {
    const auto& study = context.study;
    const std::string name = study.subject.name.empty() ? "Unnamed case" : escape(study.subject.name);
    std::string schedule = schedules_text(study);
    if (schedule.empty()) schedule = "No radiotherapy described";
    std::string out = "<header class=\"head\"><p class=\"overline\">Abscope study report</p>";
    out += fmt::format("<h1>{}</h1><p class=\"subtitle\">{}</p>", name, escape(schedule));
    if (study.analytic_phantom)
        out += "<p class=\"phantom\">Analytic phantom: anatomy and dose are computed from formulas. No patient.</p>";
    out += "</header>\n";
    out += "<section id=\"summary\" aria-labelledby=\"summary-title\"><h2 id=\"summary-title\">What this plan does to "
           "the immune system</h2><p class=\"lead\">";
    out += treatment_sentence(study) + blood_sentence(study) + count_sentence(study) + window_sentence(study) +
           lesion_sentence(study);
    out += "</p>";
    out += tiles(study);
    return out + "</section>\n";
}

}  // namespace abscope::report
