// The NTCP models that travel with the program, by organ. Models [@lyman1985]; values stand in data/toxicity_ntcp.toml. Belongs to toxicity.
#pragma once

#include <string>
#include <vector>

#include "core/document.hpp"
#include "patient/organ_role.hpp"
#include "toxicity/ntcp.hpp"

namespace abscope::toxicity {

struct OrganModel {
    std::string id;
    patient::OrganRole organ = patient::OrganRole::none;
    std::string endpoint;
    NtcpModel model;
    double alpha_beta_gy = 3.0;  ///< of the organ [Gy]
    std::string source, range;
    bool source_read = false;    ///< false: recalled, to be checked against the paper
};

/// Every model once; parameters finite and positive where they divide.
Result<std::vector<OrganModel>> read_organ_models(const Document& document);

}  // namespace abscope::toxicity
