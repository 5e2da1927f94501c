// Evidence as JSON. Belongs to study.
#include "study/evidence_output.hpp"

#include "study/claim_checks.hpp"
#include "study/decision_tables.hpp"
#include "study/references.hpp"

namespace abscope::study {

using io::JsonValue;

namespace {

const char* status_name(const ClaimCheck& check) {
    if (check.status == ClaimStatus::conflict) return "conflict";
    if (check.status == ClaimStatus::gap) return "gap";
    return check.holds() ? "holds" : "fails";
}

JsonValue text_or_null(const std::string& text) { return text.empty() ? JsonValue() : JsonValue(text); }

}  // namespace

std::vector<std::string> references_of(const std::string& source) {
    std::vector<std::string> lines;
    for (const auto& key : keys_in(source)) lines.push_back(find_reference(key)->text);
    return lines;
}

JsonValue entry_json(const evidence::Entry& entry) {
    auto conflicts = JsonValue::array();
    for (const auto* conflict : evidence::conflicts_of(conflict_ledger(), entry.id)) conflicts.push(conflict->id);
    return JsonValue::object({{"id", entry.id},
                              {"kind", evidence::kind_name(entry.kind)},
                              {"text", entry.text},
                              {"section", text_or_null(entry.section)},
                              {"source", entry.source},
                              {"references", JsonValue::array(references_of(entry.source))},
                              {"registry", text_or_null(entry.registry)},
                              {"ocebm_level", text_or_null(entry.level)},
                              {"flag", text_or_null(entry.flag)},
                              {"note", text_or_null(entry.note)},
                              {"conflicts", std::move(conflicts)}});
}

JsonValue conflict_json(const evidence::LedgerConflict& conflict) {
    auto sides = JsonValue::array();
    for (const auto& side : conflict.sides)
        sides.push(JsonValue::object({{"says", side.says}, {"recommends", side.recommends}, {"sources", JsonValue::array(side.sources)}}));
    return JsonValue::object({{"id", conflict.id}, {"topic", conflict.topic}, {"question", conflict.question}, {"sides", std::move(sides)}, {"widens", conflict.widens}});
}

JsonValue coverage_json() {
    auto claims = JsonValue::array(), counts = JsonValue::array();
    for (const auto& check : claim_checks())
        claims.push(JsonValue::object({{"claim", check.claim}, {"domain", check.domain}, {"status", status_name(check)}, {"how", check.how}}));
    for (const auto& count : count_claims())
        counts.push(JsonValue::object({{"domain", count.domain}, {"holds", count.checked}, {"fails", count.failed}, {"conflicts", count.conflicts}, {"gaps", count.gaps}}));
    return JsonValue::object({{"counts", std::move(counts)}, {"claims", std::move(claims)}});
}

}  // namespace abscope::study
