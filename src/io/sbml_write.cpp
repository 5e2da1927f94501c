// SBML Level 3 Version 2 Core from a model's formulas.
#include <fmt/format.h>

#include <set>
#include <unordered_map>

#include "core/contract.hpp"
#include "io/sbml.hpp"
#include "io/xml.hpp"

namespace abscope::io {

namespace {

using math::Expression;
using math::Operation;

std::string number_element(double value) {
    const std::string text = fmt::format("{}", value);
    const auto e = text.find('e');
    if (e == std::string::npos) return fmt::format("<cn> {} </cn>", text);
    return fmt::format("<cn type=\"e-notation\"> {} <sep/> {} </cn>", text.substr(0, e), std::stoi(text.substr(e + 1)));
}

std::string_view element_of(Operation operation) {
    switch (operation) {
        case Operation::plus: return "plus";
        case Operation::minus:
        case Operation::negate: return "minus";
        case Operation::times: return "times";
        case Operation::divide: return "divide";
        case Operation::power: return "power";
        case Operation::root: return "root";
        case Operation::exponential: return "exp";
        case Operation::logarithm: return "ln";
        case Operation::number:
        case Operation::symbol: break;
    }
    ABSCOPE_EXPECT(false);
    return "";
}

// Formulas as MathML. A part that several places use becomes a quantity of its own, so that no formula is written twice.
class Formulas {
  public:
    explicit Formulas(double start) : start_(start) {}

    void count(const Expression& formula) {
        if (++uses_[formula.identity()] > 1) return;
        if (math::arity(formula.operation()) >= 1) count(formula.first());
        if (math::arity(formula.operation()) == 2) count(formula.second());
    }

    std::string math(const Expression& formula) { return "<math xmlns=\"http://www.w3.org/1998/Math/MathML\">" + part(formula) + "</math>"; }
    std::string math_inline(const Expression& formula) {
        inline_all_ = true;
        std::string out = math(formula);
        inline_all_ = false;
        return out;
    }

    std::string parameters;  // of the shared parts
    std::string rules;

  private:
    std::string part(const Expression& formula) {
        if (formula.operation() == Operation::number) return number_element(formula.number());
        if (formula.operation() == Operation::symbol) return symbol(formula.name());
        if (!inline_all_ && uses_[formula.identity()] > 1) return "<ci> " + shared(formula) + " </ci>";
        return applied(formula);
    }

    std::string symbol(const std::string& name) const {
        if (name != math::time_symbol) return "<ci> " + name + " </ci>";
        const std::string time = "<csymbol encoding=\"text\" definitionURL=\"http://www.sbml.org/sbml/symbols/time\"> time </csymbol>";
        return start_ == 0.0 ? time : "<apply><plus/>" + time + number_element(start_) + "</apply>";
    }

    std::string applied(const Expression& formula) {
        std::string out = fmt::format("<apply><{}/>", element_of(formula.operation()));
        out += part(formula.first());
        if (math::arity(formula.operation()) == 2) out += part(formula.second());
        return out + "</apply>";
    }

    std::string shared(const Expression& formula) {
        const auto known = names_.find(formula.identity());
        if (known != names_.end()) return known->second;
        const std::string body = applied(formula);
        const std::string name = fmt::format("part_{}", names_.size());
        names_.emplace(formula.identity(), name);
        parameters += fmt::format("      <parameter id=\"{}\" constant=\"false\"/>\n", name);
        rules += fmt::format("      <assignmentRule variable=\"{}\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\">{}</math></assignmentRule>\n", name, body);
        return name;
    }

    double start_;
    bool inline_all_ = false;
    std::unordered_map<const Expression::Node*, int> uses_;
    std::unordered_map<const Expression::Node*, std::string> names_;
};

std::string parameter(const std::string& id, const std::string& title, double value, bool constant) {
    const std::string named = title.empty() ? "" : fmt::format(" name=\"{}\"", xml_text(title));
    return fmt::format("      <parameter id=\"{}\"{} value=\"{}\" constant=\"{}\"/>\n", id, named, value, constant);
}

void check_names(const math::OdeModel& model) {
    std::set<std::string> names(model.states.begin(), model.states.end());
    for (const auto& [name, value] : model.constants) names.insert(name);
    for (const auto& [name, formula] : model.observables) names.insert(name);
    ABSCOPE_EXPECT(names.size() == model.states.size() + model.constants.size() + model.observables.size());
}

// At equal times the event of higher priority comes first, and each sees what the earlier ones left.
std::string event_text(const math::OdeModel& model, std::size_t at, Formulas& formulas) {
    const auto& event = model.events[at];
    std::string out = fmt::format("      <event id=\"event_{}\" name=\"{}\" useValuesFromTriggerTime=\"false\">\n", at, xml_text(event.name));
    out += fmt::format("        <trigger initialValue=\"false\" persistent=\"true\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\"><apply><geq/><csymbol "
                       "encoding=\"text\" definitionURL=\"http://www.sbml.org/sbml/symbols/time\"> time </csymbol>{}</apply></math></trigger>\n",
                       number_element(event.time - model.start));
    out += fmt::format("        <priority><math xmlns=\"http://www.w3.org/1998/Math/MathML\">{}</math></priority>\n",
                       number_element(static_cast<double>(model.events.size() - at)));
    out += "        <listOfEventAssignments>\n";
    for (const auto& [state, formula] : event.assignments) {
        out += fmt::format("          <eventAssignment variable=\"{}\">{}</eventAssignment>\n", model.states[state], formulas.math_inline(formula));
    }
    return out + "        </listOfEventAssignments>\n      </event>\n";
}

}  // namespace

std::string write_sbml(const math::OdeModel& model) {
    check_names(model);
    Formulas formulas(model.start);
    for (const auto& rate : model.rates) formulas.count(rate);
    for (const auto& [name, formula] : model.observables) formulas.count(formula);
    std::string parameters, rules, events;
    for (std::size_t s = 0; s < model.states.size(); ++s) {
        parameters += parameter(model.states[s], s < model.titles.size() ? model.titles[s] : "", model.initial[s], false);
        rules += fmt::format("      <rateRule variable=\"{}\">{}</rateRule>\n", model.states[s], formulas.math(model.rates[s]));
    }
    for (const auto& [name, value] : model.constants) parameters += parameter(name, "", value, true);
    for (const auto& [name, formula] : model.observables) {
        parameters += fmt::format("      <parameter id=\"{}\" constant=\"false\"/>\n", name);
        rules += fmt::format("      <assignmentRule variable=\"{}\">{}</assignmentRule>\n", name, formulas.math(formula));
    }
    for (std::size_t e = 0; e < model.events.size(); ++e) events += event_text(model, e, formulas);
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version2/core\" level=\"3\" version=\"2\">\n";
    out += fmt::format("  <model id=\"{}\">\n    <listOfParameters>\n{}{}    </listOfParameters>\n", model.name, parameters, formulas.parameters);
    out += fmt::format("    <listOfRules>\n{}{}    </listOfRules>\n", formulas.rules, rules);
    if (!events.empty()) out += fmt::format("    <listOfEvents>\n{}    </listOfEvents>\n", events);
    return out + "  </model>\n</sbml>\n";
}

}  // namespace abscope::io
