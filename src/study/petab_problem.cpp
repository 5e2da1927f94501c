// From rows of doses and observations to models, observables and measurements.
#include "study/petab_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/document.hpp"
#include "immune/models/t2/symbolic.hpp"

namespace abscope::study {

namespace {

using namespace immune;

// What the observed compartments are called in the model.
constexpr std::pair<std::string_view, std::string_view> observed[] = {
    {"VOLUME0", "volume_0"}, {"VOLUME1", "volume_1"}, {"ALC", "ALC"}, {"NEU", "NEU"}, {"CT", "CT"}};

Error refused(const io::NonmemTable& table, const io::NonmemRow& row, std::string problem, std::string why) {
    return bad_input(std::move(problem), std::move(why)).within(fmt::format("{}, line {}", table.file, row.line));
}

Result<Intervention> intervention_of(const io::NonmemTable& table, const io::NonmemRow& row) {
    if (row.compartment == "RT") return Intervention{row.time_day, Fraction{{row.amount}}};
    if (row.compartment == "RT1") return Intervention{row.time_day, Fraction{{0.0, row.amount}}};
    const auto agent = find_agent(row.compartment);
    if (!agent) return refused(table, row, fmt::format("a dose to '{}'", row.compartment), "it is neither RT, RT1 nor an agent that the model knows");
    return Intervention{row.time_day, Administration{*agent, row.amount}};
}

Result<io::PetabPart> part_of(const io::NonmemTable& table, const std::string& patient, const t2::Parameters& values,
                              const std::vector<std::string>& estimated) {
    t2::Course course;
    course.body = {t2::one_node_each(2), {values, values}, {22.0, 9.0}};
    io::PetabPart part;
    part.id = "patient_" + patient;
    std::set<std::string_view> seen;
    for (const auto& row : table.rows) {
        if (row.id != patient) continue;
        course.end_day = std::max(course.end_day, row.time_day);
        if (row.is_dose) {
            ABSCOPE_TRY(auto intervention, intervention_of(table, row));
            const auto* drug = std::get_if<Administration>(&intervention.act);
            course.body.topology.adjuncts |= drug != nullptr && static_cast<int>(drug->agent) >= core_agent_count;
            course.regimen.push_back(std::move(intervention));
            continue;
        }
        if (std::isnan(row.observed)) continue;
        const auto known = std::find_if(std::begin(observed), std::end(observed), [&](const auto& o) { return o.first == row.compartment; });
        if (known == std::end(observed)) return refused(table, row, fmt::format("an observation of '{}'", row.compartment), "VOLUME0, VOLUME1, ALC, NEU and CT can be compared");
        const std::string id = "obs_" + row.compartment;
        if (seen.insert(known->first).second) part.observables.push_back({id, std::string(known->second), "sd_" + row.compartment});
        part.measurements.push_back({id, row.time_day - course.start_day, row.observed});
    }
    ABSCOPE_CHECK_OK(t2::check_course(course).within("patient " + patient));
    part.model = t2::symbolic_model(course);
    for (const auto& name : estimated) {
        for (int lesion = 0; lesion < 2; ++lesion) {
            const std::string constant = fmt::format("{}_{}", name, lesion);
            const bool used = std::any_of(part.model.constants.begin(), part.model.constants.end(), [&](const auto& c) { return c.first == constant; });
            if (used) part.replaced.emplace_back(constant, name);
        }
    }
    return part;
}

Result<io::PetabParameter> parameter_of(const t2::ParameterSet& set, const std::string& name) {
    const auto record = std::find_if(set.records.begin(), set.records.end(), [&](const auto& r) { return r.name == name; });
    if (record == set.records.end()) {
        const auto names = t2::parameter_names();
        const std::vector<std::string_view> known(names.begin(), names.end());
        const auto nearest = nearest_word(name, known);
        return bad_input(fmt::format("model T2 has no parameter '{}'", name), "", nearest ? fmt::format("did you mean '{}'?", *nearest) : "");
    }
    if (!(record->value > 0.0)) return bad_input(fmt::format("the parameter '{}' is 0", name), "it is estimated on the logarithmic scale");
    // Fitted values may lie outside the plausible range; the bounds then reach to them.
    const double lower = std::isnan(record->low) || record->low <= 0.0 ? record->value / 6.0 : std::min(record->low, record->value);
    const double upper = std::isnan(record->high) ? record->value * 6.0 : std::max(record->high, record->value);
    return io::PetabParameter{name, lower, upper, record->value};
}

}  // namespace

Result<io::PetabProblem> petab_problem(const io::NonmemTable& table, const t2::ParameterSet& set, const std::vector<std::string>& estimated) {
    io::PetabProblem problem;
    for (const auto& name : estimated) {
        ABSCOPE_TRY(auto parameter, parameter_of(set, name));
        problem.parameters.push_back(std::move(parameter));
    }
    std::set<std::string> noises;
    for (const auto& patient : table.patients()) {
        ABSCOPE_TRY(auto part, part_of(table, patient, set.values(), estimated));
        for (const auto& observable : part.observables) noises.insert(observable.noise);
        problem.parts.push_back(std::move(part));
    }
    for (const auto& noise : noises) problem.parameters.push_back({noise, 0.01, 2.0, 0.2});
    return problem;
}

}  // namespace abscope::study
