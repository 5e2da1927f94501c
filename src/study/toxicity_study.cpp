// Toxicity of a case, and as JSON. Belongs to study.
#include "study/toxicity_study.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "study/decision_tables.hpp"
#include "toxicity/ici_interaction.hpp"
#include "windows/rules.hpp"

namespace abscope::study {

using io::JsonValue;

namespace {

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

JsonValue organ_json(const toxicity::OrganRisk& risk) {
    return JsonValue::object({{"organ", risk.organ},
                              {"endpoint", risk.endpoint},
                              {"model", risk.model},
                              {"mean_eqd2_gy", risk.mean_eqd2_gy},
                              {"p", risk.probability},
                              {"p_with_drug", risk.with_ici},
                              {"p_with_drug_low", risk.with_ici_low},
                              {"p_with_drug_high", risk.with_ici_high},
                              {"has_interaction", risk.has_ici_term},
                              {"source", risk.source},
                              {"source_read", risk.source_read}});
}

/// What two series say of the thyroid; they knew no dose, so no probability of this case follows.
JsonValue thyroid_json(double mean_eqd2_gy) {
    const auto ratio = toxicity::thyroid_odds_ratio();
    const toxicity::ThyroidSeries series;
    return JsonValue::object({{"mean_eqd2_gy", mean_eqd2_gy},
                              {"odds_ratio", ratio.median},
                              {"odds_ratio_low", ratio.low},
                              {"odds_ratio_high", ratio.high},
                              {"second_series_with_radiotherapy", series.with_radiotherapy},
                              {"second_series_without", series.without},
                              {"evidence", JsonValue::array(std::vector<std::string>{"EXT-thyroid-neck", "EXT-thyroid-thorax"})}});
}

const char* side_name(toxicity::NecrosisSide side) {
    static constexpr const char* names[] = {"radiotherapy alone", "the drug matters", "volume alone"};
    return names[static_cast<int>(side)];
}

}  // namespace

std::string checkpoint_class(const patient::Course& course) {
    bool pd1 = false, ctla4 = false;
    for (const auto& block : course.immunotherapy)
        for (const auto& drug : windows::embedded_rules().drugs) {
            if (lower(drug.name) != lower(block.drug)) continue;
            (drug.target == "CTLA-4" ? ctla4 : pd1) = true;
        }
    if (pd1 && ctla4) return "anti-PD-1 + anti-CTLA-4";
    return pd1 ? "anti-PD-(L)1" : ctla4 ? "anti-CTLA-4" : "";
}

report::ToxicityResult toxicity_of_case(const patient::Case& subject, const patient::Exposure& exposure) {
    report::ToxicityResult out;
    out.drugs = checkpoint_class(subject.course);
    const bool drug = !out.drugs.empty();
    out.organs = toxicity::course_risks(organ_models(), exposure, drug);
    out.necrosis = toxicity::brain_necrosis(exposure, subject.host.histology, drug);
    out.bowel = toxicity::bowel_low_dose(exposure);
    if (!drug) return out;
    out.onsets = toxicity::onsets_of(onset_table(), out.drugs);
    out.onset_gaps = onset_table().gaps;
    constexpr double late_alpha_beta_gy = 3.0;
    if (const auto thyroid = toxicity::organ_eqd2(exposure, patient::OrganRole::thyroid, late_alpha_beta_gy)) out.thyroid_mean_eqd2_gy = thyroid->mean_gy();
    return out;
}

std::vector<std::string> evidence_of(const report::ToxicityResult& result) {
    std::set<std::string> ids;
    for (const auto& risk : result.organs)
        if (risk.has_ici_term) ids.insert({"EXT-FDA-pooled", "tox-uniform"});
    if (result.necrosis)
        for (const auto& view : result.necrosis->views) ids.insert(view.evidence.begin(), view.evidence.end());
    if (!result.bowel.empty()) ids.insert("ILDR-vol");
    if (!result.onsets.empty()) ids.insert({"EXT-onset", "tox-peak"});
    if (result.thyroid_mean_eqd2_gy) ids.insert({"tox-thy", "EXT-thyroid-neck", "EXT-thyroid-thorax"});
    return {ids.begin(), ids.end()};
}

JsonValue necrosis_json(const toxicity::BrainNecrosis& necrosis) {
    auto views = JsonValue::array();
    for (const auto& view : necrosis.views)
        views.push(JsonValue::object({{"id", view.id},
                                      {"side", side_name(view.side)},
                                      {"p_low", view.low},
                                      {"p_high", view.high},
                                      {"text", view.text},
                                      {"source", view.source},
                                      {"evidence", JsonValue::array(view.evidence)}}));
    const bool known = !necrosis.views.empty();
    return JsonValue::object({{"fractions", necrosis.fractions},
                              {"least_gy", necrosis.least_gy},
                              {"volume_cc", necrosis.volume_cc},
                              {"without_targets_cc", necrosis.without_targets_cc},
                              {"targets", JsonValue::array(necrosis.targets)},
                              {"histology", necrosis.histology ? JsonValue(toxicity::histology_name(*necrosis.histology)) : JsonValue()},
                              {"checkpoint_inhibitor", necrosis.checkpoint_inhibitor},
                              {"p_low", known ? JsonValue(necrosis.low) : JsonValue()},
                              {"p_high", known ? JsonValue(necrosis.high) : JsonValue()},
                              {"views", std::move(views)},
                              {"conflict", "necrosis-concurrency"},
                              {"note", necrosis.note}});
}

JsonValue toxicity_json(const report::ToxicityResult& result) {
    auto organs = JsonValue::array(), bowel = JsonValue::array(), onsets = JsonValue::array(), gaps = JsonValue::array();
    for (const auto& onset : result.onsets)
        onsets.push(JsonValue::object({{"organ", onset.organ},
                                       {"event", onset.event},
                                       {"drugs", onset.drugs},
                                       {"median_week", onset.median_week},
                                       {"low_week", onset.low_week},
                                       {"high_week", onset.high_week},
                                       {"interval", onset.interval},
                                       {"source", onset.source}}));
    for (const auto& gap : result.onset_gaps) gaps.push(JsonValue::object({{"organ", gap.organ}, {"text", gap.text}}));
    for (const auto& risk : result.organs) organs.push(organ_json(risk));
    for (const auto& b : result.bowel)
        bowel.push(JsonValue::object({{"organ", b.organ},
                                      {"volume_0_25_to_4gy_cc", b.volume_cc},
                                      {"reported_low_cc", b.reported_high_cc > 0.0 ? JsonValue(b.reported_low_cc) : JsonValue()},
                                      {"reported_high_cc", b.reported_high_cc > 0.0 ? JsonValue(b.reported_high_cc) : JsonValue()},
                                      {"use", "context, never an objective"},
                                      {"note", b.note},
                                      {"evidence", "ILDR-vol"}}));
    return JsonValue::object({{"drugs", result.drugs},
                              {"organs", std::move(organs)},
                              {"brain_necrosis", result.necrosis ? necrosis_json(*result.necrosis) : JsonValue()},
                              {"bowel_low_dose", std::move(bowel)},
                              {"onsets", std::move(onsets)},
                              {"onset_gaps", std::move(gaps)},
                              {"thyroid", result.thyroid_mean_eqd2_gy ? thyroid_json(*result.thyroid_mean_eqd2_gy) : JsonValue()},
                              {"evidence", JsonValue::array(evidence_of(result))}});
}

std::vector<report::EvidenceRow> evidence_rows(const std::vector<std::string>& ids) {
    std::vector<report::EvidenceRow> rows;
    for (const auto& id : std::set<std::string>(ids.begin(), ids.end()))
        if (const auto* entry = evidence_entries().find(id))
            rows.push_back({id, entry->level.empty() ? std::string(evidence::kind_name(entry->kind)) : "OCEBM " + entry->level, entry->text, entry->flag});
    return rows;
}

}  // namespace abscope::study
