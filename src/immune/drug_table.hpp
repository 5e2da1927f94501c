// The drugs that a case file may name: what each one is to the immune models, its pharmacokinetics, and what a cycle of a
// chemotherapy kills. Read from data/drugs.toml. Belongs to immune.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.hpp"
#include "immune/agent.hpp"
#include "immune/antibody_pk.hpp"
#include "immune/regimen.hpp"

namespace abscope::immune {

struct Drug {
    std::string name;
    std::vector<std::string> aliases;
    Agent agent = Agent::anti_pd1;
    std::optional<AntibodyPk> antibody;
    double volume_l = 0.0;        ///< of drugs without an antibody's kinetics: the rise is dose over it [L]
    double amount_per_dose = 0.0; ///< of vaccines and cells: what one administration adds, whatever its dose [of the agent]
    std::string source, grade;
};

struct ChemotherapyDrug {
    std::string name;
    std::vector<std::string> aliases;
    Chemotherapy cycle;
    std::string source, grade;
};

struct DrugTable {
    std::vector<Drug> drugs;
    std::vector<ChemotherapyDrug> chemotherapy;

    /// By name or alias, letters of any case; nullptr: not known.
    const Drug* find(std::string_view name) const;
    const ChemotherapyDrug* find_chemotherapy(std::string_view name) const;
};

/// Reads [[drug]] and [[chemotherapy]] tables.
Result<DrugTable> read_drug_table(const Document& document);

}  // namespace abscope::immune
