// The tables of toxicity and evidence that travel with the program, opened and checked once. Belongs to study.
#pragma once

#include <vector>

#include "evidence/conflicts.hpp"
#include "evidence/evidence.hpp"
#include "schedule/limits.hpp"
#include "schedule/sequence_rules.hpp"
#include "toxicity/base_rates.hpp"
#include "toxicity/hold_rules.hpp"
#include "toxicity/nodal_price.hpp"
#include "toxicity/ntcp_table.hpp"
#include "toxicity/onset.hpp"

namespace abscope::study {

const std::vector<toxicity::OrganModel>& organ_models();
const toxicity::HoldRules& hold_rules();
const std::vector<toxicity::NodalSource>& nodal_sources();
const std::vector<toxicity::BaseRate>& base_rates();
const toxicity::OnsetTable& onset_table();
const std::vector<schedule::SequenceRule>& sequence_rules();
const schedule::Limits& schedule_limits();
/// Claims and trials.
const evidence::Evidence& evidence_entries();
const std::vector<evidence::LedgerConflict>& conflict_ledger();

}  // namespace abscope::study
