// What the irradiated organs may suffer: model by model, brain necrosis with both sides of its conflict, bowel as context.
#include <fmt/format.h>

#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

std::string percent_range(double low, double high) {
    if (high - low < 5e-4) return fmt::format("{:.1f} %", 100.0 * high);
    if (high >= 1.0) return fmt::format("at least {:.1f} %", 100.0 * low);
    if (low <= 0.0) return fmt::format("at most {:.1f} %", 100.0 * high);
    return fmt::format("{:.1f} to {:.1f} %", 100.0 * low, 100.0 * high);
}

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

std::string organs_table(const StudyResult& study) {
    Table table("Complications of irradiated organs, model by model", {{"Organ"}, {"Endpoint"}, {"Model"}, {"Mean EQD2 [Gy]", Table::Align::right}, {"Radiotherapy alone", Table::Align::right},
                                                                       {"With the checkpoint inhibitor"}, {"Source"}});
    for (const auto& risk : study.toxicity->organs) {
        const bool drug = !study.toxicity->drugs.empty();
        const auto with = !drug ? std::string(missing) : risk.has_ici_term ? fmt::format("{:.1f} % ({:.1f} to {:.1f})", 100 * risk.with_ici, 100 * risk.with_ici_low, 100 * risk.with_ici_high)
                                                                          : std::string("no interaction has a number");
        table.row({escape(spoken(risk.organ)), escape(risk.endpoint), escape(risk.model + (risk.source_read ? "" : " *")), number(risk.mean_eqd2_gy), fmt::format("{:.1f} %", 100 * risk.probability),
                   with, source_link(study, risk.source) + (risk.has_ici_term ? " " + source_link(study, "EXT-FDA-pooled tox-uniform") : "")});
    }
    if (table.empty()) return "<p>No contoured organ has a model here.</p>";
    return table.str() + "<p class=\"note\">Two models of one organ are structural uncertainty: both are shown, no average is taken. * parameters recalled, not yet re-read in the "
                         "paper. There is no multiplier for all organs.</p>";
}

std::string side_text(toxicity::NecrosisSide side) {
    static constexpr const char* texts[] = {"radiotherapy alone", "one side: the drug matters", "other side: volume matters, concurrency does not"};
    return texts[static_cast<int>(side)];
}

std::string necrosis_html(const StudyResult& study) {
    if (!study.toxicity->necrosis) return "";
    const auto& n = *study.toxicity->necrosis;
    std::string out = fmt::format("<h3>Brain necrosis</h3><p>{} cm³ of brain with at least {:.0f}\u00A0Gy in {} fraction{}, targets counted in{}; {} cm³ without them. Histology: {}.</p>",
                                  number(n.volume_cc), n.least_gy, n.fractions, n.fractions == 1 ? "" : "s", n.targets.empty() ? " (none lies in the brain)" : " (" + escape(joined(n.targets)) + ")",
                                  number(n.without_targets_cc), n.histology ? escape(toxicity::histology_name(*n.histology)) : "not given, so the readings of all are shown");
    if (!n.views.empty()) {
        Table table("Symptomatic necrosis, both sides of the concurrency question", {{"Side"}, {"Probability"}, {"Reading"}, {"Source"}});
        for (const auto& view : n.views)
            table.row({side_text(view.side), percent_range(view.low, view.high), escape(view.text), source_link(study, joined(view.evidence) + " " + view.source)});
        out += table.str() + fmt::format("<p>Over all readings: <b>{}</b>. They are not averaged: the conflict widens the range and chooses no side.</p>", percent_range(n.low, n.high));
    }
    if (!n.note.empty()) out += "<p class=\"note\">" + escape(n.note) + ".</p>";
    return out;
}

std::string bowel_html(const StudyResult& study) {
    if (study.toxicity->bowel.empty()) return "";
    Table table("Bowel with 0.25 to 4 Gy over the course: context, never an objective", {{"Structure"}, {"Volume [cm³]", Table::Align::right}, {"Range in the series [cm³]"}, {"Source"}});
    for (const auto& b : study.toxicity->bowel)
        table.row({escape(b.organ), number(b.volume_cc), b.reported_high_cc > 0.0 ? fmt::format("{:.0f} to {:.0f}", b.reported_low_cc, b.reported_high_cc) : std::string(missing), source_link(study, "ILDR-vol")});
    return table.str() + "<p class=\"note\">A retrospective, confounded series; no human colon measures 5766\u00A0cm³. Nothing in this program raises or lowers this volume on purpose.</p>";
}

std::string onset_html(const StudyResult& study) {
    if (study.toxicity->onsets.empty()) return "";
    Table table("When immune-related events begin, weeks after the first dose of " + study.toxicity->drugs, {{"Organ"}, {"Event"}, {"Median", Table::Align::right}, {"Interval"}, {"Source"}});
    for (const auto& o : study.toxicity->onsets)
        table.row({escape(o.organ), escape(o.event), number(o.median_week), o.low_week ? fmt::format("{} to {} ({})", number(*o.low_week), number(*o.high_week), escape(o.interval)) : std::string(missing),
                   source_link(study, o.source + " EXT-onset")});
    std::string out = table.str() + "<p class=\"note\">Medians of different series, not combined. No source for: ";
    for (std::size_t i = 0; i < study.toxicity->onset_gaps.size(); ++i) out += (i == 0 ? "" : "; ") + escape(study.toxicity->onset_gaps[i].text);
    return out + ".</p>";
}

std::string thyroid_html(const StudyResult& study) {
    if (!study.toxicity->thyroid_mean_eqd2_gy) return "";
    return fmt::format("<p>Thyroid: mean {} Gy EQD2. Dysfunction under checkpoint inhibition was more frequent after irradiation of the neck (adjusted odds ratio 9.64, 1.88 to 49.36; {}) and of the "
                       "thorax (35.6 against 10.8 %; {}). Neither series knew the dose to the thyroid: no probability of this case follows.</p>",
                       number(*study.toxicity->thyroid_mean_eqd2_gy), source_link(study, "EXT-thyroid-neck"), source_link(study, "EXT-thyroid-thorax"));
}

}  // namespace

Section toxicity_section(const Context& context) {
    Section section{"toxicity", "Toxicity", ""};
    const auto& study = context.study;
    if (!study.toxicity) {
        section.html = empty_state("No toxicity", "There is no dose to organs.");
        return section;
    }
    section.html = organs_table(study) + necrosis_html(study) + thyroid_html(study) + onset_html(study) + bowel_html(study);
    return section;
}

}  // namespace abscope::report
