// Symbols in the place of numbers.
#include "immune/models/t2/symbolic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "immune/models/t2/intervention_maps.hpp"
#include "immune/models/t2/kernel.hpp"

namespace abscope::immune::t2 {

namespace {

using math::Expression;

// "X[1]" as a name that SBML allows.
std::string identifier(std::string name) {
    const auto bracket = name.find('[');
    if (bracket == std::string::npos) return name;
    name[bracket] = '_';
    name.pop_back();
    return name;
}

std::string parameter_name(std::string_view name, std::size_t lesion) { return fmt::format("{}_{}", name, lesion); }

std::vector<ParametersOf<Expression>> symbols_of(std::size_t lesions) {
    std::vector<ParametersOf<Expression>> out(lesions);
    for (std::size_t i = 0; i < lesions; ++i) {
#define ABSCOPE_T2_SYMBOL(name) out[i].name = Expression::symbol(parameter_name(#name, i));
        ABSCOPE_T2_PARAMETERS(ABSCOPE_T2_SYMBOL)
#undef ABSCOPE_T2_SYMBOL
    }
    return out;
}

std::string title_of(const Intervention& intervention) {
    if (std::holds_alternative<Fraction>(intervention.act)) return "radiotherapy fraction";
    if (std::holds_alternative<Measurement>(intervention.act)) return "measurement";
    if (std::holds_alternative<Chemotherapy>(intervention.act)) return "chemotherapy";
    if (std::holds_alternative<Surgery>(intervention.act)) return "surgery";
    return std::string(agent_name(std::get<Administration>(intervention.act).agent));
}

math::OdeEvent event_of(const Topology& topology, std::span<const ParametersOf<Expression>> parameters, const Intervention& intervention,
                        const std::vector<Expression>& states) {
    math::OdeEvent event{intervention.time_day, title_of(intervention), {}};
    std::vector<Expression> after = states;
    maps::apply<Expression>(topology, parameters, intervention, {after.data()});
    for (std::size_t s = 0; s < states.size(); ++s) {
        if (after[s].identity() != states[s].identity()) event.assignments.emplace_back(s, after[s]);
    }
    return event;
}

// The parameters that the formulas name, with their values.
void keep_constants(const Course& course, math::OdeModel& model) {
    std::vector<Expression> formulas = model.rates;
    for (const auto& event : model.events) {
        for (const auto& [state, formula] : event.assignments) formulas.push_back(formula);
    }
    const auto names = math::symbols_in(formulas);
    const std::set<std::string> used(names.begin(), names.end());
    for (std::size_t i = 0; i < course.body.lesions.size(); ++i) {
        Parameters values = course.body.lesions[i];
        for (const auto name : parameter_names()) {
            const std::string id = parameter_name(name, i);
            if (used.contains(id)) model.constants.emplace_back(id, *find_parameter(values, name));
        }
    }
}

}  // namespace

math::OdeModel symbolic_model(const Course& course) {
    const Topology& topology = course.body.topology;
    const auto n = static_cast<std::size_t>(topology.size());
    const auto parameters = symbols_of(course.body.lesions.size());
    math::OdeModel model;
    model.name = "abscope_t2";
    model.start = course.start_day;
    model.initial.resize(n);
    set_initial_state(topology, course.body.lesions, course.body.cells, {model.initial.data()});
    std::copy(course.initial.begin(), course.initial.end(), model.initial.begin());
    std::vector<Expression> states;
    for (int s = 0; s < topology.size(); ++s) {
        model.titles.push_back(state_name(topology, s));
        model.states.push_back(identifier(model.titles.back()));
        states.push_back(Expression::symbol(model.states.back()));
    }
    model.rates.resize(n);
    rates<Expression>(topology, parameters.data(), states.data(), model.rates.data());
    for (const auto& intervention : in_order(course.regimen)) model.events.push_back(event_of(topology, parameters, intervention, states));
    keep_constants(course, model);
    for (int i = 0; i < topology.lesions(); ++i) {
        const auto* lesion = states.data() + topology.lesion_at(i);
        using L = LesionIndex;
        model.observables.emplace_back(fmt::format("volume_{}", i), lesion[L::Co] + lesion[L::Ch] + lesion[L::D1] + lesion[L::D2]);
    }
    return model;
}

}  // namespace abscope::immune::t2
