// The search of a case: reference, Pareto set, alternatives with gain, cost and confidence, and what would change the answer. Every
// number of the result comes from a fresh simulation with more patients than the search used. Belongs to schedule.
#pragma once

#include <string>
#include <vector>

#include "core/progress.hpp"
#include "schedule/case_space.hpp"
#include "schedule/evaluation.hpp"
#include "schedule/search.hpp"
#include "toxicity/nodal_price.hpp"

namespace abscope::schedule {

struct CaseSearchOptions {
    int search_patients = 24;
    int final_patients = 128;
    int budget = 900;           ///< candidates simulated in the search, at most
    int most_alternatives = 5;
    std::uint64_t seed = 1;
};

/// A candidate, simulated anew under both sides of every contested rule.
struct Alternative {
    std::string why;                       ///< what it is best at
    Candidate candidate;
    Evaluation evaluation;                 ///< base variant
    StructuralGain gain;                   ///< control of all lesions − reference
    StructuralGain gain_irradiated, gain_other;  ///< NaN where the case has no such lesions
    double extra_toxicity_low = 0.0, extra_toxicity_high = 0.0;  ///< worst organ − reference's, over models [-]
    std::vector<SequenceVerdict> verdicts; ///< of the rule layer
    std::vector<toxicity::NodalPrice> node_price;  ///< where it spares a node; empty with `node_spared`: no source for the site
};

/// How far one unknown moves the gain of the first alternative.
struct TornadoLine {
    std::string unknown;
    double gain_low = 0.0, gain_high = 0.0;  ///< with the unknown at its 5 and 95 %, or at its two readings [-]
    double span() const;
};

struct CaseSearchResult {
    Space space;
    Candidate reference;
    Evaluation reference_evaluation;
    std::vector<SequenceVerdict> reference_verdicts;
    std::vector<Alternative> alternatives;
    std::vector<std::pair<Candidate, Evaluation>> pareto;  ///< of all candidates that the search looked at, search patients
    std::vector<TornadoLine> tornado;
    std::vector<std::string> variants;                     ///< ids of the structural variants
    int evaluations = 0;
    double grid_size = 0.0;                                ///< candidates that the space holds
};

struct SearchTables {
    Judges judges;
    const std::vector<SequenceRule>* sequence = nullptr;
    const std::vector<toxicity::NodalSource>* nodal = nullptr;
};

/// Compares with `fixed.reference`.
CaseSearchResult search_case(const SearchCase& fixed, const twin::ImmuneModel& model, const SearchTables& tables, const CaseSearchOptions& options,
                             const ProgressSink& progress = {});

}  // namespace abscope::schedule
