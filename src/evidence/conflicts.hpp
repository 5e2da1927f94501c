// The conflict ledger: claims that cannot both hold, what each side recommends, and how the disagreement widens what the
// program says. Values stand in data/evidence/conflicts.toml. Belongs to evidence.
#pragma once

#include <string>
#include <vector>

#include "core/document.hpp"
#include "evidence/evidence.hpp"

namespace abscope::evidence {

struct ConflictSide {
    std::string says, recommends;
    std::vector<std::string> sources;  ///< ids of entries
};

struct LedgerConflict {
    std::string id, topic, question;
    std::string widens;               ///< what the program does about it: it widens, it never chooses
    std::vector<ConflictSide> sides;  ///< two or more
};

/// Every conflict once, with two sides or more, each with a source that exists in `evidence`.
Result<std::vector<LedgerConflict>> read_conflicts(const Document& document, const Evidence& evidence);

/// Conflicts in which an entry takes a side.
std::vector<const LedgerConflict*> conflicts_of(const std::vector<LedgerConflict>& ledger, std::string_view entry);

}  // namespace abscope::evidence
