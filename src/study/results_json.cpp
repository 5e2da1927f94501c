// Results of a study as one document.
#include "study/results_json.hpp"

#include <algorithm>

#include "core/version.hpp"
#include "study/biomarker_records.hpp"
#include "study/blood_output.hpp"
#include "study/dvh_output.hpp"
#include "study/toxicity_study.hpp"
#include "study/twin_output.hpp"
#include "study/warning_output.hpp"
#include "study/windows_output.hpp"

namespace abscope::study {

using io::JsonValue;

namespace {

const char* event_kind(patient::EventKind kind) {
    static constexpr const char* names[] = {"lab",      "fraction", "drug",
                                            "systemic", "surgery",  "prior_radiotherapy"};
    return names[static_cast<int>(kind)];
}

JsonValue course_json(const patient::Course& course) {
    auto blocks = JsonValue::array();
    for (const auto& block : course.radiotherapy)
        blocks.push(JsonValue::object({{"target", block.target},
                                       {"dose_per_fraction_gy", value_as<Gray>(block.dose_per_fraction)},
                                       {"fractions", block.fractions},
                                       {"rescale_factor", block.rescale_factor}}));
    auto events = JsonValue::array();
    for (const auto& event : course.events)
        events.push(JsonValue::object({{"t_day", value_as<Day>(event.time)},
                                       {"kind", event_kind(event.kind)},
                                       {"label", event.label},
                                       {"amount", event.amount},
                                       {"unit", event.unit},
                                       {"number", event.number}}));
    return JsonValue::object({{"radiotherapy", std::move(blocks)}, {"events", std::move(events)}});
}

/// Graded none, up to 10 mg/d, above (docs/formats/case-file.md, rule 6).
const char* steroid_grade(const patient::Host& host) {
    constexpr double limit_mg = 10.0;
    double highest = 0.0;
    for (const auto& course : host.steroids)
        highest = std::max(highest, value_as<Milligram>(course.daily_dose));
    return highest <= 0.0 ? "none" : highest <= limit_mg ? "up to 10 mg/d" : "above 10 mg/d";
}

JsonValue host_json(const patient::Host& host) {
    static constexpr const char* sexes[] = {"unknown", "male", "female"};
    const auto number = [](const auto& value, auto unit) {
        return value ? JsonValue(value_as<decltype(unit)>(*value)) : JsonValue();
    };
    return JsonValue::object({{"sex", sexes[static_cast<int>(host.sex)]},
                              {"age_year", host.age_years},
                              {"weight_kg", number(host.weight, Kilogram{})},
                              {"height_mm", number(host.height, Millimetre{})},
                              {"alc_per_nl", number(host.alc, GigaPerLitre{})},
                              {"anc_per_nl", number(host.anc, GigaPerLitre{})},
                              {"albumin_g_per_l", host.albumin_g_per_l},
                              {"histology", host.histology ? JsonValue(toxicity::histology_name(*host.histology)) : JsonValue()},
                              {"steroid", steroid_grade(host)}});
}

JsonValue organ_json(const patient::OrganExposure& organ) {
    return JsonValue::object({{"name", organ.name},
                              {"role", patient::role_name(organ.role)},
                              {"volume_cc", organ.volume_cc},
                              {"dose_coverage", organ.dose_coverage},
                              {"mean_gy", organ.mean_gy()}});
}

JsonValue exposure_json(const patient::Exposure& exposure) {
    auto out = JsonValue::array();
    for (const auto& block : exposure.blocks) {
        auto organs = JsonValue::array(), lesions = JsonValue::array();
        for (const auto& organ : block.organs) organs.push(organ_json(organ));
        for (const auto& lesion : block.lesions)
            lesions.push(JsonValue::object({{"name", lesion.lesion},
                                            {"irradiated", lesion.irradiated},
                                            {"mean_gy", lesion.mean_gy},
                                            {"node", lesion.node},
                                            {"node_mean_gy", lesion.node_mean_gy}}));
        out.push(JsonValue::object({{"quantity", "physical"},
                                    {"scope", "one fraction"},
                                    {"fractions", block.fractions},
                                    {"beam_on_s", block.beam_on_s},
                                    {"beam_on_source", block.beam_on_source},
                                    {"mean_body_dose_gy", block.mean_body_dose_gy},
                                    {"integral_dose_gy_cc", block.integral_dose_gy_cc},
                                    {"body_definition", block.body_definition},
                                    {"remainder", organ_json(block.remainder)},
                                    {"organs", std::move(organs)},
                                    {"lesions", std::move(lesions)}}));
    }
    return out;
}

JsonValue assumptions_json(const std::vector<report::Assumption>& assumptions) {
    auto out = JsonValue::array();
    for (const auto& assumption : assumptions)
        out.push(JsonValue::object(
            {{"what", assumption.what}, {"why", assumption.why}, {"change", assumption.change}}));
    return out;
}

JsonValue inputs_json(const std::vector<report::InputDigest>& inputs) {
    auto out = JsonValue::array();
    for (const auto& input : inputs)
        out.push(JsonValue::object({{"name", input.name}, {"bytes", input.bytes}, {"sha256", input.sha256}}));
    return out;
}

}  // namespace

JsonValue results_json(const report::StudyResult& result,
                       const std::vector<windows::WindowAssessment>& assessments) {
    auto places = JsonValue::array();
    for (const auto& assessment : assessments) places.push(assessment_json(assessment));
    auto out =
        JsonValue::object({{"schema", "abscope.study/1"},
                           {"name", result.subject.name},
                           {"notice", "Research software. Not for clinical use."},
                           {"version", core::version},
                           {"seed", result.provenance.seed},
                           {"analytic_phantom", result.analytic_phantom},
                           {"inputs", inputs_json(result.provenance.inputs)},
                           {"host", host_json(result.subject.host)},
                           {"biomarkers", biomarkers_json(result.biomarkers)},
                           {"course", course_json(result.subject.course)},
                           {"prescription_gy", result.prescription_gy},
                           {"structures", dvhs_json(result.dvhs)},
                           {"exposure", result.exposure ? exposure_json(*result.exposure) : JsonValue()}});
    out.add("blood", result.blood ? blood_json(*result.blood) : JsonValue());
    out.add("twin", result.twin ? twin_json(*result.twin) : JsonValue());
    out.add("toxicity", result.toxicity ? toxicity_json(*result.toxicity) : JsonValue());
    out.add("windows", std::move(places));
    out.add("modulator_ablation", ablation_json(result.ablation));
    out.add("assumptions", assumptions_json(result.assumptions));
    out.add("warnings", warnings_json(result.warnings));
    return out;
}

}  // namespace abscope::study
