// Order of immunotherapy and radiotherapy by class of drug: a sourced rule layer beside the simulation, never inside it. Rules
// stand in data/sequence_rules.toml. Belongs to schedule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/document.hpp"
#include "immune/agent.hpp"

namespace abscope::schedule {

/// Where a first dose stands relative to the fractions.
enum class Order { before, with, after };
std::string_view order_name(Order order);

struct SequenceRule {
    std::string id;
    std::vector<immune::Agent> agents;
    std::vector<Order> prefers, against;
    bool contested = false;
    std::string conflict;               ///< id in the ledger; empty where not contested
    bool only_conventional = false;     ///< only after more than 20 fractions
    std::optional<double> best_day;     ///< after the last fraction [d]
    std::string text;
    std::vector<std::string> sources;
};

Result<std::vector<SequenceRule>> read_sequence_rules(const Document& document);

/// Order of a first dose [d] relative to the first and the last fraction [d]: a dose on the day of the last fraction is "with".
Order order_of(double first_dose_day, double first_fraction_day, double last_fraction_day);

/// What the rules say about one drug at one place.
struct SequenceVerdict {
    const SequenceRule* rule = nullptr;
    Order order = Order::with;
    int sign = 0;  ///< +1 preferred, −1 against, 0 neither, by the rule
    std::string drug{};  ///< that it was asked about; empty: a class
};
std::vector<SequenceVerdict> sequence_verdicts(const std::vector<SequenceRule>& rules, immune::Agent agent, Order order, int fractions);

}  // namespace abscope::schedule
