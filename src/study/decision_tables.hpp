// The tables of toxicity and evidence that travel with the program, opened and checked once. Belongs to study.
#pragma once

#include <vector>

#include "evidence/evidence.hpp"
#include "toxicity/hold_rules.hpp"
#include "toxicity/nodal_price.hpp"
#include "toxicity/ntcp_table.hpp"

namespace abscope::study {

const std::vector<toxicity::OrganModel>& organ_models();
const toxicity::HoldRules& hold_rules();
const std::vector<toxicity::NodalSource>& nodal_sources();
/// Claims, trials and cohorts.
const evidence::Evidence& evidence_entries();

}  // namespace abscope::study
