// The transitions of the hold/resume machine, and what a hold does to a drug's timeline. Belongs to toxicity.
#include <algorithm>
#include <array>

#include "core/contract.hpp"
#include "toxicity/hold_rules.hpp"

namespace abscope::toxicity {

namespace {

Error refuse(DrugAction action, const std::string& why, const std::string& suggestion) {
    return bad_input("'" + std::string(action_name(action)) + "' is not allowed", why, suggestion);
}

/// Advice at the worst grade of the event: what resuming is judged by.
HoldAdvice worst_advice(const HoldRules& rules, std::string_view organ, DrugClass drug, int worst) {
    return rules.advice(organ, worst, drug);
}

Result<void> check_resume(const HoldRules& rules, std::string_view organ, const DrugState& state, const Observation& seen) {
    constexpr auto resume = DrugAction::resume;
    if (state.status == DrugStatus::given) return refuse(resume, "the drug is not held", "proceed");
    const auto& rule = rules.at(organ, std::max(state.worst_grade, 1));
    if (seen.grade > rule.resume_grade)
        return refuse(resume, "grade " + std::to_string(seen.grade) + " is above the rule's " + std::to_string(rule.resume_grade), "hold on");
    if (seen.steroid == SteroidLevel::above_10_mg && !rule.steroid_free_rule)
        return refuse(resume, "more than 10 mg prednisone a day", "finish the taper first");
    if (seen.day - state.held_since_day < rule.least_hold_day)
        return refuse(resume, "the least hold is not over", "wait until day " + std::to_string(static_cast<int>(state.held_since_day + rule.least_hold_day)));
    if (!rule.confirm.empty() && !seen.confirmed) return refuse(resume, "not confirmed: " + rule.confirm, "ask the clinician in charge");
    return {};
}

Result<void> check(const HoldRules& rules, std::string_view organ, DrugClass drug, const DrugState& state, const Observation& seen,
                   DrugAction action) {
    if (action == DrugAction::stop) return {};
    if (state.status == DrugStatus::stopped) return refuse(action, "the drug was stopped for good", "choose another treatment");
    const int worst = std::max(state.worst_grade, seen.grade);
    if (worst_advice(rules, organ, drug, worst) == HoldAdvice::stop)
        return refuse(action, "grade " + std::to_string(worst) + " of " + std::string(organ) + " asks for a permanent stop", "stop");
    if (action == DrugAction::resume) return check_resume(rules, organ, {state.status, worst, state.held_since_day, state.last_day}, seen);
    if (action == DrugAction::proceed) {
        if (state.status == DrugStatus::held) return refuse(action, "the drug is held", "resume, if the rule allows it");
        if (rules.advice(organ, seen.grade, drug) >= HoldAdvice::hold) return refuse(action, "the rule asks for a hold", "hold");
        return {};
    }
    if (state.status == DrugStatus::given && seen.grade == 0) return refuse(action, "there is no event", "proceed");
    return {};
}

}  // namespace

std::string_view status_name(DrugStatus status) {
    static constexpr std::array<std::string_view, 3> names{"given", "held", "stopped"};
    return names[static_cast<std::size_t>(status)];
}

std::string_view action_name(DrugAction action) {
    static constexpr std::array<std::string_view, 4> names{"proceed", "hold", "resume", "stop"};
    return names[static_cast<std::size_t>(action)];
}

Result<DrugState> act(const HoldRules& rules, std::string_view organ, DrugClass drug, const DrugState& state,
                      const Observation& seen, DrugAction action) {
    if (seen.grade < 0 || seen.grade > 4) return bad_input("grade " + std::to_string(seen.grade), "CTCAE grades here are 0 to 4", "");
    if (seen.day < state.last_day) return bad_input("the observation is older than the last one", "time does not run backwards", "");
    ABSCOPE_CHECK_OK(check(rules, organ, drug, state, seen, action));
    DrugState next = state;
    next.worst_grade = std::max(state.worst_grade, seen.grade);
    next.last_day = seen.day;
    switch (action) {
        case DrugAction::proceed: break;
        case DrugAction::hold:
            if (state.status == DrugStatus::given) next.held_since_day = seen.day;
            next.status = DrugStatus::held;
            break;
        case DrugAction::resume:
            next.status = DrugStatus::given;
            next.worst_grade = seen.grade;  // the event is over; a new one is judged anew
            break;
        case DrugAction::stop: next.status = DrugStatus::stopped; break;
    }
    return next;
}

std::vector<DrugAction> allowed(const HoldRules& rules, std::string_view organ, DrugClass drug, const DrugState& state,
                                const Observation& seen) {
    std::vector<DrugAction> out;
    for (const auto action : {DrugAction::proceed, DrugAction::hold, DrugAction::resume, DrugAction::stop})
        if (act(rules, organ, drug, state, seen, action).ok()) out.push_back(action);
    return out;
}

std::vector<double> given_days(const std::vector<double>& planned_day, const std::vector<HoldInterval>& holds) {
    std::vector<double> out;
    for (const double day : planned_day)
        if (std::none_of(holds.begin(), holds.end(), [&](const HoldInterval& h) { return h.from_day <= day && day < h.to_day; }))
            out.push_back(day);
    return out;
}

}  // namespace abscope::toxicity
