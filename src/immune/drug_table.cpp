// Reading of the drug table with the place of every mistake.
#include "immune/drug_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace abscope::immune {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

template <class Entry>
const Entry* find_in(const std::vector<Entry>& entries, std::string_view name) {
    const std::string wanted = lower(name);
    for (const auto& entry : entries) {
        if (entry.name == wanted) return &entry;
        if (std::find(entry.aliases.begin(), entry.aliases.end(), wanted) != entry.aliases.end()) return &entry;
    }
    return nullptr;
}

Result<std::vector<std::string>> read_aliases(const Node& table) {
    std::vector<std::string> aliases;
    const Node* list = table.find("aliases");
    if (list == nullptr) return aliases;
    for (const auto& item : list->items()) {
        ABSCOPE_TRY(const auto alias, item.as_text());
        aliases.push_back(lower(alias));
    }
    return aliases;
}

struct Field {
    const char* key;
    double AntibodyPk::* member;
    bool required, positive;
};
constexpr Field fields[] = {
    {"cl", &AntibodyPk::cl_l_per_day, true, true},
    {"v1", &AntibodyPk::v1_l, true, true},
    {"v2", &AntibodyPk::v2_l, true, true},
    {"q", &AntibodyPk::q_l_per_day, true, true},
    {"v3", &AntibodyPk::v3_l, false, true},
    {"q3", &AntibodyPk::q3_l_per_day, false, true},
    {"emax", &AntibodyPk::emax, false, false},
    {"t50", &AntibodyPk::t50_day, false, true},
    {"hill", &AntibodyPk::hill, false, true},
    {"vmax", &AntibodyPk::vmax_mg_per_day, false, true},
    {"km", &AntibodyPk::km_mg_per_l, false, true},
    {"weight", &AntibodyPk::weight_kg, true, true},
    {"weight_on_cl", &AntibodyPk::weight_on_cl, false, false},
    {"weight_on_v", &AntibodyPk::weight_on_v, false, false},
    {"albumin", &AntibodyPk::albumin_g_per_l, false, true},
    {"albumin_on_cl", &AntibodyPk::albumin_on_cl, false, false},
    {"female_on_cl", &AntibodyPk::female_on_cl, false, true},
    {"female_on_v", &AntibodyPk::female_on_v, false, true},
    {"nsclc_on_cl", &AntibodyPk::nsclc_on_cl, false, true},
    {"omega2_cl", &AntibodyPk::omega2_cl, false, false},
    {"omega2_v", &AntibodyPk::omega2_v, false, false},
    {"covariance", &AntibodyPk::covariance, false, false},
};

Result<AntibodyPk> read_antibody(const Node& table) {
    for (const auto& [key, node] : table.members()) {
        const bool known = std::any_of(std::begin(fields), std::end(fields), [&](const Field& f) { return key == f.key; });
        if (!known) return node.error(fmt::format("an antibody has no '{}'", key));
    }
    AntibodyPk pk;
    for (const auto& field : fields) {
        const Node* node = table.find(field.key);
        if (node == nullptr) {
            if (field.required) return table.error(fmt::format("'{}' is missing", field.key), "an antibody needs it");
            continue;
        }
        ABSCOPE_TRY(const double value, node->as_number());
        if (!std::isfinite(value) || (field.positive && value <= 0.0)) {
            return node->error(fmt::format("{} is {}", field.key, value), "it has to be a positive number");
        }
        pk.*field.member = value;
    }
    if (pk.omega2_cl < 0.0 || pk.omega2_v < 0.0 || pk.covariance * pk.covariance > pk.omega2_cl * pk.omega2_v) {
        return table.error("variances that no distribution has", "they cannot be negative, nor correlate by more than 1");
    }
    return pk;
}

Result<Drug> read_drug(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"name", "aliases", "agent", "source", "grade", "note", "volume", "amount_per_dose",
                                            "antibody"}));
    Drug drug;
    ABSCOPE_TRY(drug.name, table.text("name"));
    ABSCOPE_TRY(drug.aliases, read_aliases(table));
    ABSCOPE_TRY(const auto agent_text, table.text("agent"));
    const auto agent = find_agent(agent_text);
    if (!agent) return table.error(fmt::format("no agent '{}'", agent_text), "the immune models do not know it");
    drug.agent = *agent;
    ABSCOPE_TRY(drug.source, table.text("source"));
    ABSCOPE_TRY(drug.grade, table.text("grade"));
    ABSCOPE_TRY(drug.volume_l, table.number_or("volume", 0.0));
    ABSCOPE_TRY(drug.amount_per_dose, table.number_or("amount_per_dose", 0.0));
    if (const Node* antibody = table.find("antibody")) {
        ABSCOPE_TRY(drug.antibody, read_antibody(*antibody));
    }
    if (!drug.antibody && !(drug.volume_l > 0.0) && !(drug.amount_per_dose > 0.0)) {
        return table.error(fmt::format("'{}' has neither kinetics nor an amount", drug.name), "a dose could not be turned into a level");
    }
    return drug;
}

Result<ChemotherapyDrug> read_chemotherapy(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"name", "aliases", "tumour", "hypoxic", "lymphocytes", "myeloid", "source", "grade"}));
    ChemotherapyDrug drug;
    ABSCOPE_TRY(drug.name, table.text("name"));
    ABSCOPE_TRY(drug.aliases, read_aliases(table));
    ABSCOPE_TRY(drug.cycle.tumour_kill, table.number("tumour"));
    ABSCOPE_TRY(drug.cycle.hypoxic_kill, table.number("hypoxic"));
    ABSCOPE_TRY(drug.cycle.lymphocyte_kill, table.number("lymphocytes"));
    ABSCOPE_TRY(drug.cycle.myeloid_kill, table.number("myeloid"));
    ABSCOPE_TRY(drug.source, table.text("source"));
    ABSCOPE_TRY(drug.grade, table.text("grade"));
    for (const double kill : {drug.cycle.tumour_kill, drug.cycle.hypoxic_kill, drug.cycle.lymphocyte_kill, drug.cycle.myeloid_kill}) {
        if (!(kill >= 0.0) || !std::isfinite(kill)) return table.error("a kill that is negative or infinite", "it is -ln of a surviving share");
    }
    return drug;
}

}  // namespace

const Drug* DrugTable::find(std::string_view name) const { return find_in(drugs, name); }

const ChemotherapyDrug* DrugTable::find_chemotherapy(std::string_view name) const { return find_in(chemotherapy, name); }

Result<DrugTable> read_drug_table(const Document& document) {
    DrugTable table;
    if (const Node* list = document.find("drug")) {
        for (const auto& item : list->items()) {
            ABSCOPE_TRY(auto drug, read_drug(item));
            table.drugs.push_back(std::move(drug));
        }
    }
    if (const Node* list = document.find("chemotherapy")) {
        for (const auto& item : list->items()) {
            ABSCOPE_TRY(auto drug, read_chemotherapy(item));
            table.chemotherapy.push_back(std::move(drug));
        }
    }
    return table;
}

}  // namespace abscope::immune
