// Reading of a scorecard.
#include "scorecard/card.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace abscope::scorecard {

namespace {

constexpr std::array<std::string_view, 20> measure_names{
    "interferon_area",    "volume0_day25",       "volume1_day25",      "volume0_day30",       "pdl1_peak_day",
    "pdl1_remaining_day7", "pdl1_fold",           "cd8_share_day14",    "dendritic_peak_day",  "chemokine_rise_day3",
    "hypoxic_share_day7", "effector_exposure",   "treg_density_day10", "treg_day10",          "effectors_day10",
    "lymphopenia",        "cohort_response_high_alc", "cohort_response_low_alc", "cohort_response_ratio", "cohort_nlr_ratio"};

Result<std::vector<double>> numbers(const Node& table, std::string_view key) {
    ABSCOPE_TRY(const Node* list, table.member(key));
    std::vector<double> values;
    for (const auto& item : list->items()) {
        ABSCOPE_TRY(const double value, item.as_number());
        values.push_back(value);
    }
    return values;
}

Result<std::optional<double>> optional_number(const Node& table, std::string_view key) {
    if (table.find(key) == nullptr) return std::optional<double>();
    ABSCOPE_TRY(const double value, table.number(key));
    return std::optional<double>(value);
}

Result<void> read_fractions(const Node& node, immune::Regimen& regimen) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"gy", "days", "lesion", "node"}));
    ABSCOPE_TRY(const double gy, node.number("gy"));
    ABSCOPE_TRY(const auto days, numbers(node, "days"));
    ABSCOPE_TRY(const auto lesion, node.integer_or("lesion", node.find("node") ? -1 : 0));
    ABSCOPE_TRY(const auto draining, node.integer_or("node", -1));
    for (const double day : days) {
        immune::Fraction fraction;
        if (lesion >= 0) {
            fraction.lesion_gy.assign(static_cast<std::size_t>(lesion) + 1, 0.0);
            fraction.lesion_gy.back() = gy;
        }
        if (draining >= 0) {
            fraction.node_gy.assign(static_cast<std::size_t>(draining) + 1, 0.0);
            fraction.node_gy.back() = gy;
        }
        regimen.push_back({day, fraction});
    }
    return {};
}

Result<void> read_drugs(const Node& node, immune::Regimen& regimen) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"agent", "amount", "days"}));
    ABSCOPE_TRY(const auto name, node.text("agent"));
    const auto agent = immune::find_agent(name);
    if (!agent) return node.error(fmt::format("no agent '{}'", name));
    ABSCOPE_TRY(const double amount, node.number("amount"));
    ABSCOPE_TRY(const auto days, numbers(node, "days"));
    for (const double day : days) regimen.push_back({day, immune::Administration{*agent, amount}});
    return {};
}

Result<Arm> read_arm(const Node& node) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"name", "fractions", "drugs", "tumour", "site", "until_day"}));
    Arm arm;
    ABSCOPE_TRY(arm.name, node.text("name"));
    ABSCOPE_TRY(arm.tumour, node.text_or("tumour", ""));
    ABSCOPE_TRY(arm.until_day, node.number_or("until_day", 25.0));
    if (const Node* list = node.find("fractions")) {
        for (const auto& item : list->items()) ABSCOPE_CHECK_OK(read_fractions(item, arm.regimen));
    }
    if (const Node* list = node.find("drugs")) {
        for (const auto& item : list->items()) ABSCOPE_CHECK_OK(read_drugs(item, arm.regimen));
    }
    if (const Node* site = node.find("site")) {
        ABSCOPE_TRY(const auto lesion, site->integer("lesion"));
        arm.special_lesion = static_cast<int>(lesion);
        for (const auto& [name, value] : site->members()) {
            if (name == "lesion") continue;
            ABSCOPE_TRY(const double number, value.as_number());
            arm.special.emplace_back(name, number);
        }
    }
    return arm;
}

Result<int> find_arm(const Card& card, const Node& node, const std::string& name) {
    const auto at = std::find_if(card.arms.begin(), card.arms.end(), [&](const Arm& arm) { return arm.name == name; });
    if (at == card.arms.end()) return node.error(fmt::format("no arm '{}'", name), "a row compares arms of the same file");
    return static_cast<int>(at - card.arms.begin());
}

Result<std::vector<int>> arm_list(const Card& card, const Node& row, std::string_view key) {
    std::vector<int> arms;
    if (const Node* list = row.find(key)) {
        for (const auto& item : list->items()) {
            ABSCOPE_TRY(const auto name, item.as_text());
            ABSCOPE_TRY(const int arm, find_arm(card, item, name));
            arms.push_back(arm);
        }
    }
    return arms;
}

Result<void> read_measure(const Card& card, const Node& node, Row& row) {
    ABSCOPE_TRY(const auto measure, node.text("measure"));
    const auto at = std::find(measure_names.begin(), measure_names.end(), measure);
    if (at == measure_names.end()) return node.error(fmt::format("no measure '{}'", measure));
    row.measure = static_cast<Measure>(at - measure_names.begin());
    ABSCOPE_TRY(row.over, arm_list(card, node, "over"));
    ABSCOPE_TRY(row.under, arm_list(card, node, "under"));
    ABSCOPE_TRY(const auto pick, node.text_or("pick", "max"));
    row.pick = pick == "min" ? Pick::smallest : Pick::largest;
    ABSCOPE_TRY(row.gy, node.number_or("gy", 0.0));
    ABSCOPE_TRY(const auto fractions, node.integer_or("fractions", 0));
    row.fractions = static_cast<int>(fractions);
    if (row.measure < Measure::lymphopenia && row.over.empty()) return node.error("the row names no arm in 'over'");
    return {};
}

Result<Row> read_row(const Card& card, const Node& node) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"id", "behaviour", "observable", "reference", "measure", "over", "under", "pick", "gy",
                                           "fractions", "low", "high", "kind", "contested", "started", "specified", "held_out",
                                           "held_out_verdict", "fold"}));
    Row row;
    ABSCOPE_TRY(row.id, node.text("id"));
    ABSCOPE_TRY(row.behaviour, node.text("behaviour"));
    ABSCOPE_TRY(row.observable, node.text("observable"));
    ABSCOPE_TRY(row.reference, node.text("reference"));
    ABSCOPE_CHECK_OK(read_measure(card, node, row));
    ABSCOPE_TRY(row.low, optional_number(node, "low"));
    ABSCOPE_TRY(row.high, optional_number(node, "high"));
    ABSCOPE_TRY(row.kind, node.text("kind"));
    ABSCOPE_TRY(row.contested, node.boolean_or("contested", false));
    ABSCOPE_TRY(row.started, node.number_or("started", 0.0));
    ABSCOPE_TRY(row.specified, node.number_or("specified", 0.0));
    ABSCOPE_TRY(row.held_out, optional_number(node, "held_out"));
    ABSCOPE_TRY(row.held_out_verdict, node.text_or("held_out_verdict", ""));
    ABSCOPE_TRY(row.fold, node.text_or("fold", ""));
    if (!row.low && !row.high) return node.error(fmt::format("row {} has no band", row.id), "'low', 'high' or both are needed");
    return row;
}

Result<Cohort> read_cohort(const Card& card, const Node& node) {
    Cohort cohort;
    ABSCOPE_TRY(const auto patients, node.integer("patients"));
    cohort.patients = static_cast<int>(patients);
    ABSCOPE_TRY(const auto treated, node.text("treated"));
    ABSCOPE_TRY(cohort.treated, find_arm(card, node, treated));
    ABSCOPE_TRY(const auto control, node.text("control"));
    ABSCOPE_TRY(cohort.control, find_arm(card, node, control));
    ABSCOPE_TRY(cohort.response_ratio, node.number("response_ratio"));
    ABSCOPE_TRY(cohort.response_width, node.number("response_width"));
    ABSCOPE_TRY(cohort.alc_split, node.number("alc_split"));
    ABSCOPE_TRY(cohort.alc_width, node.number("alc_width"));
    ABSCOPE_TRY(const Node* list, node.member("spread"));
    for (const auto& item : list->items()) {
        Spread spread;
        ABSCOPE_TRY(spread.parameter, item.text("parameter"));
        ABSCOPE_TRY(spread.log_sd, item.number("log_sd"));
        ABSCOPE_TRY(spread.median, optional_number(item, "median"));
        cohort.spread.push_back(spread);
    }
    return cohort;
}

}  // namespace

Result<Card> read_card(const Document& document) {
    Card card;
    ABSCOPE_TRY(card.model, document.text("model"));
    ABSCOPE_TRY(const Node* setting, document.member("setting"));
    ABSCOPE_TRY(card.cells, numbers(*setting, "cells"));
    ABSCOPE_TRY(card.start_day, setting->number("start_day"));
    ABSCOPE_TRY(const Node* arms, document.member("arms"));
    for (const auto& item : arms->items()) {
        ABSCOPE_TRY(auto arm, read_arm(item));
        card.arms.push_back(std::move(arm));
    }
    ABSCOPE_TRY(const Node* rows, document.member("rows"));
    for (const auto& item : rows->items()) {
        ABSCOPE_TRY(auto row, read_row(card, item));
        card.rows.push_back(std::move(row));
    }
    ABSCOPE_TRY(const Node* cohort, document.member("cohort"));
    ABSCOPE_TRY(card.cohort, read_cohort(card, *cohort));
    return card;
}

}  // namespace abscope::scorecard
