// What became of every claim on windows, sequence, biomarkers and toxicity: a check that runs, a recorded conflict, or a recorded
// gap. Belongs to study; the claims stand in data/evidence/claims.toml.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace abscope::study {

enum class ClaimStatus { checked, conflict, gap };

struct ClaimCheck {
    std::string claim;    ///< id of the entry
    std::string domain;   ///< "window", "sequence", "biomarker", "toxicity"
    ClaimStatus status = ClaimStatus::gap;
    std::string how;      ///< what is checked; the conflict's id; what is missing
    std::function<bool()> holds;  ///< of a checked claim; empty otherwise
};

/// Every claim of the four domains, once.
const std::vector<ClaimCheck>& claim_checks();

struct ClaimCount {
    std::string domain;
    int checked = 0, failed = 0, conflicts = 0, gaps = 0;
};
/// Runs the checks and counts, by domain.
std::vector<ClaimCount> count_claims();

}  // namespace abscope::study
