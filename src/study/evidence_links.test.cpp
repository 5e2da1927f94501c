// Reports end to end: every id in them is a link with a place and an entry, and a conflict widens what is said, never narrows it.
#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "report/html.hpp"
#include "study/decision_report.hpp"
#include "study/decision_tables.hpp"
#include "study/run_study.hpp"
#include "support/files.hpp"
#include "toxicity/brain_necrosis.hpp"

using namespace abscope;
using namespace abscope::study;

namespace {

std::set<std::string> matches(const std::string& html, const char* pattern) {
    const std::regex wanted(pattern);
    std::set<std::string> found;
    for (std::sregex_iterator it(html.begin(), html.end(), wanted), end; it != end; ++it) found.insert((*it)[1]);
    return found;
}

/// Every link within the page has its place; returns the ids of evidence that the page shows.
std::set<std::string> check_links(const std::string& html) {
    const auto places = matches(html, "id=\"([^\"]+)\"");
    for (const auto& target : matches(html, "href=\"#([^\"]+)\"")) CHECK_MESSAGE(places.count(target) == 1, target);
    return matches(html, "href=\"#ev-[^\"]*\">([^<]+)</a>");
}

std::filesystem::path embedded_case() { return test::source_dir() / "examples" / "thorax_sbrt_pembrolizumab.toml"; }

}  // namespace

TEST_CASE("[property] study report: every evidence id is a link to an entry that exists, every driver and conflict has one") {
    auto loaded = load_case(embedded_case());
    REQUIRE(loaded.ok());
    const auto outcome = compute_study(std::move(*loaded), 1);
    REQUIRE(outcome.ok());
    const auto ids = check_links(report::render_html(outcome->result));
    CHECK(ids.size() >= 15);
    for (const auto& id : ids) CHECK_MESSAGE(evidence_entries().find(id) != nullptr, id);
    for (const auto& assessment : outcome->assessments) {
        for (const auto& source : assessment.sources) CHECK_MESSAGE(ids.count(source) == 1, source);
        for (const auto& driver : assessment.drivers) CHECK_FALSE(driver.sources.empty());
        for (const auto& conflict : assessment.conflicts) CHECK_FALSE(conflict.sources.empty());
    }
    REQUIRE(outcome->result.toxicity.has_value());
    for (const auto& risk : outcome->result.toxicity->organs) CHECK(risk.source.starts_with("[@"));
    CHECK_FALSE(outcome->result.toxicity->bowel.empty());
    CHECK(ids.count("ILDR-vol") == 1);
    CHECK(outcome->result.ablation.size() >= 10);
}

TEST_CASE("[property] decision report: links have places; a contested rule moves no candidate and both sides stand in the page") {
    ScheduleRequest request;
    request.case_file = embedded_case();
    request.search = {4, 16, 24, 5, 1};
    const auto study = run_schedule_study(request);
    REQUIRE(study.ok());
    const auto html = decision_html(*study);
    for (const auto& id : check_links(html)) CHECK_MESSAGE((id == "sim" || evidence_entries().find(id) != nullptr), id);
    bool contested = false;
    for (const auto& a : study->result.alternatives) {
        for (const auto& v : a.verdicts) contested = contested || v.rule->contested;
        // The joined interval holds that of every structural variant.
        for (const auto& g : a.gain.gain) {
            CHECK(a.gain.low() <= g.low);
            CHECK(a.gain.high() >= g.high);
        }
    }
    CHECK(contested);
    for (const auto& conflict : conflict_ledger())
        if (conflict.id == "anti-pd1-order")
            for (const auto& side : conflict.sides) CHECK(html.find(side.recommends) != std::string::npos);
    // The same search without any rule of the sequence layer: the same candidates.
    auto prepared = prepare_search(study->loaded);
    REQUIRE(prepared.ok());
    auto tables = search_tables();
    const std::vector<schedule::SequenceRule> none;
    tables.sequence = &none;
    const auto bare = schedule::search_case(prepared->fixed, twin::human_model(), tables, request.search);
    REQUIRE(bare.alternatives.size() == study->result.alternatives.size());
    for (std::size_t i = 0; i < bare.alternatives.size(); ++i)
        CHECK(schedule::describe(prepared->fixed, bare.alternatives[i].candidate) == schedule::describe(study->fixed, study->result.alternatives[i].candidate));
}

TEST_CASE("the conflict on necrosis widens: with a drug the range holds that of radiotherapy alone, whatever the histology") {
    for (const double v12 : {1.0, 5.0, 7.5, 9.9, 10.0, 12.0, 15.0, 30.0})
        for (const auto histology : {std::optional<patient::Histology>(), std::optional(patient::Histology::melanoma), std::optional(patient::Histology::nsclc), std::optional(patient::Histology::other)}) {
            const auto span = [](const std::vector<toxicity::NecrosisView>& views) {
                return std::pair(std::min_element(views.begin(), views.end(), [](const auto& a, const auto& b) { return a.low < b.low; })->low,
                                 std::max_element(views.begin(), views.end(), [](const auto& a, const auto& b) { return a.high < b.high; })->high);
            };
            const auto alone = span(toxicity::necrosis_views(v12, histology, false)), with = span(toxicity::necrosis_views(v12, histology, true));
            CHECK(with.first <= alone.first);
            CHECK(with.second >= alone.second);
        }
}

TEST_CASE("onsets of the table: each row has a source that the bibliography knows, organs outside the lung are there") {
    std::set<std::string> organs;
    for (const auto& row : onset_table().rows) {
        organs.insert(row.organ);
        CHECK(row.source.starts_with("[@"));
        CHECK_FALSE(row.where.empty());
    }
    for (const char* organ : {"bowel", "thyroid", "pituitary", "adrenals", "lung"}) CHECK(organs.count(organ) == 1);
    // 3.3 months of 30.44 d are 14.3 weeks.
    for (const auto& row : onset_table().rows)
        if (row.organ == "lung") CHECK(row.median_week == doctest::Approx(3.3 * 30.44 / 7.0).epsilon(0.005));
    CHECK(onset_table().gaps.size() == 3);
}
