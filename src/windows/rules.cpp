// Reading and checking the window rules.
#include "windows/rules.hpp"

#include <algorithm>
#include <array>

#include "core/embedded.hpp"
#include "io/toml.hpp"

namespace abscope::windows {

namespace {

constexpr std::array<std::string_view, 15> boundary_names{
    "low_dose_min", "low_dose_max", "gray_max", "conventional_min", "conventional_max", "conventional_time",
    "hypofractionated_min", "hypofractionated_fractions", "optimal_min", "optimal_max", "optimal_fractions", "trex1_min",
    "trex1_fractions", "concurrent_before", "concurrent_after"};
constexpr std::array<std::string_view, 7> weight_names{"II-optimal", "II", "I", "TREX1-attenuated", "gray", "III-concurrent", "III-other"};

Result<std::vector<std::string>> read_texts(const Node& table, std::string_view key) {
    std::vector<std::string> texts;
    const auto* list = table.find(key);
    if (list == nullptr) return texts;
    if (!list->is_array()) return list->error("expected a list of texts");
    for (const auto& item : list->items()) {
        ABSCOPE_TRY(auto text, item.as_text());
        texts.push_back(std::move(text));
    }
    return texts;
}

Result<Boundary> read_boundary(const Node& table, bool has_unit) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"name", "value", "unit", "statement", "sources", "choice"}));
    Boundary boundary;
    ABSCOPE_TRY(boundary.name, table.text("name"));
    ABSCOPE_TRY(boundary.value, table.number("value"));
    ABSCOPE_TRY(boundary.statement, table.text("statement"));
    ABSCOPE_TRY(boundary.sources, read_texts(table, "sources"));
    ABSCOPE_TRY(boundary.choice, table.text_or("choice", ""));
    boundary.unit = "1";
    if (has_unit) {
        ABSCOPE_TRY(boundary.unit, table.text("unit"));
    }
    if (boundary.sources.empty() && boundary.choice.empty())
        return table.error("'" + boundary.name + "' has neither a source nor a stated choice", "every boundary must be traceable");
    return boundary;
}

/// Every name of `names` exactly once among `tables`.
template <std::size_t N>
Result<std::vector<Boundary>> read_named(const Document& document, std::string_view key, const std::array<std::string_view, N>& names, bool has_unit) {
    ABSCOPE_TRY(const auto* tables, document.member(key));
    std::vector<Boundary> found;
    for (const auto& table : tables->items()) {
        ABSCOPE_TRY(auto boundary, read_boundary(table, has_unit));
        if (std::find(names.begin(), names.end(), boundary.name) == names.end())
            return table.error("'" + boundary.name + "' is not a " + std::string(key) + " of the windows");
        for (const auto& other : found)
            if (other.name == boundary.name) return table.error("'" + boundary.name + "' stands twice");
        found.push_back(std::move(boundary));
    }
    for (const auto name : names)
        if (std::none_of(found.begin(), found.end(), [&](const Boundary& b) { return b.name == name; }))
            return tables->error("'" + std::string(name) + "' is missing", "the rules need every " + std::string(key));
    return found;
}

Result<std::vector<Modulator>> read_modulators(const Document& document) {
    std::vector<Modulator> modulators;
    ABSCOPE_TRY(const auto* tables, document.member("modulator"));
    for (const auto& table : tables->items()) {
        ABSCOPE_CHECK_OK(table.only_known_keys({"id", "group", "text", "sources", "acts", "size"}));
        Modulator modulator;
        ABSCOPE_TRY(modulator.id, table.text("id"));
        ABSCOPE_TRY(modulator.group, table.text("group"));
        ABSCOPE_TRY(modulator.text, table.text("text"));
        ABSCOPE_TRY(modulator.sources, read_texts(table, "sources"));
        ABSCOPE_TRY(const auto acts, table.text("acts"));
        if (acts != "twin" && acts != "flag") return table.error("'acts' is neither twin nor flag");
        modulator.in_twin = acts == "twin";
        ABSCOPE_TRY(modulator.size, table.text("size"));
        modulators.push_back(std::move(modulator));
    }
    return modulators;
}

Result<std::vector<Conflict>> read_conflicts(const Document& document) {
    std::vector<Conflict> conflicts;
    ABSCOPE_TRY(const auto* tables, document.member("conflict"));
    for (const auto& table : tables->items()) {
        ABSCOPE_CHECK_OK(table.only_known_keys({"id", "classes", "text", "sources"}));
        Conflict conflict;
        ABSCOPE_TRY(conflict.id, table.text("id"));
        ABSCOPE_TRY(conflict.text, table.text("text"));
        ABSCOPE_TRY(conflict.sources, read_texts(table, "sources"));
        ABSCOPE_TRY(const auto classes, read_texts(table, "classes"));
        for (const auto& name : classes) {
            const auto& all = all_classes();
            const auto known = std::find_if(all.begin(), all.end(), [&](WindowClass c) { return class_name(c) == name; });
            if (known == all.end()) return table.error("'" + name + "' is not a window class");
            conflict.classes.push_back(*known);
        }
        conflicts.push_back(std::move(conflict));
    }
    return conflicts;
}

Result<std::vector<CheckpointDrug>> read_drugs(const Document& document) {
    std::vector<CheckpointDrug> drugs;
    ABSCOPE_TRY(const auto* table, document.member("drugs"));
    for (const auto& [target, list] : table->members())
        for (const auto& item : list.items()) {
            ABSCOPE_TRY(auto name, item.as_text());
            drugs.push_back({std::move(name), target});
        }
    return drugs;
}

/// Boundaries that must rise in this order, or the windows overlap or vanish.
Result<void> check_order(const Document& document, const WindowRules& rules) {
    const auto value = [&](std::string_view name) { return rules.boundary(name).value; };
    const bool rising = 0.0 < value("low_dose_min") && value("low_dose_min") < value("low_dose_max") &&
                        value("low_dose_max") < value("conventional_min") && value("conventional_min") < value("conventional_max") &&
                        value("conventional_max") <= value("gray_max") && value("gray_max") < value("hypofractionated_min") &&
                        value("hypofractionated_min") <= value("optimal_min") && value("optimal_min") < value("optimal_max") &&
                        value("optimal_max") < value("trex1_min");
    if (!rising) return document.error("the dose boundaries are not in rising order", "windows would overlap or vanish");
    if (rules.shoulder <= 0.0 || rules.shoulder >= 1.0) return document.error("'shoulder' is not between 0 and 1");
    for (const auto& weight : rules.weights)
        if (weight.value < -1.0 || weight.value > 1.0) return document.error("weight '" + weight.name + "' is not between -1 and 1");
    return {};
}

const Boundary& find_named(const std::vector<Boundary>& list, std::string_view name) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const Boundary& b) { return b.name == name; });
    ABSCOPE_EXPECT(found != list.end());
    return *found;
}

}  // namespace

std::string_view class_name(WindowClass window) {
    static constexpr std::array<std::string_view, 7> names{"I", "gray", "II", "II-optimal", "TREX1-attenuated", "III", "unclassified"};
    return names[static_cast<std::size_t>(window)];
}

const std::vector<WindowClass>& all_classes() {
    static const std::vector<WindowClass> all{WindowClass::low_dose, WindowClass::gray, WindowClass::hypofractionated,
                                              WindowClass::hypofractionated_optimal, WindowClass::trex1_attenuated,
                                              WindowClass::conventional, WindowClass::unclassified};
    return all;
}

std::string_view timing_name(IciTiming timing) {
    static constexpr std::array<std::string_view, 3> names{"none", "concurrent", "sequential"};
    return names[static_cast<std::size_t>(timing)];
}

const Boundary& WindowRules::boundary(std::string_view name) const { return find_named(boundaries, name); }
const Boundary& WindowRules::weight(std::string_view name) const { return find_named(weights, name); }

bool WindowRules::is_checkpoint_inhibitor(std::string_view drug) const {
    const auto lower = [](std::string_view text) {
        std::string out(text);
        for (auto& c : out)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        return out;
    };
    return std::any_of(drugs.begin(), drugs.end(), [&](const CheckpointDrug& d) { return lower(d.name) == lower(drug); });
}

Result<WindowRules> read_rules(const Document& document) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"schema", "boundary", "membership", "weight", "drugs", "modulator", "conflict"}));
    WindowRules rules;
    ABSCOPE_TRY(rules.boundaries, read_named(document, "boundary", boundary_names, true));
    ABSCOPE_TRY(rules.weights, read_named(document, "weight", weight_names, false));
    ABSCOPE_TRY(const auto* shape, document.member("membership"));
    ABSCOPE_TRY(rules.shoulder, shape->number("shoulder"));
    ABSCOPE_TRY(rules.modulators, read_modulators(document));
    ABSCOPE_TRY(rules.conflicts, read_conflicts(document));
    ABSCOPE_TRY(rules.drugs, read_drugs(document));
    ABSCOPE_CHECK_OK(check_order(document, rules));
    return rules;
}

const WindowRules& embedded_rules() {
    static const WindowRules rules = [] {
        const auto document = io::parse_toml(core::embedded_file("windows_rules.toml"), "windows_rules.toml");
        ABSCOPE_EXPECT(document.ok());
        auto read = read_rules(*document);
        ABSCOPE_EXPECT(read.ok());
        return std::move(read).value();
    }();
    return rules;
}

}  // namespace abscope::windows
