// The immune model that the twin runs: its parameter set and the drugs it knows, as they travel with the program.
#pragma once

#include <string>
#include <vector>

#include "immune/drug_table.hpp"
#include "immune/models/t2/parameters.hpp"

namespace abscope::twin {

struct ImmuneModel {
    immune::t2::ParameterSet parameters;
    immune::DrugTable drugs;
};

/// The human set (src/immune/models/t2/human.toml) and the drug table (data/drugs.toml).
const ImmuneModel& human_model();

/// Tumour types that the model knows, each with a growth rate of its own: "nsclc", "melanoma", …
std::vector<std::string> tumour_types(const ImmuneModel& model);

}  // namespace abscope::twin
