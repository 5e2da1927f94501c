// Reading of T2's parameters with the place of every mistake.
#include "immune/models/t2/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace abscope::immune::t2 {

namespace {

#define ABSCOPE_T2_NAME(name) std::string_view(#name),
constexpr std::array<std::string_view, parameter_count> names{ABSCOPE_T2_PARAMETERS(ABSCOPE_T2_NAME)};
#undef ABSCOPE_T2_NAME

#define ABSCOPE_T2_POINTER(name) &Parameters::name,
constexpr std::array<double Parameters::*, parameter_count> members{ABSCOPE_T2_PARAMETERS(ABSCOPE_T2_POINTER)};
#undef ABSCOPE_T2_POINTER

// Parameters that may be zero; every other one divides, or switches its mechanism off when it vanishes.
constexpr std::string_view may_be_zero[] = {"siteL", "k12", "sPD1", "kbd", "field", "fB", "kvac", "ag", "Q0", "ksiph",
                                           "kRv", "k12_1", "k12_L", "k12_4", "aSt", "wAd", "wLa", "wHx", "wHs", "aNv", "kPr",
                                           "kNM", "kRec", "aMh", "kNk", "kC4", "kOx", "wEx", "wRG", "fRD", "nOth"};

Result<ParameterRecord> read_record(const std::string& name, const Node& node) {
    constexpr double absent = std::numeric_limits<double>::quiet_NaN();
    ABSCOPE_CHECK_OK(node.only_known_keys({"value", "start", "unit", "status", "low", "high", "log_sd", "range", "grade",
                                           "source", "meaning"}));
    ParameterRecord record;
    record.name = name;
    ABSCOPE_TRY(record.value, node.number("value"));
    ABSCOPE_TRY(record.start, node.number_or("start", record.value));
    ABSCOPE_TRY(record.unit, node.text("unit"));
    ABSCOPE_TRY(record.status, node.text_or("status", "fixed"));
    ABSCOPE_TRY(record.low, node.number_or("low", absent));
    ABSCOPE_TRY(record.high, node.number_or("high", absent));
    ABSCOPE_TRY(record.log_sd, node.number_or("log_sd", absent));
    ABSCOPE_TRY(record.range, node.text_or("range", ""));
    ABSCOPE_TRY(record.grade, node.text_or("grade", ""));
    ABSCOPE_TRY(record.source, node.text_or("source", ""));
    ABSCOPE_TRY(record.meaning, node.text_or("meaning", ""));
    if (!std::isfinite(record.value) || record.value < 0.0) {
        return node.error(fmt::format("{} is {}", name, record.value), "a rate, size or weight cannot be negative or infinite",
                          "give a positive number");
    }
    const bool zero_allowed = std::find(std::begin(may_be_zero), std::end(may_be_zero), name) != std::end(may_be_zero);
    if (record.value == 0.0 && !zero_allowed) {
        return node.error(fmt::format("{} is 0", name), "the equations divide by it or need it positive",
                          "give a small positive number to make its effect vanish");
    }
    for (const std::string_view share : {"hmax", "wAd", "wLa", "wHx", "wHs"}) {
        if (name == share && record.value > 1.0) return node.error(fmt::format("{} is {}", name, record.value), "it is a share", "give 0 to 1");
    }
    if (record.status != "fixed" && record.status != "fitted") {
        return node.error(fmt::format("status of {} is '{}'", name, record.status), "it is 'fixed' or 'fitted'");
    }
    return record;
}

Result<std::vector<ParameterRecord>> read_records(const Node& table) {
    const std::vector<std::string_view> known(names.begin(), names.end());
    std::vector<ParameterRecord> records;
    for (const auto& [name, node] : table.members()) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            const auto nearest = nearest_word(name, known);
            return node.error(fmt::format("model T2 has no parameter '{}'", name), "",
                              nearest ? fmt::format("did you mean '{}'?", *nearest) : "");
        }
        ABSCOPE_TRY(auto record, read_record(name, node));
        records.push_back(std::move(record));
    }
    return records;
}

}  // namespace

std::span<const std::string_view> parameter_names() { return names; }

double* find_parameter(Parameters& parameters, std::string_view name) {
    const auto at = std::find(names.begin(), names.end(), name);
    return at == names.end() ? nullptr : &(parameters.*members[static_cast<std::size_t>(at - names.begin())]);
}

namespace {

Parameters gather(const ParameterSet& set, std::string_view override_name, double ParameterRecord::* which) {
    Parameters parameters;
    for (const auto& record : set.records) *find_parameter(parameters, record.name) = record.*which;
    if (override_name.empty()) return parameters;
    const auto at = std::find_if(set.overrides.begin(), set.overrides.end(),
                                 [&](const Override& o) { return o.name == override_name; });
    ABSCOPE_EXPECT(at != set.overrides.end());
    for (const auto& record : at->records) *find_parameter(parameters, record.name) = record.*which;
    return parameters;
}

}  // namespace

bool ParameterSet::apply(std::string_view override_name, Parameters& parameters) const {
    const auto at = std::find_if(overrides.begin(), overrides.end(), [&](const Override& o) { return o.name == override_name; });
    if (at == overrides.end()) return false;
    for (const auto& record : at->records) *find_parameter(parameters, record.name) = record.value;
    return true;
}

Parameters ParameterSet::values(std::string_view override_name) const {
    return gather(*this, override_name, &ParameterRecord::value);
}

Parameters ParameterSet::start_values(std::string_view override_name) const {
    return gather(*this, override_name, &ParameterRecord::start);
}

Result<ParameterSet> read_parameters(const Document& document) {
    ABSCOPE_TRY(const auto model, document.text("model"));
    if (model != "t2") return document.error(fmt::format("these are parameters of model '{}'", model), "t2 was asked for");
    ABSCOPE_TRY(const Node* table, document.member("parameters"));
    ABSCOPE_TRY(auto read, read_records(*table));
    ParameterSet set;
    ABSCOPE_TRY(set.species, document.text_or("species", "mouse"));
    ABSCOPE_TRY(set.unit_cc, document.number_or("unit_cc", set.unit_cc));
    ABSCOPE_TRY(set.untreated_day, document.number_or("untreated_day", set.untreated_day));
    if (!(set.unit_cc > 0.0) || !(set.untreated_day >= 0.0)) {
        return document.error("a unit of no volume or a negative time before treatment");
    }
    for (const auto name : names) {
        const auto at = std::find_if(read.begin(), read.end(), [&](const auto& r) { return r.name == name; });
        if (at == read.end()) return table->error(fmt::format("parameter '{}' is missing", name), "T2 needs every one");
        set.records.push_back(std::move(*at));
    }
    if (const Node* overrides = document.find("overrides")) {
        for (const auto& [name, node] : overrides->members()) {
            ABSCOPE_TRY(auto records, read_records(node));
            set.overrides.push_back({name, std::move(records)});
        }
    }
    return set;
}

}  // namespace abscope::immune::t2
