// A small search of the embedded case, to the last page: every statement has evidence ids, every id an entry.
#include <doctest/doctest.h>

#include "study/decision_report.hpp"
#include "study/decision_tables.hpp"
#include "support/files.hpp"

using namespace abscope;
using namespace abscope::study;

TEST_CASE("[property] decision report of the embedded case: no statement without an id, no id without an entry") {
    ScheduleRequest request;
    request.case_file = test::source_dir() / "examples" / "thorax_sbrt_pembrolizumab.toml";
    request.search = {4, 16, 24, 5, 1};
    const auto study = run_schedule_study(request);
    REQUIRE(study.ok());
    CHECK(study->result.reference.blocks.front().dose_gy == 8.0);
    CHECK(study->result.reference.blocks.front().fractions == 3);
    CHECK(study->result.reference_evaluation.unfinished == 0);
    const auto page = decision_page(*study);
    const auto check = [&](const std::vector<report::Statement>& list) {
        for (const auto& statement : list) {
            CAPTURE(statement.text);
            CHECK_FALSE(statement.ids.empty());
            for (const auto& id : statement.ids) CHECK_MESSAGE((id == "sim" || evidence_entries().find(id) != nullptr), id);
        }
    };
    for (const auto* list : {&page.conflicts, &page.toxicity, &page.measure, &page.columns}) check(*list);
    check({page.answer});
    for (const auto& row : page.rows) check(row.rules);
    CHECK(page.rows.size() == study->result.alternatives.size() + 1);
    for (const auto& alternative : study->result.alternatives) {
        CHECK(alternative.evaluation.broken.empty());
        CHECK(alternative.gain.variant.size() == 3);
        if (alternative.candidate.node_spared) CHECK_FALSE(alternative.node_price.empty());
    }
}
