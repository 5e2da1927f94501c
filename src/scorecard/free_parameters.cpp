// Choice of parameters, their priors, and the way back to a whole set.
#include "scorecard/free_parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace abscope::scorecard {

namespace {

using immune::t2::ParameterRecord;
using immune::t2::ParameterSet;

/// The spread of a parameter between virtual patients is named like a parameter of this override.
constexpr std::string_view spread_name = "spread";

/// "ct26.alpha" → override and name; "F50" → nothing and name.
std::pair<std::string, std::string> split(const std::string& name) {
    const auto dot = name.find('.');
    return dot == std::string::npos ? std::pair(std::string(), name) : std::pair(name.substr(0, dot), name.substr(dot + 1));
}

const std::vector<ParameterRecord>* records_of(const ParameterSet& set, const std::string& override_name) {
    if (override_name.empty()) return &set.records;
    const auto at = std::find_if(set.overrides.begin(), set.overrides.end(), [&](const auto& o) { return o.name == override_name; });
    return at == set.overrides.end() ? nullptr : &at->records;
}

const ParameterRecord* find_record(const std::vector<ParameterRecord>& records, const std::string& name) {
    const auto at = std::find_if(records.begin(), records.end(), [&](const auto& record) { return record.name == name; });
    return at == records.end() ? nullptr : &*at;
}

std::vector<std::string> fitted_names(const ParameterSet& set) {
    std::vector<std::string> names;
    for (const auto& record : set.records) {
        if (record.status == "fitted") names.push_back(record.name);
    }
    for (const auto& o : set.overrides) {
        for (const auto& record : o.records) {
            if (record.status == "fitted") names.push_back(o.name + "." + record.name);
        }
    }
    return names;
}

// In the human set `log_sd` is the spread between patients and says nothing of how well the value is known.
double prior_of(const ParameterSet& set, ParameterRecord record) {
    if (set.species == "human") record.log_sd = 0.0;
    return prior_log_sd(record);
}

Result<FreeParameter> find_spread(const ParameterRecord& record, const std::string& name) {
    constexpr double log_sd_of_spread = 0.25;  // assumed
    if (record.log_sd > 0.0) return FreeParameter{name, record.log_sd, record.log_sd, log_sd_of_spread};
    return bad_input(fmt::format("'{}' has no spread", record.name), "it is the same in every patient", "leave it out");
}

Result<FreeParameter> find(const ParameterSet& set, const std::string& name) {
    const auto [tumour, bare] = split(name);
    const auto* records = records_of(set, tumour == spread_name ? "" : tumour);
    const auto* record = records ? find_record(*records, bare) : nullptr;
    if (!record) {
        std::vector<std::string_view> known;
        for (const auto& r : set.records) known.push_back(r.name);
        const auto near = nearest_word(bare, known);
        return bad_input(fmt::format("no parameter '{}'", name), tumour.empty() ? "" : "an override is written name.parameter",
                         near ? fmt::format("did you mean '{}'?", *near) : "");
    }
    if (tumour == spread_name) return find_spread(*record, name);
    if (!(record->value > 0.0) || !(record->start > 0.0)) {
        return bad_input(fmt::format("parameter '{}' is {}", name, record->value), "a fit moves the logarithm of a value",
                         "leave it out");
    }
    return FreeParameter{name, record->value, record->start, prior_of(set, *record)};
}

void assign(immune::t2::Parameters& parameters, const std::string& name, double value) {
    double* place = immune::t2::find_parameter(parameters, name);
    ABSCOPE_EXPECT(place != nullptr);
    *place = value;
}

}  // namespace

double prior_log_sd(const ParameterRecord& record, double otherwise) {
    if (record.log_sd > 0.0) return record.log_sd;
    if (record.low > 0.0 && record.high > record.low) return 0.25 * std::log(record.high / record.low);
    return otherwise;
}

Result<FreeParameters> FreeParameters::named(const ParameterSet& set, const std::vector<std::string>& names) {
    FreeParameters out;
    out.set_ = set;
    for (const auto& name : names) {
        ABSCOPE_TRY(auto parameter, find(set, name));
        const auto same = [&](const FreeParameter& other) { return other.name == name; };
        if (std::any_of(out.parameters_.begin(), out.parameters_.end(), same)) {
            return bad_input(fmt::format("parameter '{}' stands twice", name), "it is one unknown", "name it once");
        }
        out.parameters_.push_back(std::move(parameter));
    }
    if (out.parameters_.empty()) return bad_input("no free parameter", "there is nothing to fit", "name at least one");
    return out;
}

Result<FreeParameters> FreeParameters::of(const ParameterSet& set, const Calibration& calibration) {
    auto names = fitted_names(set);
    for (const auto& name : calibration.free) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    for (const auto& name : calibration.hold) {
        if (std::erase(names, name) == 0) return bad_input(fmt::format("'{}' is held but not free", name), "calibration.hold");
    }
    return named(set, names);
}

std::vector<double> FreeParameters::calibrated() const {
    std::vector<double> logs;
    for (const auto& p : parameters_) logs.push_back(std::log(p.value));
    return logs;
}

std::vector<double> FreeParameters::unfitted() const {
    std::vector<double> logs;
    for (const auto& p : parameters_) logs.push_back(std::log(p.start));
    return logs;
}

ModelValues FreeParameters::values(std::span<const double> logs) const {
    ABSCOPE_EXPECT(logs.size() == parameters_.size());
    ModelValues out = calibrated_values(set_);
    for (std::size_t k = 0; k < logs.size(); ++k) {
        const auto [tumour, name] = split(parameters_[k].name);
        const double value = std::exp(logs[k]);
        if (tumour == spread_name) {
            for (auto& [spread, log_sd] : out.spreads) {
                if (spread == name) log_sd = value;
            }
            continue;
        }
        if (tumour.empty()) assign(out.base, name, value);
        for (std::size_t o = 0; o < out.tumours.size(); ++o) {
            const bool own = find_record(set_.overrides[o].records, name) != nullptr;
            if (tumour.empty() ? !own : tumour == out.tumours[o].first) assign(out.tumours[o].second, name, value);
        }
    }
    return out;
}

double FreeParameters::prior_energy(std::span<const double> logs, std::span<const double> centre) const {
    double sum = 0.0;
    for (std::size_t k = 0; k < parameters_.size(); ++k) {
        const double z = (logs[k] - centre[k]) / parameters_[k].log_sd;
        sum += 0.5 * z * z;
    }
    return sum;
}

}  // namespace abscope::scorecard
