// Reading of a scorecard.
#include "scorecard/card.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "immune/models/t2/parameters.hpp"
#include "scorecard/clinic.hpp"

namespace abscope::scorecard {

namespace {

constexpr std::array<std::string_view, 39> measure_names{
    "interferon_area",    "volume0_day25",       "volume1_day25",      "volume0_day30",       "pdl1_peak_day",
    "pdl1_remaining_day7", "pdl1_fold",           "cd8_share_day14",    "dendritic_peak_day",  "chemokine_rise_day3",
    "hypoxic_share_day7", "effector_exposure",   "treg_density_day10", "treg_day10",          "effectors_day10",
    "volume1_day30",      "volume1_day50",       "cd8_day1",           "cd8_day10",           "chemokine_area_per_gy",
    "parameter",          "lymphopenia",         "lymphopenia_later",  "cohort_response_high_alc", "cohort_response_low_alc",
    "cohort_response_ratio", "cohort_nlr_ratio", "cohort_response_high_later_alc", "cohort_response_low_later_alc",
    "median_months",      "progression_free",    "response",           "lesion_response",     "lesion_failure",
    "lymphocyte_nadir",   "lymphopenia_share",   "response_ratio_alc", "myeloid_share",       "doubling_day"};

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

// Parameters of one lesion ("site") or of all ("everywhere") that an arm replaces.
Result<void> read_special(const Node& node, Arm& arm) {
    const Node* site = node.find("site");
    const Node* everywhere = node.find("everywhere");
    if (site && everywhere) return node.error("both 'site' and 'everywhere'", "an arm replaces parameters in one place or in all");
    if (site) {
        ABSCOPE_TRY(const auto lesion, site->integer("lesion"));
        arm.special_lesion = static_cast<int>(lesion);
    }
    immune::t2::Parameters known;
    const Node* table = site ? site : everywhere;
    if (!table) return {};
    for (const auto& [name, value] : table->members()) {
        if (name == "lesion") continue;
        if (!immune::t2::find_parameter(known, name)) return value.error(fmt::format("model T2 has no parameter '{}'", name));
        ABSCOPE_TRY(const double number, value.as_number());
        arm.special.emplace_back(name, number);
    }
    return {};
}

Result<Arm> read_arm(const Node& node) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"name", "fractions", "drugs", "tumour", "site", "everywhere", "until_day"}));
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
    ABSCOPE_CHECK_OK(read_special(node, arm));
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

Result<void> read_parameter(const Node& node, Row& row) {
    ABSCOPE_TRY(row.parameter, node.text("parameter"));
    ABSCOPE_TRY(row.tumour, node.text_or("tumour", ""));
    immune::t2::Parameters known;
    if (!immune::t2::find_parameter(known, row.parameter)) return node.error(fmt::format("no parameter '{}'", row.parameter));
    return {};
}

// Every arm of a row must run to the last day that its measure looks at.
Result<void> check_days(const Card& card, const Node& node, const Row& row) {
    for (const auto* side : {&row.over, &row.under}) {
        for (const int arm : *side) {
            const auto& known = card.arms[static_cast<std::size_t>(arm)];
            if (known.until_day >= last_day_of(row.measure)) continue;
            return node.error(fmt::format("arm '{}' ends on day {}", known.name, known.until_day),
                              fmt::format("the measure looks at day {}", last_day_of(row.measure)), "set until_day of the arm");
        }
    }
    return {};
}

Result<void> read_measure(const Card& card, const Node& node, Row& row) {
    ABSCOPE_TRY(const auto measure, node.text("measure"));
    const auto at = std::find(measure_names.begin(), measure_names.end(), measure);
    if (at == measure_names.end()) return node.error(fmt::format("no measure '{}'", measure));
    row.measure = static_cast<Measure>(at - measure_names.begin());
    ABSCOPE_TRY(row.over, arm_list(card, node, "over"));
    ABSCOPE_TRY(row.under, arm_list(card, node, "under"));
    ABSCOPE_TRY(const auto pick, node.text_or("pick", "max"));
    if (pick != "min" && pick != "max") return node.error(fmt::format("pick '{}'", pick), "it is 'min' or 'max'");
    row.pick = pick == "min" ? Pick::smallest : Pick::largest;
    ABSCOPE_TRY(const auto combine, node.text_or("combine", "ratio"));
    if (combine != "ratio" && combine != "difference") {
        return node.error(fmt::format("combine '{}'", combine), "it is 'ratio' or 'difference'");
    }
    row.combine = combine == "ratio" ? Combine::ratio : Combine::difference;
    ABSCOPE_TRY(row.gy, node.number_or("gy", 0.0));
    ABSCOPE_TRY(const auto fractions, node.integer_or("fractions", 0));
    row.fractions = static_cast<int>(fractions);
    if (row.measure == Measure::parameter) return read_parameter(node, row);
    if (is_clinical(row.measure) || card.population) return read_question(card, node, row);
    if (row.measure < Measure::parameter && row.over.empty()) return node.error("the row names no arm in 'over'");
    return check_days(card, node, row);
}

Result<Row> read_row(const Card& card, const Node& node) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"id", "behaviour", "observable", "reference", "measure", "over", "under", "pick", "gy",
                                           "fractions", "low", "high", "kind", "contested", "started", "specified", "held_out",
                                           "held_out_verdict", "fold", "combine", "parameter", "tumour", "known_gap", "from_day",
                                           "at_day", "lesion", "split"}));
    Row row;
    ABSCOPE_TRY(row.id, node.text("id"));
    ABSCOPE_TRY(row.behaviour, node.text("behaviour"));
    ABSCOPE_TRY(row.observable, node.text("observable"));
    ABSCOPE_TRY(row.reference, node.text("reference"));
    ABSCOPE_CHECK_OK(read_measure(card, node, row));
    ABSCOPE_TRY(row.low, optional_number(node, "low"));
    ABSCOPE_TRY(row.high, optional_number(node, "high"));
    ABSCOPE_TRY(row.kind, node.text("kind"));
    if (row.kind != "fitted" && row.kind != "predicted") {
        return node.error(fmt::format("kind of row {} is '{}'", row.id, row.kind), "it is 'fitted' or 'predicted'");
    }
    ABSCOPE_TRY(row.known_gap, node.text_or("known_gap", ""));
    ABSCOPE_TRY(row.contested, node.boolean_or("contested", false));
    ABSCOPE_TRY(row.started, optional_number(node, "started"));
    ABSCOPE_TRY(row.specified, optional_number(node, "specified"));
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
    ABSCOPE_TRY(cohort.later_day, node.number_or("later_day", 7.0));
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

Result<Side> read_side(const Node& node) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"claim", "reference", "low", "high"}));
    Side side;
    ABSCOPE_TRY(side.claim, node.text("claim"));
    ABSCOPE_TRY(side.reference, node.text("reference"));
    ABSCOPE_TRY(side.low, optional_number(node, "low"));
    ABSCOPE_TRY(side.high, optional_number(node, "high"));
    return side;
}

Result<Contest> read_contest(const Card& card, const Node& node) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"id", "question", "row", "sides"}));
    Contest contest;
    ABSCOPE_TRY(contest.id, node.text("id"));
    ABSCOPE_TRY(contest.question, node.text("question"));
    ABSCOPE_TRY(const auto name, node.text("row"));
    const auto at = std::find_if(card.rows.begin(), card.rows.end(), [&](const Row& row) { return row.id == name; });
    if (at == card.rows.end()) return node.error(fmt::format("no row '{}'", name), "a contest asks for the value of a row");
    contest.row = static_cast<int>(at - card.rows.begin());
    ABSCOPE_TRY(const Node* sides, node.member("sides"));
    for (const auto& item : sides->items()) {
        ABSCOPE_TRY(auto side, read_side(item));
        contest.sides.push_back(std::move(side));
    }
    if (contest.sides.size() < 2) return node.error("a contest with fewer than two sides");
    return contest;
}

Result<std::vector<std::string>> texts(const Node& table, std::string_view key) {
    std::vector<std::string> values;
    if (const Node* list = table.find(key)) {
        for (const auto& item : list->items()) {
            ABSCOPE_TRY(auto text, item.as_text());
            values.push_back(std::move(text));
        }
    }
    return values;
}

// Arms that stay, renumbered; the place of each old arm.
std::vector<int> keep_arms(Card& card) {
    std::vector<bool> used(card.arms.size(), false);
    const auto use = [&](int arm) {
        if (arm >= 0) used[static_cast<std::size_t>(arm)] = true;
    };
    bool cohort = false;
    for (const auto& row : card.rows) {
        std::for_each(row.over.begin(), row.over.end(), use);
        std::for_each(row.under.begin(), row.under.end(), use);
        cohort = cohort || row.measure >= Measure::cohort_response_high_alc;
    }
    if (cohort) {
        use(card.cohort.treated);
        use(card.cohort.control);
    } else {
        card.cohort.patients = 0;
    }
    std::vector<int> place(card.arms.size(), -1);
    std::vector<Arm> arms;
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (!used[i]) continue;
        place[i] = static_cast<int>(arms.size());
        arms.push_back(std::move(card.arms[i]));
    }
    card.arms = std::move(arms);
    return place;
}

Result<void> read_rows(const Document& document, Card& card) {
    ABSCOPE_TRY(const Node* rows, document.member("rows"));
    for (const auto& item : rows->items()) {
        ABSCOPE_TRY(auto row, read_row(card, item));
        const auto same = [&](const Row& other) { return other.id == row.id; };
        if (std::any_of(card.rows.begin(), card.rows.end(), same)) return item.error(fmt::format("two rows '{}'", row.id));
        card.rows.push_back(std::move(row));
    }
    if (card.rows.empty()) return document.error("a card without rows", "there is nothing to score");
    if (const Node* contests = document.find("contests")) {
        for (const auto& item : contests->items()) {
            ABSCOPE_TRY(auto contest, read_contest(card, item));
            card.contests.push_back(std::move(contest));
        }
    }
    return {};
}

// The two lesions of the mouse, and what is done to them.
Result<void> read_animals(const Document& document, Card& card) {
    ABSCOPE_TRY(const Node* setting, document.member("setting"));
    ABSCOPE_TRY(card.cells, numbers(*setting, "cells"));
    ABSCOPE_TRY(card.start_day, setting->number("start_day"));
    ABSCOPE_TRY(const Node* arms, document.member("arms"));
    for (const auto& item : arms->items()) {
        ABSCOPE_TRY(auto arm, read_arm(item));
        card.arms.push_back(std::move(arm));
    }
    return {};
}

}  // namespace

double last_day_of(Measure measure) {
    switch (measure) {
        case Measure::volume0_day30:
        case Measure::volume1_day30: return 30.0;
        case Measure::volume1_day50: return 50.0;
        case Measure::parameter:
        case Measure::lymphopenia:
        case Measure::lymphopenia_later: return -1e9;
        default: return is_clinical(measure) ? -1e9 : 25.0;
    }
}

Card for_fitting(const Card& card) {
    Card out = card;
    if (!out.population) return out;
    if (card.calibration.patients > 0) out.population->patients = std::min(card.calibration.patients, card.population->patients);
    if (card.calibration.tolerance > 0.0) out.population->tolerance = card.calibration.tolerance;
    return out;
}

Card only_rows(const Card& card, const std::function<bool(const Row&)>& keep) {
    Card out = card;
    out.contests.clear();
    std::erase_if(out.rows, [&](const Row& row) { return !keep(row); });
    const auto place = keep_arms(out);
    const auto move = [&](int& arm) {
        if (arm >= 0) arm = place[static_cast<std::size_t>(arm)];
    };
    for (auto& row : out.rows) {
        std::for_each(row.over.begin(), row.over.end(), move);
        std::for_each(row.under.begin(), row.under.end(), move);
    }
    if (out.cohort.patients == 0) return out;
    move(out.cohort.treated);
    move(out.cohort.control);
    return out;
}

Result<void> read_calibration(const Document& document, Calibration& out) {
    const Node* calibration = document.find("calibration");
    if (!calibration) return {};
    ABSCOPE_TRY(out.free, texts(*calibration, "free"));
    ABSCOPE_TRY(out.hold, texts(*calibration, "hold"));
    ABSCOPE_TRY(const auto patients, calibration->integer_or("patients", 0));
    out.patients = static_cast<int>(patients);
    ABSCOPE_TRY(out.tolerance, calibration->number_or("tolerance", 0.0));
    return {};
}

Result<Card> read_card(const Document& document) {
    Card card;
    ABSCOPE_TRY(card.model, document.text("model"));
    if (card.model != "t2") return document.error(fmt::format("a card for model '{}'", card.model), "the scorecard knows t2");
    ABSCOPE_TRY(card.name, document.text_or("name", card.model));
    const bool clinical = document.find("population") != nullptr;
    ABSCOPE_CHECK_OK(clinical ? read_clinic(document, card) : read_animals(document, card));
    ABSCOPE_CHECK_OK(read_rows(document, card));
    ABSCOPE_CHECK_OK(read_calibration(document, card.calibration));
    if (clinical) return card;
    ABSCOPE_TRY(const Node* cohort, document.member("cohort"));
    ABSCOPE_TRY(card.cohort, read_cohort(card, *cohort));
    return card;
}

}  // namespace abscope::scorecard
