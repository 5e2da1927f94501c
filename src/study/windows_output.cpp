// Windows for programs and for the report.
#include "study/windows_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/csv.hpp"
#include "study/virtual_patients.hpp"
#include "windows/modulators.hpp"

namespace abscope::study {

using io::JsonValue;
using windows::WindowAssessment;

namespace {

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

JsonValue driver_json(const windows::Driver& driver) {
    return JsonValue::object({{"boundary", driver.boundary},
                              {"window", windows::class_name(driver.window)},
                              {"relation", driver.relation},
                              {"limit", driver.limit},
                              {"value", driver.value},
                              {"unit", driver.unit},
                              {"satisfied", driver.satisfied},
                              {"sign", driver.sign},
                              {"text", driver.text},
                              {"sources", JsonValue::array(driver.sources)}});
}

template <class Notes>
JsonValue notes_json(const Notes& notes) {
    auto out = JsonValue::array();
    for (const auto& note : notes)
        out.push(JsonValue::object(
            {{"id", note.id}, {"text", note.text}, {"sources", JsonValue::array(note.sources)}}));
    return out;
}

JsonValue modulators_json(const std::vector<windows::Modulator>& modulators) {
    auto out = JsonValue::array();
    for (const auto& m : modulators)
        out.push(JsonValue::object({{"id", m.id}, {"text", m.text}, {"acts", m.in_twin ? "twin" : "flag"}, {"size", m.size}, {"sources", JsonValue::array(m.sources)}}));
    return out;
}

std::string map_class(const windows::RuleMap& map, std::size_t dose, std::size_t row) {
    return std::string(windows::class_name(map.window[dose + map.dose_gy.size() * row]));
}

const char* quantity_name(windows::DriverQuantity quantity) {
    switch (quantity) {
        case windows::DriverQuantity::dose_per_fraction:
            return "dose per fraction";
        case windows::DriverQuantity::fractions:
            return "number of fractions";
        case windows::DriverQuantity::overall_time:
            return "overall time";
        case windows::DriverQuantity::ici_timing:
            return "checkpoint inhibition";
    }
    return "";
}

}  // namespace

JsonValue assessment_json(const WindowAssessment& assessment) {
    const auto& schedule = assessment.schedule;
    auto memberships = JsonValue::array();
    for (const auto& membership : assessment.memberships)
        memberships.push(JsonValue::object(
            {{"class", windows::class_name(membership.window)}, {"membership", membership.value}}));
    auto drivers = JsonValue::array();
    for (const auto& driver : assessment.drivers) drivers.push(driver_json(driver));
    return JsonValue::object(
        {{"schedule", JsonValue::object({{"dose_per_fraction_gy", value_as<Gray>(schedule.dose_per_fraction)},
                                         {"fractions", schedule.fractions},
                                         {"overall_time_day", value_as<Day>(schedule.overall_time)},
                                         {"ici", windows::timing_name(schedule.ici)}})},
         {"class", windows::class_name(assessment.window)},
         {"score", assessment.score},
         {"score_low", assessment.score_low},
         {"score_high", assessment.score_high},
         {"summary", assessment.summary},
         {"memberships", std::move(memberships)},
         {"drivers", std::move(drivers)},
         {"flags", JsonValue::array(assessment.flags)},
         {"modulators", modulators_json(assessment.modulators)},
         {"conflicts", notes_json(assessment.conflicts)},
         {"sources", JsonValue::array(assessment.sources)}});
}

JsonValue rule_map_json(const windows::RuleMap& map) {
    auto fractions = JsonValue::array(), classes = JsonValue::array(), scores = JsonValue::array();
    for (int n = 1; n <= map.options.most_fractions; ++n) {
        const auto row = static_cast<std::size_t>(n - 1);
        fractions.push(n);
        auto names = JsonValue::array();
        for (std::size_t i = 0; i < map.dose_gy.size(); ++i) names.push(map_class(map, i, row));
        classes.push(std::move(names));
        scores.push(
            JsonValue::array(std::span(map.score).subspan(row * map.dose_gy.size(), map.dose_gy.size())));
    }
    return JsonValue::object({{"dose_per_fraction_gy", JsonValue::array(map.dose_gy)},
                              {"fractions", std::move(fractions)},
                              {"overall_time_day", JsonValue::array(map.overall_time_day)},
                              {"ici", windows::timing_name(map.options.ici)},
                              {"class", std::move(classes)},
                              {"score", std::move(scores)}});
}

std::string rule_map_csv(const windows::RuleMap& map) {
    io::CsvWriter csv({"dose_per_fraction_gy", "fractions", "class", "score"});
    for (int n = 1; n <= map.options.most_fractions; ++n)
        for (std::size_t i = 0; i < map.dose_gy.size(); ++i) {
            const auto row = static_cast<std::size_t>(n - 1);
            csv.row({map.dose_gy[i], static_cast<double>(n), map_class(map, i, row),
                     map.score[i + map.dose_gy.size() * row]});
        }
    return csv.text();
}

std::string schedule_name(const windows::Schedule& schedule, const std::string& target) {
    const auto name =
        fmt::format("{:.4g} Gy × {}", value_as<Gray>(schedule.dose_per_fraction), schedule.fractions);
    return target.empty() ? name : name + " to " + target;
}

report::WindowEntry window_entry(const WindowAssessment& assessment, const std::string& target) {
    report::WindowEntry entry;
    entry.schedule = schedule_name(assessment.schedule, target);
    entry.dose_per_fraction_gy = value_as<Gray>(assessment.schedule.dose_per_fraction);
    entry.fractions = assessment.schedule.fractions;
    entry.overall_time_day = value_as<Day>(assessment.schedule.overall_time);
    entry.immunotherapy = windows::timing_name(assessment.schedule.ici);
    entry.window_class = windows::class_name(assessment.window);
    entry.score = assessment.score;
    for (const auto& flag : assessment.flags)
        entry.extrapolated = entry.extrapolated || flag == "extrapolated";
    for (const auto& membership : assessment.memberships)
        entry.memberships.push_back({std::string(windows::class_name(membership.window)), membership.value});
    for (const auto& driver : assessment.drivers) {
        const auto unit = driver.unit == "1" ? "" : " " + driver.unit;
        const bool timing = driver.quantity == windows::DriverQuantity::ici_timing;
        entry.drivers.push_back({quantity_name(driver.quantity),
                                 timing ? entry.immunotherapy : fmt::format("{:.4g}{}", driver.value, unit),
                                 driver.text, joined(driver.sources)});
    }
    for (const auto& conflict : assessment.conflicts)
        entry.conflicts.push_back({conflict.text, joined(conflict.sources), "", "", ""});
    return entry;
}

std::vector<report::AblationRow> ablation_rows(const windows::Schedule& schedule, std::uint64_t seed) {
    constexpr int patients = 8, most_fractions = 60;
    std::vector<report::AblationRow> rows;
    if (schedule.fractions > most_fractions) return rows;
    const auto& modulators = windows::embedded_rules().modulators;
    for (const auto& line : windows::ablation(virtual_patients(patients, seed), value_as<Gray>(schedule.dose_per_fraction), schedule.fractions)) {
        const auto known = std::find_if(modulators.begin(), modulators.end(), [&](const auto& m) { return m.id == line.modulator; });
        rows.push_back({line.modulator, line.setting, line.yield, line.yield_default, line.p_higher, line.expected_sign, line.sources, known == modulators.end() ? "" : known->size});
    }
    return rows;
}

JsonValue ablation_json(const std::vector<report::AblationRow>& rows) {
    auto out = JsonValue::array();
    for (const auto& row : rows)
        out.push(JsonValue::object({{"modulator", row.modulator},
                                    {"setting", row.setting},
                                    {"score_change", 0},
                                    {"yield_1e6", row.yield},
                                    {"yield_default_1e6", row.yield_default},
                                    {"p_higher", row.p_higher},
                                    {"expected_sign", row.expected_sign},
                                    {"size", row.size},
                                    {"sources", JsonValue::array(row.sources)}}));
    return out;
}

report::WindowMap window_map(const windows::RuleMap& map) {
    report::WindowMap out;
    out.dose_per_fraction_gy = map.dose_gy;
    for (int n = 1; n <= map.options.most_fractions; ++n) out.fractions.push_back(n);
    for (const auto window : map.window) out.window_class.emplace_back(windows::class_name(window));
    out.assumption = map.options.interval
                         ? fmt::format("one fraction every {:.4g} d", value_as<Day>(*map.options.interval))
                         : "five fractions a week";
    return out;
}

}  // namespace abscope::study
