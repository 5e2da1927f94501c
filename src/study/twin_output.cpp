// Twin to JSON and CSV.
#include "study/twin_output.hpp"

#include <algorithm>
#include <limits>

#include "io/csv.hpp"
#include "study/warning_output.hpp"

namespace abscope::study {

using io::JsonValue;

namespace {

void add_band(JsonValue& out, const twin::Band& band) {
    if (band.empty()) return;
    out.add("median", JsonValue::array(band.median));
    out.add("low50", JsonValue::array(band.low50));
    out.add("high50", JsonValue::array(band.high50));
    out.add("low90", JsonValue::array(band.low90));
    out.add("high90", JsonValue::array(band.high90));
}

JsonValue lesion_json(const twin::TwinLesion& lesion, const std::vector<double>& t_day, int patients) {
    auto out = JsonValue::object({{"name", lesion.name},
                                  {"site", lesion.site},
                                  {"node", lesion.node},
                                  {"irradiated", lesion.irradiated},
                                  {"t_day", JsonValue::array(t_day)},
                                  {"volume_cc", JsonValue::array(lesion.volume_cc)},
                                  {"response", twin::response_name(lesion.response)}});
    if (patients > 0) {
        auto bands = JsonValue::object({});
        add_band(bands, lesion.band);
        out.add("volume_cc_bands", std::move(bands));
        auto shares = JsonValue::object({});
        for (const auto response : {twin::Response::complete, twin::Response::partial, twin::Response::stable, twin::Response::progressive})
            shares.add(std::string(twin::response_name(response)), lesion.response_share[static_cast<std::size_t>(response)]);
        out.add("response_share", std::move(shares));
    }
    return out;
}

std::string signal_key(const twin::TwinSignal& signal, const twin::TwinResult& result) {
    if (signal.info.lesion < 0) return signal.info.name;
    return signal.info.name + " in " + result.lesions[static_cast<std::size_t>(signal.info.lesion)].name;
}

JsonValue signals_json(const twin::TwinResult& result) {
    auto out = JsonValue::object({});
    for (const auto& signal : result.signals) {
        auto one = JsonValue::object({{"unit", signal.info.unit},
                                      {"meaning", signal.info.meaning},
                                      {"t_day", JsonValue::array(result.t_day)},
                                      {"value", JsonValue::array(signal.value)}});
        add_band(one, signal.band);
        out.add(signal_key(signal, result), std::move(one));
    }
    return out;
}

JsonValue alc_json(const twin::TwinResult& result) {
    const auto lowest = std::min_element(result.alc_per_nl.begin(), result.alc_per_nl.end());
    auto out = JsonValue::object({{"t_day", JsonValue::array(result.t_day)},
                                  {"per_nl", JsonValue::array(result.alc_per_nl)},
                                  {"nadir_per_nl", *lowest},
                                  {"nadir_day", result.t_day[static_cast<std::size_t>(lowest - result.alc_per_nl.begin())]},
                                  {"source", result.alc_from_blood ? "blood engine" : "the model's own rule"}});
    add_band(out, result.alc);
    return out;
}

JsonValue outcome_json(const twin::TwinResult& result) {
    return JsonValue::object({{"progression_day", result.progression_day},
                              {"median_progression_day", result.median_progression_day},
                              {"response_share", result.response_share},
                              {"response_outside_field_share", result.outside_share}});
}

}  // namespace

JsonValue twin_json(const twin::TwinResult& result) {
    auto lesions = JsonValue::array(), unmodelled = JsonValue::array();
    for (const auto& lesion : result.lesions) lesions.push(lesion_json(lesion, result.t_day, result.patients));
    for (const auto& text : result.unmodelled) unmodelled.push(text);
    auto out = JsonValue::object({{"name", result.name}, {"patients", result.patients}, {"unfinished", result.unfinished}});
    out.add("lesions", std::move(lesions));
    out.add("signals", signals_json(result));
    out.add("alc", alc_json(result));
    out.add("outcome", outcome_json(result));
    out.add("unmodelled", std::move(unmodelled));
    out.add("warnings", warnings_json(result.warnings));
    return out;
}

JsonValue twin_document(const std::vector<twin::TwinResult>& results) {
    auto out = JsonValue::object({{"schema", "abscope.twin/1"},
                                  {"notice", "Research software. Not for clinical use."},
                                  {"seed", results.front().seed}});
    if (results.size() == 1) {
        out.append_members(twin_json(results.front()));
        return out;
    }
    auto regimens = JsonValue::array();
    for (const auto& result : results) regimens.push(twin_json(result));
    out.add("regimens", std::move(regimens));
    if (!results[0].outcomes.empty()) {
        const auto comparison = twin::compare(results[0], results[1]);
        out.add("comparison", JsonValue::object({{"second_better_share", comparison.second_better_share},
                                                 {"median_change_day", comparison.median_change_day},
                                                 {"smaller_outside_share", comparison.smaller_outside_share}}));
    }
    return out;
}

std::string twin_csv(const twin::TwinResult& result) {
    io::CsvWriter csv({"quantity", "lesion", "unit", "t_day", "value", "median", "low50", "high50", "low90", "high90"});
    const auto rows = [&](const std::string& quantity, const std::string& lesion, const std::string& unit,
                          const std::vector<double>& value, const twin::Band& band) {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        const auto at = [&](const std::vector<double>& v, std::size_t i) { return i < v.size() ? v[i] : nan; };
        for (std::size_t i = 0; i < result.t_day.size(); ++i)
            csv.row({quantity, lesion, unit, result.t_day[i], value[i], at(band.median, i), at(band.low50, i), at(band.high50, i),
                     at(band.low90, i), at(band.high90, i)});
    };
    for (const auto& lesion : result.lesions) rows("volume", lesion.name, "cm3", lesion.volume_cc, lesion.band);
    rows("alc", "", "1e9/L", result.alc_per_nl, result.alc);
    for (const auto& signal : result.signals)
        rows(signal.info.name, signal.info.lesion < 0 ? "" : result.lesions[static_cast<std::size_t>(signal.info.lesion)].name,
             signal.info.unit, signal.value, signal.band);
    return csv.text();
}

}  // namespace abscope::study
