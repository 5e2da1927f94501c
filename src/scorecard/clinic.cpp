// Reading of clinical arms.
#include "scorecard/clinic.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "twin/immune_model.hpp"

namespace abscope::scorecard {

namespace {

using twin::Scenario;

Result<Population> read_population(const Node& node) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"patients", "seed", "step_day", "tolerance"}));
    Population out;
    ABSCOPE_TRY(const auto patients, node.integer("patients"));
    ABSCOPE_TRY(const auto seed, node.integer_or("seed", 1));
    ABSCOPE_TRY(out.step_day, node.number_or("step_day", out.step_day));
    ABSCOPE_TRY(out.tolerance, node.number_or("tolerance", out.tolerance));
    if (patients < 2 || patients > 100000 || seed < 0) return node.error(fmt::format("{} patients", patients), "2 to 100000 are possible");
    if (!(out.step_day > 0.0) || !(out.tolerance > 0.0 && out.tolerance < 0.1)) return node.error("a step or tolerance that is not plausible");
    out.patients = static_cast<int>(patients);
    out.seed = static_cast<std::uint64_t>(seed);
    return out;
}

// Each lesion drains to a node of its own.
Result<void> read_lesions(const Node& node, Scenario& scenario) {
    ABSCOPE_TRY(const Node* list, node.member("lesions"));
    for (const auto& item : list->items()) {
        ABSCOPE_CHECK_OK(item.only_known_keys({"name", "site", "volume_cc"}));
        twin::ScenarioLesion lesion;
        ABSCOPE_TRY(lesion.name, item.text("name"));
        ABSCOPE_TRY(lesion.site, item.text_or("site", ""));
        ABSCOPE_TRY(lesion.volume_cc, item.number("volume_cc"));
        if (!(lesion.volume_cc > 0.0)) return item.error("a lesion of no volume");
        lesion.node = static_cast<int>(scenario.nodes.size());
        scenario.nodes.push_back("node of " + lesion.name);
        scenario.lesions.push_back(std::move(lesion));
    }
    return {};
}

Result<std::vector<double>> days_of(const Node& node) {
    std::vector<double> days;
    if (const Node* list = node.find("days")) {
        for (const auto& item : list->items()) {
            ABSCOPE_TRY(const double day, item.as_number());
            days.push_back(day);
        }
        return days;
    }
    // Five fractions a week from the first day on.
    ABSCOPE_TRY(const auto fractions, node.integer("fractions"));
    ABSCOPE_TRY(const double first, node.number_or("first_day", 0.0));
    for (std::int64_t n = 0; n < fractions; ++n) days.push_back(first + static_cast<double>(n + 2 * (n / 5)));
    return days;
}

Result<void> read_radiotherapy(const Node& node, Scenario& scenario) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"gy", "lesion", "node_gy", "days", "fractions", "first_day"}));
    ABSCOPE_TRY(const double gy, node.number("gy"));
    ABSCOPE_TRY(const double node_gy, node.number_or("node_gy", 0.0));
    ABSCOPE_TRY(const auto lesion, node.integer_or("lesion", 0));
    ABSCOPE_TRY(const auto days, days_of(node));
    if (lesion < 0 || static_cast<std::size_t>(lesion) >= scenario.lesions.size()) return node.error(fmt::format("no lesion {}", lesion));
    twin::BlockDose dose;
    dose.node_gy.assign(scenario.nodes.size(), 0.0);
    for (std::size_t i = 0; i < scenario.lesions.size(); ++i) {
        const bool hit = static_cast<std::size_t>(lesion) == i;
        scenario.lesions[i].irradiated |= hit;
        dose.lesions.push_back({{1.0}, {hit ? gy : 0.0}, {}});
        if (hit) dose.node_gy[i] = node_gy;
    }
    for (const double day : days) scenario.fractions.push_back({day, scenario.blocks.size(), 1.0});
    scenario.blocks.push_back(std::move(dose));
    return {};
}

Result<void> read_drug(const Node& node, Scenario& scenario) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"drug", "mg", "first_day", "every_day", "doses"}));
    ABSCOPE_TRY(const auto drug, node.text("drug"));
    ABSCOPE_TRY(const double mg, node.number("mg"));
    ABSCOPE_TRY(const double first, node.number_or("first_day", 0.0));
    ABSCOPE_TRY(const double every, node.number("every_day"));
    ABSCOPE_TRY(const auto doses, node.integer("doses"));
    if (twin::human_model().drugs.find(drug) == nullptr) return node.error(fmt::format("no drug '{}'", drug), "data/drugs.toml has none of that name");
    for (std::int64_t i = 0; i < doses; ++i) scenario.drugs.push_back({first + static_cast<double>(i) * every, drug, mg, false});
    return {};
}

// Parameters that an arm or its setting replaces in every patient.
Result<void> read_everywhere(const Node& node, Arm& arm) {
    const Node* table = node.find("everywhere");
    if (!table) return {};
    immune::t2::Parameters known;
    for (const auto& [name, value] : table->members()) {
        if (!immune::t2::find_parameter(known, name)) return value.error(fmt::format("model T2 has no parameter '{}'", name));
        ABSCOPE_TRY(const double number, value.as_number());
        arm.special.emplace_back(name, number);
    }
    return {};
}

Result<const Node*> setting_of(const Document& document, const Node& arm) {
    ABSCOPE_TRY(const auto name, arm.text("setting"));
    ABSCOPE_TRY(const Node* settings, document.member("settings"));
    for (const auto& setting : settings->items()) {
        ABSCOPE_TRY(const auto its, setting.text("name"));
        if (its == name) return &setting;
    }
    return arm.error(fmt::format("no setting '{}'", name), "an arm is given in a setting of the same file");
}

Result<Arm> read_clinical_arm(const Document& document, const Node& node) {
    ABSCOPE_CHECK_OK(node.only_known_keys({"name", "setting", "radiotherapy", "drugs", "tumour", "everywhere", "until_day"}));
    Arm arm;
    ABSCOPE_TRY(arm.name, node.text("name"));
    ABSCOPE_TRY(arm.tumour, node.text_or("tumour", ""));
    ABSCOPE_TRY(arm.until_day, node.number("until_day"));
    ABSCOPE_TRY(const Node* setting, setting_of(document, node));
    ABSCOPE_CHECK_OK(setting->only_known_keys({"name", "lesions", "everywhere"}));
    Scenario scenario;
    scenario.name = arm.name;
    scenario.horizon_day = arm.until_day;
    ABSCOPE_CHECK_OK(read_lesions(*setting, scenario));
    if (const Node* list = node.find("radiotherapy")) {
        for (const auto& item : list->items()) ABSCOPE_CHECK_OK(read_radiotherapy(item, scenario));
    }
    std::stable_sort(scenario.fractions.begin(), scenario.fractions.end(), [](const auto& a, const auto& b) { return a.t_day < b.t_day; });
    if (const Node* list = node.find("drugs")) {
        for (const auto& item : list->items()) ABSCOPE_CHECK_OK(read_drug(item, scenario));
    }
    for (auto& lesion : scenario.lesions) lesion.tumour = arm.tumour;
    const auto types = twin::tumour_types(twin::human_model());
    if (!arm.tumour.empty() && std::find(types.begin(), types.end(), arm.tumour) == types.end()) {
        return node.error(fmt::format("no tumour type '{}'", arm.tumour), fmt::format("there are {}", fmt::join(types, ", ")));
    }
    ABSCOPE_CHECK_OK(read_everywhere(*setting, arm));
    ABSCOPE_CHECK_OK(read_everywhere(node, arm));
    arm.scenario = std::move(scenario);
    return arm;
}

}  // namespace

Result<void> read_clinic(const Document& document, Card& card) {
    ABSCOPE_TRY(const Node* population, document.member("population"));
    ABSCOPE_TRY(card.population, read_population(*population));
    ABSCOPE_TRY(const Node* arms, document.member("arms"));
    for (const auto& item : arms->items()) {
        ABSCOPE_TRY(auto arm, read_clinical_arm(document, item));
        card.arms.push_back(std::move(arm));
    }
    return {};
}

Result<void> read_question(const Card& card, const Node& node, Row& row) {
    if (!card.population || !is_clinical(row.measure)) {
        return node.error(fmt::format("row {} asks for what its card does not have", row.id),
                          "clinical measures need [population], and a card with one has no others");
    }
    if (row.over.size() != 1 || row.under.size() > 1) return node.error("a clinical row has one arm in 'over' and at most one in 'under'");
    ABSCOPE_TRY(row.question.from_day, node.number_or("from_day", 0.0));
    ABSCOPE_TRY(row.question.at_day, node.number_or("at_day", 0.0));
    ABSCOPE_TRY(const auto lesion, node.integer_or("lesion", -1));
    ABSCOPE_TRY(row.question.split, node.number_or("split", 0.0));
    row.question.lesion = static_cast<int>(lesion);
    for (const auto* side : {&row.over, &row.under}) {
        for (const int at : *side) {
            const Arm& arm = card.arms[static_cast<std::size_t>(at)];
            const auto lesions = static_cast<std::int64_t>(arm.scenario->lesions.size());
            if (lesion >= lesions) return node.error(fmt::format("arm '{}' has no lesion {}", arm.name, lesion));
            if (row.question.at_day > arm.until_day) return node.error(fmt::format("arm '{}' ends on day {}", arm.name, arm.until_day));
        }
    }
    const bool of_lesion = row.measure == Measure::lesion_response || row.measure == Measure::lesion_failure ||
                           row.measure == Measure::myeloid_share || row.measure == Measure::doubling_day;
    if (of_lesion && lesion < 0) return node.error(fmt::format("row {} names no lesion", row.id), "its measure is of one lesion");
    return {};
}

}  // namespace abscope::scorecard
