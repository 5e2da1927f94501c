// Every claim of the four domains has a check that holds, a recorded conflict or a recorded gap; levels and ledger.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "io/json.hpp"
#include "support/files.hpp"
#include "study/claim_checks.hpp"
#include "study/decision_tables.hpp"
#include "windows/rules.hpp"

using namespace abscope;
using namespace abscope::study;

TEST_CASE("claims: each once, each an entry, each checked, in conflict or a gap") {
    std::set<std::string> seen;
    for (const auto& check : claim_checks()) {
        CAPTURE(check.claim);
        CHECK(seen.insert(check.claim).second);
        CHECK(evidence_entries().find(check.claim) != nullptr);
        CHECK_FALSE(check.how.empty());
        CHECK((check.status == ClaimStatus::checked) == static_cast<bool>(check.holds));
        if (check.holds) CHECK(check.holds());
        if (check.status == ClaimStatus::conflict) {
            const auto conflicts = evidence::conflicts_of(conflict_ledger(), check.claim);
            CHECK(std::any_of(conflicts.begin(), conflicts.end(), [&](const auto* c) { return c->id == check.how; }));
        }
    }
    CHECK(seen.size() == 9 + 8 + 10 + 8);
    int sum = 0, failed = 0;
    for (const auto& count : count_claims()) {
        sum += count.checked + count.failed + count.conflicts + count.gaps;
        failed += count.failed;
    }
    const auto counted = [](ClaimStatus status) { return std::count_if(claim_checks().begin(), claim_checks().end(), [&](const auto& c) { return c.status == status; }); };
    CHECK(counted(ClaimStatus::checked) == 24);
    CHECK(counted(ClaimStatus::conflict) == 8);
    CHECK(counted(ClaimStatus::gap) == 3);
    CHECK(sum == 35);
    CHECK(failed == 0);
}

TEST_CASE("[shared] claims: none of the four domains in the collected mechanisms is missing") {
    const auto data = abscope::test::shared_data("");
    if (!data) return;
    const auto file = *data / ".." / "evidence" / "mechanisms.json";
    if (!std::filesystem::exists(file)) return;
    const auto document = io::read_json(file);
    REQUIRE(document.ok());
    std::set<std::string> known;
    for (const auto& check : claim_checks()) known.insert(check.claim);
    int found = 0;
    for (const auto& claim : document->find("mechanisms")->items()) {
        const auto domain = *claim.text("domain"), id = *claim.text("id");
        CHECK_MESSAGE(evidence_entries().find(id) != nullptr, id);
        if (domain == "window" || domain == "sequence" || domain == "toxicity" || domain == "host") {
            CHECK_MESSAGE(known.count(id) == 1, id);
            ++found;
        }
    }
    CHECK(found == 35);
}

TEST_CASE("evidence: the eleven levels of the review's table, two of them flagged") {
    const std::map<std::string, std::string> table{{"CA184-043", "1b"}, {"PACIFIC", "1b"},     {"CheckMate-577", "1b"}, {"RAPPORT", "4"},
                                                   {"CheckPAC", "1b"},  {"ICE-PAC", "2b"},     {"DOLPHIN", "2b"},       {"START-FIT", "2b"},
                                                   {"KEYNOTE-A18", "1b"}, {"NECTAR", "2b"},    {"SACTION01", "2b"}};
    int levels = 0;
    std::set<std::string> flagged;
    for (const auto& entry : evidence_entries().entries()) {
        levels += !entry.level.empty();
        if (!entry.flag.empty()) flagged.insert(entry.id);
    }
    CHECK(levels == 11);
    for (const auto& [id, level] : table) CHECK(evidence_entries().find(id)->level == level);
    CHECK(flagged == std::set<std::string>{"CheckPAC", "RAPPORT"});
}

TEST_CASE("conflicts: those of the design are in the ledger, each widens, and every contested rule names one") {
    const auto& ledger = conflict_ledger();
    const auto has = [&](const std::string& id) { return std::any_of(ledger.begin(), ledger.end(), [&](const auto& c) { return c.id == id; }); };
    for (const char* id : {"anti-pd1-order", "window3-concurrent", "ctla4-order", "trex1-single-fraction", "consolidation-start", "necrosis-concurrency"}) CHECK(has(id));
    for (const auto& conflict : ledger) CHECK_FALSE(conflict.widens.empty());
    for (const auto& rule : sequence_rules()) {
        CHECK(evidence_entries().missing(rule.sources).empty());
        if (rule.contested) CHECK(has(rule.conflict));
    }
}

TEST_CASE("dual inhibition is the more toxic; base rates carry a source") {
    for (const auto& rate : base_rates()) CHECK(rate.source.starts_with("[@"));
    CHECK(toxicity::rates_of(base_rates(), "anti-PD-(L)1").size() == 5);
}
