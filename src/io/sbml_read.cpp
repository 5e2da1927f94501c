// SBML files as models of formulas. Quantities become states (rate rules, species of reactions), formulas (assignment rules), or
// constants; what would need more than that is refused.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "io/sbml.hpp"
#include "io/sbml_math.hpp"
#include "io/text_file.hpp"

namespace abscope::io {

namespace {

using math::Expression;

struct Quantity {
    const XmlElement* element = nullptr;
    double value = 0.0;
    std::optional<Expression> initial;          // of an initial assignment or a rule, over constants
    const XmlElement* assigned = nullptr;       // its assignment rule
    std::optional<Expression> rate;
    std::optional<Expression> formula;          // the assignment rule, once resolved
    bool resolving = false;
};

class SbmlReader {
  public:
    SbmlReader(const XmlElement& root, const std::string& file) : root_(root), file_(file) {
        scope_.file = file;
        scope_.look_up = [this](const std::string& name, int line) { return look_up(name, line); };
    }

    Result<math::OdeModel> model() {
        ABSCOPE_CHECK_OK(check_document());
        ABSCOPE_CHECK_OK(read_functions());
        ABSCOPE_CHECK_OK(read_quantities());
        ABSCOPE_CHECK_OK(read_rules());
        ABSCOPE_CHECK_OK(read_reactions());
        ABSCOPE_CHECK_OK(read_initial_assignments());
        math::OdeModel out;
        const auto* id = model_->attribute("id");
        out.name = id == nullptr ? "model" : *id;
        ABSCOPE_CHECK_OK(fill(out));
        ABSCOPE_CHECK_OK(read_events(out));
        return out;
    }

  private:
    Error refuse(const XmlElement& at, std::string problem, std::string why = {}, std::string suggestion = {}) const {
        return sbml_refusal(file_, at.line, std::move(problem), std::move(why), std::move(suggestion));
    }

    Result<std::string> required(const XmlElement& at, std::string_view name) const {
        const auto* value = at.attribute(name);
        if (value == nullptr) return refuse(at, fmt::format("<{}> has no {}", at.name, name));
        return *value;
    }
    static bool is_true(const XmlElement& at, std::string_view name, bool otherwise) {
        const auto* value = at.attribute(name);
        return value == nullptr ? otherwise : *value == "true" || *value == "1";
    }
    Result<double> number(const XmlElement& at, std::string_view name, double otherwise) const {
        const auto* text = at.attribute(name);
        if (text == nullptr) return otherwise;
        char* end = nullptr;
        const double value = std::strtod(text->c_str(), &end);
        if (text->empty() || *end != '\0') return refuse(at, fmt::format("{} of <{}> is '{}'", name, at.name, *text), "a number belongs there");
        return value;
    }
    Result<const XmlElement*> math_of(const XmlElement& at) const {
        const auto* math = at.child("math");
        if (math == nullptr) return refuse(at, fmt::format("<{}> has no <math>", at.name));
        return math;
    }
    Result<Expression> formula_of(const XmlElement& at) const {
        ABSCOPE_TRY(const auto* math, math_of(at));
        return sbml_formula(*math, scope_);
    }
    /// Calls work(element) for each element of a list of the model.
    template <class Work>
    Result<void> each(const XmlElement& parent, std::string_view list, Work work) const {
        const auto* elements = parent.child(list);
        if (elements == nullptr) return {};
        for (const auto& element : elements->children) {
            if (element.name == "notes" || element.name == "annotation") continue;
            ABSCOPE_CHECK_OK(work(element));
        }
        return {};
    }

    Result<void> check_document() {
        if (root_.name != "sbml") return refuse(root_, fmt::format("the document is <{}>, not <sbml>", root_.name));
        ABSCOPE_TRY(const auto level, required(root_, "level"));
        if (level != "2" && level != "3") return refuse(root_, fmt::format("SBML level {}", level), "levels 2 and 3 are read");
        for (const auto& [name, value] : root_.attributes) {
            if (name.ends_with(":required") && (value == "true" || value == "1")) {
                return refuse(root_, fmt::format("the package '{}' is required", name.substr(0, name.find(':'))), "only the core of SBML is read");
            }
        }
        model_ = root_.child("model");
        if (model_ == nullptr) return refuse(root_, "there is no <model>");
        if (model_->attribute("conversionFactor") != nullptr) return refuse(*model_, "a conversion factor");
        static const std::set<std::string> known{"notes", "annotation", "listOfFunctionDefinitions", "listOfUnitDefinitions", "listOfCompartments",
                                                 "listOfSpecies", "listOfParameters", "listOfInitialAssignments", "listOfRules",
                                                 "listOfReactions", "listOfEvents"};
        for (const auto& part : model_->children) {
            if (!known.contains(part.name)) return refuse(part, fmt::format("<{}>", part.name), "it is outside the supported subset");
        }
        return {};
    }

    Result<void> read_functions() {
        return each(*model_, "listOfFunctionDefinitions", [&](const XmlElement& at) -> Result<void> {
            ABSCOPE_TRY(const auto id, required(at, "id"));
            ABSCOPE_TRY(const auto* math, math_of(at));
            const auto* lambda = math->child("lambda");
            if (lambda == nullptr || lambda->children.empty()) return refuse(at, fmt::format("the function '{}' has no <lambda>", id));
            SbmlFunction function;
            for (std::size_t i = 0; i + 1 < lambda->children.size(); ++i) {
                const auto* name = lambda->children[i].child("ci");
                if (name == nullptr) return refuse(lambda->children[i], fmt::format("an argument of '{}' has no name", id));
                const auto begin = name->text.find_first_not_of(" \t\r\n");
                function.arguments.push_back(name->text.substr(begin, name->text.find_last_not_of(" \t\r\n") - begin + 1));
            }
            function.body = &lambda->children.back();
            scope_.functions[id] = function;
            return {};
        });
    }

    Result<void> add(const XmlElement& at, double value) {
        ABSCOPE_TRY(const auto id, required(at, "id"));
        Quantity quantity;
        quantity.element = &at;
        quantity.value = value;
        if (!quantities_.emplace(id, std::move(quantity)).second) return refuse(at, fmt::format("'{}' stands twice", id));
        order_.push_back(id);
        return {};
    }

    Result<void> read_quantities() {
        ABSCOPE_CHECK_OK(each(*model_, "listOfCompartments", [&](const XmlElement& at) -> Result<void> {
            if (!is_true(at, "constant", true)) return refuse(at, "a compartment whose size changes", "only constant compartments are read");
            ABSCOPE_TRY(const double size, number(at, "size", 1.0));
            return add(at, size);
        }));
        ABSCOPE_CHECK_OK(each(*model_, "listOfParameters", [&](const XmlElement& at) -> Result<void> {
            ABSCOPE_TRY(const double value, number(at, "value", std::nan("")));
            return add(at, value);
        }));
        return each(*model_, "listOfSpecies", [&](const XmlElement& at) -> Result<void> {
            if (at.attribute("conversionFactor") != nullptr) return refuse(at, "a conversion factor");
            ABSCOPE_TRY(const double volume, volume_of(at));
            ABSCOPE_TRY(const double amount, number(at, "initialAmount", std::nan("")));
            ABSCOPE_TRY(const double concentration, number(at, "initialConcentration", std::nan("")));
            const bool as_amount = is_true(at, "hasOnlySubstanceUnits", false);
            const double given_amount = std::isnan(amount) ? concentration * volume : amount;
            return add(at, as_amount ? given_amount : given_amount / volume);
        });
    }

    // What a species' amount is divided by to give what its name stands for.
    Result<double> volume_of(const XmlElement& species) const {
        ABSCOPE_TRY(const auto compartment, required(species, "compartment"));
        const auto at = quantities_.find(compartment);
        if (at == quantities_.end()) return refuse(species, fmt::format("the compartment '{}' does not exist", compartment));
        if (!(at->second.value > 0.0)) return refuse(species, fmt::format("the compartment '{}' has no positive size", compartment));
        return at->second.value;
    }

    Result<Quantity*> quantity(const XmlElement& at, const std::string& id) {
        const auto found = quantities_.find(id);
        if (found == quantities_.end()) return refuse(at, fmt::format("'{}' does not exist", id));
        return &found->second;
    }

    Result<Expression> look_up(const std::string& name, int line) {
        if (const auto local = locals_.find(name); local != locals_.end()) return Expression(local->second);
        const auto found = quantities_.find(name);
        if (found == quantities_.end()) return sbml_refusal(file_, line, fmt::format("'{}' in a formula does not exist", name));
        Quantity& quantity = found->second;
        if (quantity.assigned == nullptr) return Expression::symbol(name);
        if (quantity.formula) return *quantity.formula;
        if (quantity.resolving) return sbml_refusal(file_, line, fmt::format("the rule of '{}' needs itself", name));
        quantity.resolving = true;
        ABSCOPE_TRY(quantity.formula, formula_of(*quantity.assigned));
        return *quantity.formula;
    }

    Result<void> read_rules() {
        std::vector<const XmlElement*> rates;
        ABSCOPE_CHECK_OK(each(*model_, "listOfRules", [&](const XmlElement& at) -> Result<void> {
            if (at.name != "rateRule" && at.name != "assignmentRule") {
                return refuse(at, fmt::format("<{}>", at.name), "rate rules and assignment rules are read");
            }
            ABSCOPE_TRY(const auto id, required(at, "variable"));
            ABSCOPE_TRY(auto* target, quantity(at, id));
            if (target->element->name == "compartment") return refuse(at, "a compartment whose size changes", "only constant compartments are read");
            if (at.name == "assignmentRule") target->assigned = &at;
            else rates.push_back(&at);
            return {};
        }));
        for (const auto* at : rates) {
            ABSCOPE_TRY(auto* target, quantity(*at, *at->attribute("variable")));
            ABSCOPE_TRY(target->rate, formula_of(*at));
        }
        return {};
    }

    Result<void> read_reactions() {
        return each(*model_, "listOfReactions", [&](const XmlElement& at) -> Result<void> {
            if (is_true(at, "fast", false)) return refuse(at, "a fast reaction", "it is an algebraic constraint");
            const auto* law = at.child("kineticLaw");
            if (law == nullptr) return refuse(at, "a reaction without a kinetic law");
            locals_.clear();
            for (const auto* list : {"listOfLocalParameters", "listOfParameters"}) {
                ABSCOPE_CHECK_OK(each(*law, list, [&](const XmlElement& local) -> Result<void> {
                    ABSCOPE_TRY(const auto id, required(local, "id"));
                    ABSCOPE_TRY(const double value, number(local, "value", std::nan("")));
                    locals_[id] = value;
                    return {};
                }));
            }
            ABSCOPE_TRY(const auto velocity, formula_of(*law));
            locals_.clear();
            ABSCOPE_CHECK_OK(move_species(at, "listOfReactants", -1.0, velocity));
            return move_species(at, "listOfProducts", 1.0, velocity);
        });
    }

    Result<void> move_species(const XmlElement& reaction, const char* list, double sign, const Expression& velocity) {
        return each(reaction, list, [&](const XmlElement& at) -> Result<void> {
            if (at.child("stoichiometryMath") != nullptr || at.attribute("id") != nullptr) {
                return refuse(at, "a stoichiometry that is a variable", "numbers are read");
            }
            ABSCOPE_TRY(const auto id, required(at, "species"));
            ABSCOPE_TRY(auto* species, quantity(at, id));
            ABSCOPE_TRY(const double times, number(at, "stoichiometry", 1.0));
            if (is_true(*species->element, "boundaryCondition", false) || is_true(*species->element, "constant", false)) return {};
            if (species->assigned != nullptr) return refuse(at, fmt::format("'{}' has a rule and reacts", id));
            ABSCOPE_TRY(const double volume, volume_of(*species->element));
            const double divided = is_true(*species->element, "hasOnlySubstanceUnits", false) ? 1.0 : volume;
            species->rate = species->rate.value_or(Expression()) + (sign * times / divided) * velocity;
            return {};
        });
    }

    Result<void> read_initial_assignments() {
        return each(*model_, "listOfInitialAssignments", [&](const XmlElement& at) -> Result<void> {
            ABSCOPE_TRY(const auto id, required(at, "symbol"));
            ABSCOPE_TRY(auto* target, quantity(at, id));
            ABSCOPE_TRY(target->initial, formula_of(at));
            return {};
        });
    }

    // The value of a quantity at the start; those with initial assignments may need each other.
    Result<double> value_at_start(const std::string& id, int depth) {
        Quantity& quantity = quantities_.at(id);
        if (depth > 100) return refuse(*quantity.element, fmt::format("the initial value of '{}' needs itself", id));
        const auto& formula = quantity.initial;
        if (!formula) {
            if (std::isnan(quantity.value)) return refuse(*quantity.element, fmt::format("'{}' has no value", id), "", "give it one");
            return quantity.value;
        }
        const std::vector<Expression> formulas{*formula};
        const auto names = math::symbols_in(formulas);
        std::vector<double> in;
        for (const auto& name : names) {
            if (name == math::time_symbol) {
                in.push_back(0.0);
                continue;
            }
            ABSCOPE_TRY(const double value, value_at_start(name, depth + 1));
            in.push_back(value);
        }
        double out = 0.0;
        math::Tape(formulas, names).evaluate(in.data(), &out);
        return out;
    }

    Result<void> fill(math::OdeModel& out) {
        for (const auto& id : order_) {
            Quantity& quantity = quantities_.at(id);
            if (quantity.assigned != nullptr) {
                ABSCOPE_TRY(auto formula, look_up(id, quantity.element->line));
                out.observables.emplace_back(id, std::move(formula));
                continue;
            }
            ABSCOPE_TRY(const double value, value_at_start(id, 0));
            // Only events can move a quantity that is not constant and has no rate: it is a state at rest.
            const bool fixed = quantity.element->name == "compartment" || is_true(*quantity.element, "constant", quantity.element->name == "parameter");
            if (!quantity.rate && fixed) {
                out.constants.emplace_back(id, value);
                continue;
            }
            const auto* title = quantity.element->attribute("name");
            out.states.push_back(id);
            out.titles.push_back(title == nullptr ? "" : *title);
            out.initial.push_back(value);
            out.rates.push_back(quantity.rate.value_or(Expression()));
        }
        if (out.states.empty()) return refuse(*model_, "nothing in the model changes");
        return {};
    }

    // The time at which time ≥ t, or time > t, becomes true.
    Result<double> trigger_time(const XmlElement& event) const {
        const auto* trigger = event.child("trigger");
        if (trigger == nullptr) return refuse(event, "an event without a trigger");
        ABSCOPE_TRY(const auto* math, math_of(*trigger));
        const auto* apply = math->child("apply");
        const bool compares = apply != nullptr && apply->children.size() == 3 && (apply->children[0].name == "geq" || apply->children[0].name == "gt");
        const auto unsupported = [&] {
            return refuse(*trigger, "a trigger that is not time ≥ a number", "events at given times are read");
        };
        if (!compares || apply->children[1].name != "csymbol") return unsupported();
        XmlElement wrapped;
        wrapped.line = trigger->line;
        wrapped.children = {apply->children[2]};
        ABSCOPE_TRY(const auto at, sbml_formula(wrapped, scope_));
        if (at.operation() == math::Operation::number) return at.number();
        if (at.operation() != math::Operation::symbol) return unsupported();
        const auto& quantity = quantities_.at(at.name());
        if (quantity.rate || std::isnan(quantity.value) || quantity.initial) return unsupported();
        return quantity.value;
    }

    struct FoundEvent {
        double priority = 0.0;
        bool values_from_trigger = true;  // as they were when the time came, not after the events of the same time
        math::OdeEvent event;
    };

    Result<FoundEvent> read_event(const XmlElement& at, const math::OdeModel& out) {
        if (at.child("delay") != nullptr) return refuse(at, "an event with a delay", "events act at once");
        FoundEvent found;
        const auto* name = at.attribute("name") != nullptr ? at.attribute("name") : at.attribute("id");
        found.event.name = name == nullptr ? "" : *name;
        found.values_from_trigger = is_true(at, "useValuesFromTriggerTime", true);
        ABSCOPE_TRY(found.event.time, trigger_time(at));
        if (const auto* element = at.child("priority")) {
            ABSCOPE_TRY(const auto formula, formula_of(*element));
            if (formula.operation() != math::Operation::number) return refuse(*element, "a priority that is not a number");
            found.priority = formula.number();
        }
        const auto read_change = [&](const XmlElement& change) -> Result<void> {
            ABSCOPE_TRY(const auto id, required(change, "variable"));
            const auto state = std::find(out.states.begin(), out.states.end(), id);
            if (state == out.states.end()) return refuse(change, fmt::format("an event changes '{}'", id), "it is a constant or has a rule");
            ABSCOPE_TRY(auto formula, formula_of(change));
            found.event.assignments.emplace_back(static_cast<std::size_t>(state - out.states.begin()), std::move(formula));
            return {};
        };
        ABSCOPE_CHECK_OK(each(at, "listOfEventAssignments", read_change));
        return found;
    }

    Result<void> read_events(math::OdeModel& out) {
        std::vector<FoundEvent> found;
        ABSCOPE_CHECK_OK(each(*model_, "listOfEvents", [&](const XmlElement& at) -> Result<void> {
            ABSCOPE_TRY(auto event, read_event(at, out));
            found.push_back(std::move(event));
            return {};
        }));
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
            return a.event.time != b.event.time ? a.event.time < b.event.time : a.priority > b.priority;
        });
        bool joins = false;
        for (auto& [priority, from_trigger, event] : found) {
            // Events of one time that all take their values from before it are one event.
            const bool same_time = !out.events.empty() && out.events.back().time == event.time;
            if (same_time && joins && from_trigger) {
                auto& into = out.events.back().assignments;
                into.insert(into.end(), event.assignments.begin(), event.assignments.end());
                continue;
            }
            joins = from_trigger;
            out.events.push_back(std::move(event));
        }
        return {};
    }

    const XmlElement& root_;
    const std::string& file_;
    const XmlElement* model_ = nullptr;
    SbmlScope scope_;
    std::map<std::string, Quantity> quantities_;
    std::map<std::string, double> locals_;
    std::vector<std::string> order_;
};

}  // namespace

Result<math::OdeModel> parse_sbml(std::string_view text, const std::string& file) {
    ABSCOPE_TRY(const auto root, parse_xml(text, file));
    return SbmlReader(root, file).model();
}

Result<math::OdeModel> read_sbml(const std::filesystem::path& path) {
    ABSCOPE_TRY(const auto text, read_text_file(path));
    return parse_sbml(text, path.string());
}

}  // namespace abscope::io
