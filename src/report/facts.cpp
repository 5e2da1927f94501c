// The facts of facts.hpp, read off a StudyResult.
#include "report/facts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "report/text.hpp"

namespace abscope::report {

std::string schedule_text(const patient::RadiotherapyBlock& block) {
    const double d = value_as<Gray>(block.dose_per_fraction);
    std::string text = block.fractions == 1
                           ? fmt::format("{}\u00A0Gy in one fraction", compact(d))
                           : fmt::format("{}\u00A0Gy in {} of {}\u00A0Gy", compact(d * block.fractions),
                                         counted(block.fractions, "fraction"), compact(d));
    if (!block.target.empty()) text += " to " + block.target;
    return text;
}

std::string schedules_text(const StudyResult& study) {
    std::string out;
    for (const auto& block : study.subject.course.radiotherapy) {
        if (!out.empty()) out += "; ";
        out += schedule_text(block);
    }
    return out;
}

std::vector<double> fraction_days(const StudyResult& study) {
    std::vector<double> days;
    for (const auto& e : study.subject.course.events)
        if (e.kind == patient::EventKind::fraction) days.push_back(value_as<Day>(e.time));
    std::sort(days.begin(), days.end());
    return days;
}

double reference_dose_gy(const StudyResult& study) {
    if (study.prescription_gy && *study.prescription_gy > 0) return *study.prescription_gy;
    if (study.subject.anatomy.dose) return study.subject.anatomy.dose->maximum_gy();
    double largest = 0.0;
    for (const auto* d : dvhs_of(study, "physical"))
        if (std::isfinite(d->max_gy)) largest = std::max(largest, d->max_gy);
    return largest;
}

std::string reference_dose_text(const StudyResult& study) {
    const double dose = reference_dose_gy(study);
    if (study.prescription_gy && *study.prescription_gy > 0)
        return fmt::format("the prescribed {}\u00A0Gy", compact(dose));
    return fmt::format("the largest dose, {}\u00A0Gy", number(dose, 3));
}

std::vector<LesionFacts> lesion_facts(const StudyResult& study) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<LesionFacts> out;
    for (const auto& lesion : study.subject.lesions) {
        LesionFacts facts{lesion.name, lesion.structure, lesion.site, lesion.drains_to, nan, false, nan, nan};
        if (lesion.volume) facts.volume_cc = value_as<CubicCentimetre>(*lesion.volume);
        for (const auto* d : dvhs_of(study, "physical"))
            if (!lesion.structure.empty() && d->name == lesion.structure) facts.volume_cc = d->volume_cc;
        if (study.exposure)
            for (const auto& block : study.exposure->blocks)
                for (const auto& e : block.lesions) {
                    if (e.lesion != lesion.name) continue;
                    facts.irradiated = facts.irradiated || e.irradiated;
                    facts.mean_gy = (std::isfinite(facts.mean_gy) ? facts.mean_gy : 0.0) + e.mean_gy * block.fractions;
                    if (e.node.empty()) continue;
                    facts.node = e.node;
                    facts.node_mean_gy =
                        (std::isfinite(facts.node_mean_gy) ? facts.node_mean_gy : 0.0) + e.node_mean_gy * block.fractions;
                }
        out.push_back(facts);
    }
    return out;
}

patient::Warnings all_warnings(const StudyResult& study) {
    patient::Warnings out;
    const auto add = [&](const patient::Warnings& some) {
        for (const auto& w : some)
            if (std::find(out.begin(), out.end(), w) == out.end()) out.push_back(w);
    };
    add(study.warnings);
    add(study.subject.warnings);
    if (study.exposure) add(study.exposure->warnings);
    if (study.blood) add(study.blood->warnings);
    return out;
}

std::vector<ReportedParameter> all_parameters(const StudyResult& study) {
    std::vector<ReportedParameter> out = study.parameters;
    if (!study.blood) return out;
    for (const auto& p : study.blood->parameters) {
        std::string spread;
        switch (p.distribution) {
            case blood::Spread::fixed: spread = "fixed"; break;
            case blood::Spread::normal: spread = "normal, SD " + compact(p.spread, 3); break;
            case blood::Spread::lognormal: spread = "log-normal, SD of ln " + compact(p.spread, 3); break;
            case blood::Spread::loguniform:
                spread = "log-uniform, " + number(p.value / p.spread, 2) + "–" + number(p.value * p.spread, 2);
                break;
        }
        out.push_back({"lymphocytes", p.name, p.value, p.unit, spread, p.source, p.evidence});
    }
    return out;
}

std::vector<const DvhEntry*> dvhs_of(const StudyResult& study, const std::string& quantity) {
    std::vector<const DvhEntry*> out;
    for (const auto& d : study.dvhs)
        if (d.quantity == quantity) out.push_back(&d);
    return out;
}

std::string place_name(const std::string& compartment) {
    if (compartment == "stomach_oesophagus") return "stomach, oesophagus";
    return spoken(compartment);
}

}  // namespace abscope::report
