// abscope evidence: entries, conflicts, and what became of every claim.
#include <fmt/format.h>

#include "app/cli/table.hpp"
#include "app/cli/verbs.hpp"
#include "study/claim_checks.hpp"
#include "study/decision_tables.hpp"
#include "study/evidence_output.hpp"

namespace abscope::app {

namespace {

using evidence::Entry;

std::string entry_text(const Entry& entry, bool style, int width) {
    std::string out = bold(entry.id, style) + fmt::format("  {}{}\n", evidence::kind_name(entry.kind), entry.level.empty() ? "" : ", OCEBM " + entry.level);
    out += wrapped(entry.text, width, 2);
    if (!entry.section.empty()) out += wrapped("review, section: " + entry.section, width, 2);
    if (!entry.registry.empty()) out += "  registry: " + entry.registry + "\n";
    for (const auto& line : study::references_of(entry.source)) out += wrapped(line, width, 2);
    if (!entry.flag.empty()) out += wrapped("flag: " + entry.flag, width, 2);
    if (!entry.note.empty()) out += wrapped("note: " + entry.note, width, 2);
    for (const auto* conflict : evidence::conflicts_of(study::conflict_ledger(), entry.id)) out += wrapped("in conflict: " + conflict->id + ": " + conflict->question, width, 2);
    return out;
}

std::string conflict_text(const evidence::LedgerConflict& conflict, bool style, int width) {
    std::string out = bold(conflict.id, style) + "\n" + wrapped(conflict.question, width, 2);
    for (const auto& side : conflict.sides)
        out += wrapped(fmt::format("· {}: {} [{}]", side.says, side.recommends, fmt::join(side.sources, ", ")), width, 4);
    return out + wrapped("→ " + conflict.widens, width, 4) + "\n";
}

std::string coverage_text(bool style) {
    using enum Table::Align;
    Table counts({{"domain"}, {"holds", right}, {"fails", right}, {"conflict", right}, {"gap", right}});
    for (const auto& c : study::count_claims())
        counts.row({c.domain, fmt::format("{}", c.checked), fmt::format("{}", c.failed), fmt::format("{}", c.conflicts), fmt::format("{}", c.gaps)});
    Table claims({{"claim"}, {"status"}, {"how"}});
    for (const auto& check : study::claim_checks())
        claims.row({check.claim, check.status == study::ClaimStatus::conflict ? "conflict" : check.status == study::ClaimStatus::gap ? "gap" : check.holds() ? "holds" : "fails", check.how});
    return counts.text(style) + "\n" + claims.text(style);
}

Result<void> query(const EvidenceOptions& options, const GlobalOptions& global, const Terminal& terminal, bool style) {
    if (options.query.empty()) return bad_usage("nothing to look for", "", "write for example: abscope evidence query durvalumab");
    const auto found = study::evidence_entries().search(options.query);
    auto list = io::JsonValue::array();
    std::string text;
    for (const auto* entry : found) {
        list.push(study::entry_json(*entry));
        text += wrapped(fmt::format("{}{}: {}", entry->id, entry->level.empty() ? "" : " (OCEBM " + entry->level + ")", entry->text), terminal.width(), 2);
    }
    if (found.empty()) text = "  no entry contains '" + options.query + "'\n";
    const auto document = io::JsonValue::object({{"schema", "abscope.evidence/1"}, {"query", options.query}, {"entries", std::move(list)}});
    (void)style;
    return deliver({text, document.text() + "\n", ""}, global, terminal);
}

Result<void> show(const EvidenceOptions& options, const GlobalOptions& global, const Terminal& terminal, bool style) {
    const auto* entry = study::evidence_entries().find(options.query);
    if (entry == nullptr) {
        std::vector<std::string_view> ids;
        for (const auto& known : study::evidence_entries().entries()) ids.push_back(known.id);
        const auto near = nearest_word(options.query, ids);
        return bad_input("'" + options.query + "' is not an evidence id", "", near ? "did you mean '" + *near + "'?" : "look for words with `abscope evidence query`");
    }
    auto document = io::JsonValue::object({{"schema", "abscope.evidence/1"}});
    document.append_members(study::entry_json(*entry));
    return deliver({entry_text(*entry, style, terminal.width()), document.text() + "\n", ""}, global, terminal);
}

}  // namespace

Result<void> run_evidence(const EvidenceOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    const bool style = terminal.has_style() && global.out.empty();
    if (options.action == "query") return query(options, global, terminal, style);
    if (options.action == "show") return show(options, global, terminal, style);
    auto document = io::JsonValue::object({{"schema", "abscope.evidence/1"}});
    if (options.action == "coverage") {
        document.append_members(study::coverage_json());
        return deliver({coverage_text(style), document.text() + "\n", ""}, global, terminal);
    }
    auto list = io::JsonValue::array();
    std::string text;
    for (const auto& conflict : study::conflict_ledger()) {
        list.push(study::conflict_json(conflict));
        text += conflict_text(conflict, style, terminal.width());
    }
    document.add("conflicts", std::move(list));
    return deliver({text, document.text() + "\n", ""}, global, terminal);
}

}  // namespace abscope::app
