// Reading and applying the sequence rules. Belongs to schedule.
#include "schedule/sequence_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace abscope::schedule {

namespace {

constexpr std::array<std::string_view, 3> order_names{"before", "with", "after"};
/// More fractions than this are conventional for the rule on consolidation; ours.
constexpr int conventional_above = 20;

Result<std::vector<std::string>> read_texts(const Node& table, std::string_view key) {
    std::vector<std::string> out;
    const auto* list = table.find(key);
    if (list == nullptr) return out;
    for (const auto& item : list->items()) {
        ABSCOPE_TRY(auto text, item.as_text());
        out.push_back(std::move(text));
    }
    return out;
}

Result<std::vector<Order>> read_orders(const Node& table, std::string_view key) {
    ABSCOPE_TRY(const auto texts, read_texts(table, key));
    std::vector<Order> out;
    for (const auto& text : texts) {
        const auto known = std::find(order_names.begin(), order_names.end(), text);
        if (known == order_names.end()) return table.error("'" + text + "' is not an order", "", "use before, with or after");
        out.push_back(static_cast<Order>(known - order_names.begin()));
    }
    return out;
}

Result<SequenceRule> read_rule(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"id", "agents", "prefers", "against", "contested", "conflict", "only_conventional", "best_day", "text", "sources"}));
    SequenceRule rule;
    ABSCOPE_TRY(rule.id, table.text("id"));
    ABSCOPE_TRY(rule.text, table.text("text"));
    ABSCOPE_TRY(const auto agents, read_texts(table, "agents"));
    for (const auto& name : agents) {
        const auto agent = immune::find_agent(name);
        if (!agent) return table.error("'" + name + "' is not a drug that the twin knows");
        rule.agents.push_back(*agent);
    }
    ABSCOPE_TRY(rule.prefers, read_orders(table, "prefers"));
    ABSCOPE_TRY(rule.against, read_orders(table, "against"));
    ABSCOPE_TRY(rule.contested, table.boolean_or("contested", false));
    ABSCOPE_TRY(rule.conflict, table.text_or("conflict", ""));
    ABSCOPE_TRY(rule.only_conventional, table.boolean_or("only_conventional", false));
    if (table.find("best_day") != nullptr) {
        ABSCOPE_TRY(const double day, table.number("best_day"));
        rule.best_day = day;
    }
    ABSCOPE_TRY(rule.sources, read_texts(table, "sources"));
    if (rule.sources.empty()) return table.error("'" + rule.id + "' has no source", "every rule must be traceable");
    if (rule.contested == rule.conflict.empty()) return table.error("'" + rule.id + "' is contested without a conflict, or the other way round");
    return rule;
}

bool holds(const std::vector<Order>& list, Order order) { return std::find(list.begin(), list.end(), order) != list.end(); }

}  // namespace

std::string_view order_name(Order order) { return order_names[static_cast<std::size_t>(order)]; }

Result<std::vector<SequenceRule>> read_sequence_rules(const Document& document) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"schema", "rule"}));
    ABSCOPE_TRY(const auto* tables, document.member("rule"));
    std::vector<SequenceRule> rules;
    for (const auto& table : tables->items()) {
        ABSCOPE_TRY(auto rule, read_rule(table));
        rules.push_back(std::move(rule));
    }
    return rules;
}

Order order_of(double first_dose_day, double first_fraction_day, double last_fraction_day) {
    if (std::floor(first_dose_day) < std::floor(first_fraction_day)) return Order::before;
    return std::floor(first_dose_day) > std::floor(last_fraction_day) ? Order::after : Order::with;
}

std::vector<SequenceVerdict> sequence_verdicts(const std::vector<SequenceRule>& rules, immune::Agent agent, Order order, int fractions) {
    std::vector<SequenceVerdict> out;
    for (const auto& rule : rules) {
        if (std::find(rule.agents.begin(), rule.agents.end(), agent) == rule.agents.end()) continue;
        if (rule.only_conventional && fractions <= conventional_above) continue;
        out.push_back({&rule, order, holds(rule.prefers, order) - holds(rule.against, order)});
    }
    return out;
}

}  // namespace abscope::schedule
