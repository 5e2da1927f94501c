// The tables of a PEtab problem.
#include "io/petab.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "io/sbml.hpp"

namespace abscope::io {

namespace {

bool is_identifier(const std::string& id) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    if (id.empty() || !letter(id[0])) return false;
    return std::all_of(id.begin(), id.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

Result<void> check_identifier(const std::string& id) {
    if (is_identifier(id)) return {};
    return bad_input(fmt::format("'{}' cannot be an identifier", id), "PEtab allows letters, digits and underscores, no digit first");
}

Result<std::set<std::string>> check_parameters(const PetabProblem& problem) {
    std::set<std::string> known;
    for (const auto& p : problem.parameters) {
        ABSCOPE_CHECK_OK(check_identifier(p.id));
        if (!(p.lower > 0.0 && p.lower <= p.nominal && p.nominal <= p.upper) || !std::isfinite(p.upper)) {
            return bad_input(fmt::format("the parameter '{}' is {} in {} to {}", p.id, p.nominal, p.lower, p.upper),
                             "bounds are positive and hold the value");
        }
        if (!known.insert(p.id).second) return bad_input(fmt::format("the parameter '{}' stands twice", p.id));
    }
    return known;
}

Result<void> check_part(const PetabPart& part, const std::set<std::string>& parameters) {
    ABSCOPE_CHECK_OK(check_identifier(part.id));
    if (part.measurements.empty()) return bad_input(fmt::format("'{}' has no measurement", part.id), "there is nothing to fit");
    for (const auto& [constant, parameter] : part.replaced) {
        const bool exists = std::any_of(part.model.constants.begin(), part.model.constants.end(), [&](const auto& c) { return c.first == constant; });
        if (!exists || !parameters.contains(parameter)) {
            return bad_input(fmt::format("'{}' for '{}' in '{}'", parameter, constant, part.id), "one of them does not exist");
        }
    }
    std::set<std::string> observables;
    for (const auto& o : part.observables) {
        ABSCOPE_CHECK_OK(check_identifier(o.id));
        if (is_identifier(o.noise) && !parameters.contains(o.noise)) {
            return bad_input(fmt::format("the noise '{}' of '{}'", o.noise, o.id), "it is no parameter");
        }
        observables.insert(o.id);
    }
    for (const auto& m : part.measurements) {
        if (!observables.contains(m.observable)) return bad_input(fmt::format("a measurement of '{}'", m.observable), "it is no observable");
        if (!(m.value > 0.0) || !std::isfinite(m.value) || !(m.time >= 0.0)) {
            return bad_input(fmt::format("'{}' is {} at time {} in '{}'", m.observable, m.value, m.time, part.id),
                             "measurements are positive (their logarithm is compared) and not before the model begins");
        }
    }
    return {};
}

std::string parameter_table(const PetabProblem& problem) {
    std::string out = "parameterId\tparameterScale\tlowerBound\tupperBound\tnominalValue\testimate\n";
    for (const auto& p : problem.parameters) out += fmt::format("{}\tlog\t{}\t{}\t{}\t1\n", p.id, p.lower, p.upper, p.nominal);
    return out;
}

std::string condition_table(const PetabPart& part) {
    std::string header = "conditionId", row = part.id;
    for (const auto& [constant, parameter] : part.replaced) header += '\t' + constant, row += '\t' + parameter;
    return header + '\n' + row + '\n';
}

std::string observable_table(const PetabPart& part) {
    std::string out = "observableId\tobservableFormula\tobservableTransformation\tnoiseFormula\tnoiseDistribution\n";
    for (const auto& o : part.observables) out += fmt::format("{}\t{}\tlog\t{}\tnormal\n", o.id, o.formula, o.noise);
    return out;
}

std::string measurement_table(const PetabPart& part) {
    std::string out = "observableId\tsimulationConditionId\tmeasurement\ttime\n";
    for (const auto& m : part.measurements) out += fmt::format("{}\t{}\t{}\t{}\n", m.observable, part.id, m.value, m.time);
    return out;
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> petab_files(const PetabProblem& problem) {
    if (problem.parts.empty()) return bad_input("an estimation problem without data");
    ABSCOPE_TRY(const auto parameters, check_parameters(problem));
    std::vector<std::pair<std::string, std::string>> files{{"parameters.tsv", parameter_table(problem)}};
    std::string yaml = "format_version: 1\nparameter_file: parameters.tsv\nproblems:\n";
    for (const auto& part : problem.parts) {
        ABSCOPE_CHECK_OK(check_part(part, parameters));
        const auto name = [&](const char* what) { return fmt::format("{}_{}", what, part.id); };
        files.emplace_back(name("model") + ".xml", write_sbml(part.model));
        files.emplace_back(name("conditions") + ".tsv", condition_table(part));
        files.emplace_back(name("observables") + ".tsv", observable_table(part));
        files.emplace_back(name("measurements") + ".tsv", measurement_table(part));
        yaml += fmt::format("  - sbml_files: [{}.xml]\n    condition_files: [{}.tsv]\n    observable_files: [{}.tsv]\n    measurement_files: [{}.tsv]\n",
                            name("model"), name("conditions"), name("observables"), name("measurements"));
    }
    files.emplace_back("problem.yaml", yaml);
    return files;
}

}  // namespace abscope::io
