// From decisions to a drug's timeline. Belongs to schedule.
#include "schedule/holds.hpp"

#include <limits>

namespace abscope::schedule {

int apply_holds(twin::Scenario& scenario, const std::string& drug, const std::vector<toxicity::HoldInterval>& holds) {
    return static_cast<int>(std::erase_if(scenario.drugs, [&](const twin::ScenarioDrug& given) {
        return given.drug == drug && toxicity::given_days({given.t_day}, holds).empty();
    }));
}

Result<std::vector<toxicity::HoldInterval>> holds_of(const toxicity::HoldRules& rules, const std::string& organ, toxicity::DrugClass drug,
                                                     const std::vector<DatedDecision>& decisions) {
    std::vector<toxicity::HoldInterval> holds;
    toxicity::DrugState state;
    constexpr double open = std::numeric_limits<double>::infinity();
    for (const auto& decision : decisions) {
        ABSCOPE_TRY(const auto next, toxicity::act(rules, organ, drug, state, decision.seen, decision.action));
        const bool was_given = state.status == toxicity::DrugStatus::given, is_given = next.status == toxicity::DrugStatus::given;
        if (was_given && !is_given) holds.push_back({decision.seen.day, open});
        if (!was_given && is_given) holds.back().to_day = decision.seen.day;
        state = next;
    }
    return holds;
}

}  // namespace abscope::schedule
