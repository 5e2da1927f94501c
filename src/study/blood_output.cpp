// Blood results in the two machine-readable forms.
#include "study/blood_output.hpp"

#include <cmath>

#include <fmt/format.h>

#include "io/csv.hpp"
#include "study/warning_output.hpp"

namespace abscope::study {

using io::JsonValue;

namespace {

JsonValue curve_json(const blood::BloodDvh& dvh) {
    return JsonValue::object({{"dose_gy", JsonValue::array(dvh.dose_gy)},
                              {"volume_fraction", JsonValue::array(dvh.volume_fraction)}});
}

JsonValue fraction_json(const blood::FractionDose& dose) {
    return JsonValue::object({{"quantity", "physical"},
                              {"mean_gy", dose.mean_gy},
                              {"sd_gy", dose.sd_gy},
                              {"fraction_irradiated", dose.fraction_irradiated},
                              {"v_0_5gy", dose.v_0_5gy},
                              {"d2_gy", dose.d2_gy},
                              {"survival_fraction", dose.survival_fraction},
                              {"volume_weighted_mean_gy", dose.volume_weighted_mean_gy},
                              {"curve", curve_json(dose.dvh)}});
}

JsonValue course_json(const blood::CourseDose& dose) {
    return JsonValue::object({{"quantity", "physical"},
                              {"mean_gy", dose.mean_gy},
                              {"sd_gy", dose.sd_gy},
                              {"fraction_irradiated", dose.fraction_irradiated},
                              {"v_0_5gy", dose.v_0_5gy},
                              {"d2_gy", dose.d2_gy},
                              {"curve", curve_json(dose.dvh)}});
}

JsonValue edic_json(const std::vector<blood::EdicValue>& values) {
    auto out = JsonValue::array();
    for (const auto& value : values)
        out.push(JsonValue::object({{"variant", value.variant},
                                    {"value_gy", value.value_gy},
                                    {"quantity", "physical"},
                                    {"body_definition", value.body_definition},
                                    {"assumed", value.assumed},
                                    {"source", value.source}}));
    return out;
}

JsonValue lymphoid_json(const std::vector<blood::LymphoidOrganDose>& organs) {
    auto out = JsonValue::array();
    for (const auto& organ : organs)
        out.push(JsonValue::object({{"organ", organ.organ},
                                    {"contoured", organ.contoured},
                                    {"share", organ.share},
                                    {"quantity", "physical"},
                                    {"mean_gy", organ.mean_gy},
                                    {"threshold_gy", JsonValue::array(organ.threshold_gy)},
                                    {"v_fraction", JsonValue::array(organ.v_fraction)}}));
    return out;
}

JsonValue subsets_json(const std::vector<blood::SubsetCount>& subsets) {
    auto out = JsonValue::array();
    for (const auto& subset : subsets)
        out.push(JsonValue::object({{"name", subset.name},
                                    {"baseline_per_nl", subset.baseline_per_nl},
                                    {"nadir_per_nl", subset.nadir_per_nl},
                                    {"nadir_day", subset.nadir_day},
                                    {"per_nl", JsonValue::array(subset.per_nl)},
                                    {"low90_per_nl", JsonValue::array(subset.low_per_nl)},
                                    {"high90_per_nl", JsonValue::array(subset.high_per_nl)}}));
    return out;
}

JsonValue nlr_json(const blood::NeutrophilRatio& nlr) {
    return JsonValue::object({{"neutrophil_baseline_per_nl", nlr.neutrophil_baseline_per_nl},
                              {"baseline_assumed", nlr.baseline_assumed},
                              {"highest", nlr.highest},
                              {"highest_day", nlr.highest_day},
                              {"neutrophils_per_nl", JsonValue::array(nlr.neutrophils_per_nl)},
                              {"ratio", JsonValue::array(nlr.ratio)},
                              {"low90", JsonValue::array(nlr.low)},
                              {"high90", JsonValue::array(nlr.high)}});
}

JsonValue alc_json(const blood::LymphocyteCount& alc) {
    auto bands = JsonValue::array();
    for (const auto& band : alc.bands)
        bands.push(JsonValue::object({{"level", band.level},
                                      {"low_per_nl", JsonValue::array(band.low_per_nl)},
                                      {"high_per_nl", JsonValue::array(band.high_per_nl)}}));
    return JsonValue::object({{"baseline_per_nl", alc.baseline_per_nl},
                              {"baseline_assumed", alc.baseline_assumed},
                              {"nadir_per_nl", alc.nadir_per_nl},
                              {"nadir_low_per_nl", alc.nadir_low_per_nl},
                              {"nadir_high_per_nl", alc.nadir_high_per_nl},
                              {"nadir_day", alc.nadir_day},
                              {"recovery_day", alc.recovery_day},
                              {"p_grade3", alc.p_grade3},
                              {"p_grade4", alc.p_grade4},
                              {"draws", alc.draws},
                              {"t_day", JsonValue::array(alc.t_day)},
                              {"per_nl", JsonValue::array(alc.per_nl)},
                              {"median_per_nl", JsonValue::array(alc.median_per_nl)},
                              {"bands", std::move(bands)},
                              {"p_below_0_5", JsonValue::array(alc.p_below_0_5)},
                              {"subsets", subsets_json(alc.subsets)},
                              {"nlr", nlr_json(alc.nlr)}});
}

const char* spread_name(blood::Spread spread) {
    switch (spread) {
        case blood::Spread::fixed:
            return "fixed";
        case blood::Spread::normal:
            return "normal";
        case blood::Spread::lognormal:
            return "lognormal";
        case blood::Spread::loguniform:
            return "loguniform";
    }
    return "fixed";
}

JsonValue parameters_json(const std::vector<blood::ParameterSource>& parameters) {
    auto out = JsonValue::array();
    for (const auto& parameter : parameters)
        out.push(JsonValue::object({{"name", parameter.name},
                                    {"value", parameter.value},
                                    {"unit", parameter.unit},
                                    {"distribution", spread_name(parameter.distribution)},
                                    {"spread", parameter.spread},
                                    {"source", parameter.source},
                                    {"evidence", parameter.evidence}}));
    return out;
}

}  // namespace

JsonValue blood_json(const blood::BloodResult& result) {
    auto exposures = JsonValue::array();
    for (const auto& exposure : result.exposures) exposures.push(fraction_json(exposure));
    return JsonValue::object(
        {{"per_fraction", fraction_json(result.per_fraction)},
         {"exposures", std::move(exposures)},
         {"course", course_json(result.course)},
         {"course_cells", course_json(result.course_cells)},
         {"survival_fraction", result.survival_fraction},
         {"coverage", JsonValue::object({{"contoured", result.coverage.contoured},
                                         {"remainder", result.coverage.remainder},
                                         {"outside", result.coverage.outside}})},
         {"edic", edic_json(result.edic)},
         {"lymphoid", lymphoid_json(result.lymphoid)},
         {"alc", alc_json(result.alc)},
         {"circulation", JsonValue::object({{"name", result.circulation},
                                            {"blood_volume_l", result.scale.volume_l},
                                            {"cardiac_output_l_per_min", result.scale.output_l_per_min},
                                            {"source", result.scale.source}})},
         {"parameters", parameters_json(result.parameters)},
         {"seed", result.seed},
         {"warnings", warnings_json(result.warnings)}});
}

JsonValue comparison_json(const blood::BloodResult& other, const std::string& name,
                          const blood::PlanDifference& difference) {
    const auto& count = difference.count;
    auto document = JsonValue::object({{"name", name}});
    document.append_members(blood_json(other));
    return JsonValue::object(
        {{"other", std::move(document)},
         {"difference", JsonValue::object({{"sense", "other minus first"},
                                           {"quantity", "physical"},
                                           {"course_mean_gy", difference.course_mean_gy},
                                           {"course_v_0_5gy", difference.course_v_0_5gy},
                                           {"course_d2_gy", difference.course_d2_gy},
                                           {"survival_fraction", difference.survival_fraction},
                                           {"survival_low90", difference.survival_low},
                                           {"survival_high90", difference.survival_high},
                                           {"nadir_per_nl", count.nadir_per_nl},
                                           {"nadir_low90_per_nl", count.nadir_low_per_nl},
                                           {"nadir_high90_per_nl", count.nadir_high_per_nl},
                                           {"p_higher_nadir", count.p_higher_nadir},
                                           {"p_grade3", count.p_grade3},
                                           {"p_grade3_error", count.p_grade3_error},
                                           {"p_grade4", count.p_grade4},
                                           {"draws", difference.draws},
                                           {"t_day", JsonValue::array(count.t_day)},
                                           {"median_per_nl", JsonValue::array(count.median_per_nl)},
                                           {"low90_per_nl", JsonValue::array(count.low_per_nl)},
                                           {"high90_per_nl", JsonValue::array(count.high_per_nl)}})}});
}

std::string alc_csv(const blood::BloodResult& result) {
    std::vector<std::string> header{"t_day", "per_nl", "median_per_nl"};
    for (const auto& band : result.alc.bands)
        for (const char* side : {"low", "high"})
            header.push_back(fmt::format("{}{:.0f}_per_nl", side, 100.0 * band.level));
    for (const auto& subset : result.alc.subsets) header.push_back(subset.name + "_per_nl");
    for (const char* name : {"neutrophils_per_nl", "nlr", "nlr_low90", "nlr_high90"}) header.push_back(name);
    io::CsvWriter csv(header);
    const auto at = [](const std::vector<double>& values, std::size_t i) {
        return i < values.size() ? values[i] : std::nan("");
    };
    for (std::size_t i = 0; i < result.alc.t_day.size(); ++i) {
        std::vector<io::CsvWriter::Cell> row{result.alc.t_day[i], at(result.alc.per_nl, i),
                                             at(result.alc.median_per_nl, i)};
        for (const auto& band : result.alc.bands) {
            row.emplace_back(at(band.low_per_nl, i));
            row.emplace_back(at(band.high_per_nl, i));
        }
        for (const auto& subset : result.alc.subsets) row.emplace_back(at(subset.per_nl, i));
        const auto& nlr = result.alc.nlr;
        for (const auto* values : {&nlr.neutrophils_per_nl, &nlr.ratio, &nlr.low, &nlr.high})
            row.emplace_back(at(*values, i));
        csv.row(row);
    }
    return csv.text();
}

std::string blood_dvh_csv(const blood::BloodResult& result) {
    io::CsvWriter csv({"scope", "dose_gy", "volume_fraction"});
    const auto add = [&csv](const std::string& scope, const blood::BloodDvh& dvh) {
        for (std::size_t i = 0; i < dvh.dose_gy.size(); ++i)
            csv.row({scope, dvh.dose_gy[i], dvh.volume_fraction[i]});
    };
    add("course", result.course.dvh);
    add("cells", result.course_cells.dvh);
    add("fraction", result.per_fraction.dvh);
    return csv.text();
}

std::string lymphoid_csv(const blood::BloodResult& result) {
    io::CsvWriter csv({"organ", "contoured", "share", "mean_gy", "threshold_gy", "v_fraction"});
    for (const auto& organ : result.lymphoid)
        for (std::size_t i = 0; i < organ.threshold_gy.size(); ++i)
            csv.row({organ.organ, std::string(organ.contoured ? "true" : "false"), organ.share, organ.mean_gy,
                     organ.threshold_gy[i], organ.v_fraction[i]});
    return csv.text();
}

}  // namespace abscope::study
