// Hold, resume and stop of a checkpoint inhibitor after an immune-related event, as a state machine over organ, grade, steroid
// and time. Rules stand in data/toxicity_hold_rules.toml with their sources [@schneider2021; @brahmer2021]. Decision support:
// a clinician signs. Belongs to toxicity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.hpp"

namespace abscope::toxicity {

/// Daily dose in prednisone equivalent.
enum class SteroidLevel { none, up_to_10_mg, above_10_mg };

/// What a guideline says about the drug at one grade.
enum class HoldAdvice { proceed, consider_hold, hold, stop };
std::string_view advice_name(HoldAdvice advice);

enum class DrugClass { anti_pd1, anti_pdl1, anti_ctla4 };
std::string_view drug_class_name(DrugClass drug);

struct HoldRule {
    std::string organ;
    int lowest_grade = 1, highest_grade = 1;     ///< CTCAE 1 … 4
    HoldAdvice advice = HoldAdvice::hold;
    std::optional<HoldAdvice> other_advice;      ///< where guidelines disagree
    std::optional<HoldAdvice> ctla4_advice;      ///< where anti-CTLA-4 is treated differently
    int resume_grade = 1;                        ///< resume at this grade or below
    double least_hold_day = 0.0;                 ///< before this no resumption [d]
    std::string confirm;                         ///< what a clinician must confirm before resuming; may be empty
    bool steroid_free_rule = false;              ///< true: the usual limit of 10 mg a day is not asked for
    std::string steroid;                         ///< how the event is treated
    std::string source;
    bool source_read = false;                    ///< false: recalled, to be checked
};

class HoldRules {
  public:
    /// Every organ has exactly one rule for each grade 1 … 4.
    static Result<HoldRules> read(const Document& document);

    const std::vector<std::string>& organs() const { return organs_; }
    const std::vector<HoldRule>& rules() const { return rules_; }
    /// The rule of an organ at a grade 1 … 4. An organ without rules of its own gets the generic ones.
    const HoldRule& at(std::string_view organ, int grade) const;
    /// The stricter of what the sources say for this drug.
    HoldAdvice advice(std::string_view organ, int grade, DrugClass drug) const;

  private:
    std::vector<std::string> organs_;
    std::vector<HoldRule> rules_;
};

enum class DrugStatus { given, held, stopped };
std::string_view status_name(DrugStatus status);

/// What is known when a decision is asked for.
struct Observation {
    int grade = 0;                 ///< now, 0 … 4
    SteroidLevel steroid = SteroidLevel::none;
    bool confirmed = false;        ///< a clinician confirmed what the rule asks for
    double day = 0.0;              ///< of the course [d]
};

/// The state of one drug with respect to one event.
struct DrugState {
    DrugStatus status = DrugStatus::given;
    int worst_grade = 0;           ///< of the event so far
    double held_since_day = 0.0;   ///< [d]; meaningful while held
    double last_day = 0.0;         ///< of the last observation [d]
};

enum class DrugAction { proceed, hold, resume, stop };
std::string_view action_name(DrugAction action);

/// The state after an action, or why it is not allowed: no drug after a stop, no resumption from an unresolved event, on more
/// than 10 mg prednisone a day, before the least hold, or without the confirmation that the rule asks for; no proceeding where
/// the rule says hold or stop; no hold where it says stop; time does not run backwards.
Result<DrugState> act(const HoldRules& rules, std::string_view organ, DrugClass drug, const DrugState& state,
                      const Observation& seen, DrugAction action);

/// What the rules allow now, in the order proceed, hold, resume, stop. Stopping is always allowed.
std::vector<DrugAction> allowed(const HoldRules& rules, std::string_view organ, DrugClass drug, const DrugState& state,
                                const Observation& seen);

/// From when to when a drug is not given; `to_day` is infinite after a stop [d].
struct HoldInterval {
    double from_day = 0.0, to_day = 0.0;  ///< [d]
};

/// The administrations that remain of `planned_day` [d]: none inside a hold (from ≤ day < to). Dates are not moved: a missed
/// dose is missed, and the next planned date is the next dose.
std::vector<double> given_days(const std::vector<double>& planned_day, const std::vector<HoldInterval>& holds);

}  // namespace abscope::toxicity
