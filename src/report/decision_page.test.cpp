// The decision report: every id is a link with a target, text is escaped, the appendix begins a page, pictures mark schedules.
#include <doctest/doctest.h>

#include <regex>
#include <set>

#include "report/decision.hpp"

using namespace abscope::report;

namespace {

DecisionPage page() {
    DecisionPage p;
    p.title = "Case <b> & \"co\"";
    p.answer = {"nothing is resolved", {"sim"}};
    p.columns = {{"control", {"sim"}}};
    p.organs = {"pneumonitis"};
    p.rows = {{"8 Gy × 3", "", "90 %", "10 %", "", "", "", {"1–2 %"}, "1.2", "never below", "11", "II-optimal", {{"rule", {"S-PDL1"}}}},
              {"5 Gy × 5", "best", "95 %", "12 %", "+3 (1 to 5)", "yes", "0.99", {"1–2 %"}, "1.2", "day 40", "13", "II", {{"price", {"EXT-lung-sabr"}}}}};
    p.conflicts = {{"two sides", {"S-PDL1", "S-PDL1-conc"}}};
    p.tornado = {{"alpha", -5.0, 8.0}};
    p.evidence = {{"sim", "–", "simulation", ""}, {"S-PDL1", "claim", "text", ""}, {"S-PDL1-conc", "claim", "text", ""}, {"EXT-lung-sabr", "external", "text", "doubt"}};
    p.appendix = {{"Table", "", {"a", "b"}, {{"1", "<2>"}}}};
    p.map = {{1.0, 8.0, 20.0}, 3, std::vector<double>(9, 1.0), {{8.0, 3}, {5.0, 2}}, "map"};
    return p;
}

std::set<std::string> matches(const std::string& text, const char* pattern) {
    const std::regex expression(pattern);
    std::set<std::string> found;
    for (auto it = std::sregex_iterator(text.begin(), text.end(), expression); it != std::sregex_iterator(); ++it) found.insert((*it)[1]);
    return found;
}

}  // namespace

TEST_CASE("decision page: each evidence link has its target, nothing is loaded, text is escaped") {
    const auto html = render_decision(page());
    const auto links = matches(html, "href=\"#([^\"]+)\""), targets = matches(html, " id=\"(ev-[^\"]+)\"");
    CHECK(links.size() == 4);
    for (const auto& link : links) CHECK_MESSAGE(targets.count(link) == 1, link);
    CHECK(html.find("<b> &") == std::string::npos);
    CHECK(html.find("&lt;2&gt;") != std::string::npos);
    CHECK(html.find("http") == std::string::npos);
    CHECK(html.find("Flag: doubt") != std::string::npos);
    CHECK(html == render_decision(page()));
}

TEST_CASE("decision page: schedules are marked in the map; without alternatives it says so") {
    const auto html = render_decision(page());
    CHECK(html.find(">R</text>") != std::string::npos);
    CHECK(html.find("alternative 1") != std::string::npos);
    auto alone = page();
    alone.rows.resize(1);
    alone.tornado.clear();
    alone.map = {};
    const auto none = render_decision(alone);
    CHECK(none.find("no alternative to compare") != std::string::npos);
    CHECK(none.find("NaN") == std::string::npos);
}
