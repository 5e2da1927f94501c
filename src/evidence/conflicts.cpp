// Reading the conflict ledger. Belongs to evidence.
#include "evidence/conflicts.hpp"

#include <algorithm>

namespace abscope::evidence {

namespace {

Result<ConflictSide> read_side(const Node& table, const Evidence& evidence) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"says", "recommends", "sources"}));
    ConflictSide side;
    ABSCOPE_TRY(side.says, table.text("says"));
    ABSCOPE_TRY(side.recommends, table.text("recommends"));
    ABSCOPE_TRY(const auto* sources, table.member("sources"));
    for (const auto& item : sources->items()) {
        ABSCOPE_TRY(auto id, item.as_text());
        if (evidence.find(id) == nullptr) return item.error("'" + id + "' is not an evidence entry", "every side must be traceable");
        side.sources.push_back(std::move(id));
    }
    if (side.sources.empty()) return table.error("a side without a source", "every side must be traceable");
    return side;
}

Result<LedgerConflict> read_conflict(const Node& table, const Evidence& evidence) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"id", "topic", "question", "widens", "side"}));
    LedgerConflict conflict;
    ABSCOPE_TRY(conflict.id, table.text("id"));
    ABSCOPE_TRY(conflict.topic, table.text("topic"));
    ABSCOPE_TRY(conflict.question, table.text("question"));
    ABSCOPE_TRY(conflict.widens, table.text("widens"));
    ABSCOPE_TRY(const auto* sides, table.member("side"));
    for (const auto& item : sides->items()) {
        ABSCOPE_TRY(auto side, read_side(item, evidence));
        conflict.sides.push_back(std::move(side));
    }
    if (conflict.sides.size() < 2) return table.error("'" + conflict.id + "' has fewer than two sides", "then it is no conflict");
    return conflict;
}

}  // namespace

Result<std::vector<LedgerConflict>> read_conflicts(const Document& document, const Evidence& evidence) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"schema", "conflict"}));
    ABSCOPE_TRY(const auto* tables, document.member("conflict"));
    std::vector<LedgerConflict> ledger;
    for (const auto& table : tables->items()) {
        ABSCOPE_TRY(auto conflict, read_conflict(table, evidence));
        for (const auto& other : ledger)
            if (other.id == conflict.id) return table.error("'" + conflict.id + "' stands twice");
        ledger.push_back(std::move(conflict));
    }
    return ledger;
}

std::vector<const LedgerConflict*> conflicts_of(const std::vector<LedgerConflict>& ledger, std::string_view entry) {
    std::vector<const LedgerConflict*> found;
    for (const auto& conflict : ledger)
        if (std::any_of(conflict.sides.begin(), conflict.sides.end(), [&](const ConflictSide& side) {
                return std::find(side.sources.begin(), side.sources.end(), entry) != side.sources.end();
            }))
            found.push_back(&conflict);
    return found;
}

}  // namespace abscope::evidence
