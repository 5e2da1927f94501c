// A hold on a drug, in the twin: the administrations that the hold/resume machine [@schneider2021] lets through. Belongs to schedule.
#pragma once

#include <string>
#include <vector>

#include "toxicity/hold_rules.hpp"
#include "twin/scenario.hpp"

namespace abscope::schedule {

/// Takes the administrations of `drug` inside the holds off the scenario; dates of the others do not move. Returns how many went.
int apply_holds(twin::Scenario& scenario, const std::string& drug, const std::vector<toxicity::HoldInterval>& holds);

/// What happened to a patient under a drug: observations in the order of time, and what was done about each.
struct DatedDecision {
    toxicity::Observation seen;
    toxicity::DrugAction action = toxicity::DrugAction::proceed;
};

/// The holds that a sequence of decisions makes; the first decision that the rules do not allow is the error.
Result<std::vector<toxicity::HoldInterval>> holds_of(const toxicity::HoldRules& rules, const std::string& organ, toxicity::DrugClass drug,
                                                     const std::vector<DatedDecision>& decisions);

}  // namespace abscope::schedule
