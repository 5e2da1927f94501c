// The page as a whole: everything is there, nothing is loaded from elsewhere, nothing outside gets in unescaped.
#include "report/html.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>

#include "report/csv_files.hpp"
#include "support/example_study.hpp"

using namespace abscope;

namespace {

/// The pages of the unchanged studies, rendered once.
const std::string& full_page() {
    static const std::string page = report::render_html(test::example_study());
    return page;
}
const std::string& empty_page() {
    static const std::string page = report::render_html(test::empty_study());
    return page;
}

/// Values of an attribute, in order (a search by hand: pictures are too long for std::regex).
std::vector<std::string> values_of(const std::string& page, const std::string& attribute) {
    std::vector<std::string> out;
    const std::string key = " " + attribute + "=\"";
    for (std::size_t at = page.find(key); at != std::string::npos; at = page.find(key, at + 1)) {
        const std::size_t begin = at + key.size();
        out.push_back(page.substr(begin, page.find('"', begin) - begin));
    }
    return out;
}

/// Of these, what stands behind a prefix.
std::vector<std::string> behind(const std::vector<std::string>& values, const std::string& prefix) {
    std::vector<std::string> out;
    for (const auto& v : values)
        if (v.rfind(prefix, 0) == 0) out.push_back(v.substr(prefix.size()));
    return out;
}

/// What a reader sees: the page without its style, scripts and tags.
std::string words(const std::string& page) {
    std::string out;
    for (std::size_t at = page.find("<body>"); at < page.size();) {
        if (page.compare(at, 7, "<script") == 0) at = page.find("</script>", at);
        if (page[at] == '<') {
            at = page.find('>', at) + 1;
            out += ' ';
        } else {
            out += page[at++];
        }
    }
    return out;
}

/// Names of elements that are opened and not closed in their order; empty: the page nests well.
std::string badly_nested(const std::string& page) {
    static const std::set<std::string> alone{"meta", "link", "br", "img", "input", "hr", "!DOCTYPE"};
    std::vector<std::string> open;
    for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
        const bool closes = page[at + 1] == '/';
        const std::size_t begin = at + (closes ? 2 : 1), end = page.find_first_of(" />\n", begin), close = page.find('>', begin);
        const std::string name = page.substr(begin, std::min(end, close) - begin);
        if (alone.count(name) || page[close - 1] == '/') continue;
        if (closes) {
            if (open.empty() || open.back() != name) return "</" + name + "> closes <" + (open.empty() ? "" : open.back()) + ">";
            open.pop_back();
        } else {
            open.push_back(name);
            if (name == "script" || name == "style") at = page.find("</" + name, at) - 1;
        }
    }
    return open.empty() ? "" : "<" + open.back() + "> stays open";
}

}  // namespace

TEST_CASE("example reports are written where ABSCOPE_REPORT_OUT says") {
    const char* folder = std::getenv("ABSCOPE_REPORT_OUT");
    if (folder == nullptr) return;
    std::filesystem::create_directories(folder);
    for (const bool full : {true, false}) {
        const auto study = full ? test::example_study() : test::empty_study();
        std::ofstream(std::filesystem::path(folder) / (full ? "example.html" : "empty.html")) << report::render_html(study);
    }
}

TEST_CASE("a report loads nothing from anywhere, nests well, and its inner links end somewhere") {
    for (const auto* shown : {&full_page(), &empty_page()}) {
        const std::string& page = *shown;
        CHECK(badly_nested(page) == "");
        for (const auto* attribute : {"src", "href", "xlink:href", "action", "poster", "data", "srcset"}) {
            for (const auto& target : values_of(page, attribute)) {
                const bool stays = target.rfind("#", 0) == 0 || target.rfind("data:", 0) == 0 || target.rfind("csv/", 0) == 0;
                CHECK_MESSAGE(stays, attribute, " leads to ", target);
            }
        }
        CHECK(page.find("@import") == std::string::npos);
        for (std::size_t at = page.find("url("); at != std::string::npos; at = page.find("url(", at + 1))
            CHECK((page.compare(at + 4, 5, "data:") == 0 || page[at + 4] == '#'));
        const auto ids = values_of(page, "id");
        const std::set<std::string> known(ids.begin(), ids.end());
        CHECK(known.size() == ids.size());
        for (const auto& target : behind(values_of(page, "href"), "#")) CHECK_MESSAGE(known.count(target) == 1, target);
    }
}

TEST_CASE("every CSV that a report links to is written, and every one that is written is linked") {
    for (const bool full : {true, false}) {
        const auto links = behind(values_of(full ? full_page() : empty_page(), "href"), "csv/");
        std::set<std::string> linked(links.begin(), links.end()), written;
        for (const auto& file : report::csv_files(full ? test::example_study() : test::empty_study())) written.insert(file.name);
        for (const auto& name : linked) CHECK_MESSAGE(written.count(name) == 1, name, " is linked, not written");
        for (const auto& name : written) CHECK_MESSAGE(linked.count(name) == 1, name, " is written, not linked");
    }
}

TEST_CASE("a report says what it is not, and an empty case gets every section with the reason why it is empty") {
    const std::string &full = full_page(), &empty = empty_page();
    for (const auto* page : {&full, &empty}) CHECK(words(*page).find("Not for clinical use") != std::string::npos);
    CHECK(values_of(full, "aria-labelledby") == values_of(empty, "aria-labelledby"));
    CHECK(behind(values_of(empty, "class"), "empty-title").size() >= 5);
}

TEST_CASE("names from outside cannot leave their place") {
    auto study = test::example_study();
    const std::string evil = "</title></style></svg><script>alert(1)</script>\"' onload=\"x";
    study.subject.name = evil;
    study.subject.anatomy.structures.structures.front().name = evil;
    study.dvhs.front().name = evil;
    study.subject.lesions.front().name = evil;
    study.subject.course.radiotherapy.front().target = evil;
    study.subject.course.immunotherapy.front().drug = evil;
    study.warnings.push_back({evil, evil});
    study.provenance.command = evil;
    study.provenance.inputs.push_back({evil, evil, 1});
    const std::string page = report::render_html(study);
    CHECK(page.find("<script>alert") == std::string::npos);
    CHECK(page.find("onload=\"x") == std::string::npos);
    CHECK(badly_nested(page) == "");
}

TEST_CASE("a number that cannot be said is a dash, never nan or inf") {
    auto study = test::example_study();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    study.dvhs.front().metrics.front().value = nan;
    study.dvhs.front().metrics.front().why = "only 93 % of the structure lies in the dose grid";
    study.dvhs.front().mean_gy = nan;
    study.blood->alc.recovery_day = nan;
    study.blood->alc.bands.front().high_per_nl.back() = nan;
    study.exposure->blocks.front().lesions.back().node_mean_gy = nan;
    const std::string page = report::render_html(study);
    for (const auto* word : {" nan ", " nan\u00A0", ">nan", "\"nan", " nan,", ",nan", " -nan", " inf ", " inf\u00A0", ">inf<", ",inf", " -inf"})
        CHECK_MESSAGE(page.find(word) == std::string::npos, word);
    CHECK(page.find("only 93 % of the structure lies in the dose grid") != std::string::npos);
}

TEST_CASE("the lymphocyte chart shows counts of lymphocytes only") {
    auto study = test::example_study();
    const auto dots = [&] {
        const auto classes = values_of(report::render_html(study), "class");
        return std::count(classes.begin(), classes.end(), "lab");
    };
    const auto before = dots();
    REQUIRE(before > 0);
    study.subject.course.events.push_back({days(0), patient::EventKind::lab, "ANC", 4.2, "1e9/L", 3, 0});
    CHECK(dots() == before);
    study.subject.course.events.push_back({days(0), patient::EventKind::lab, "ALC", 1.5, "1e9/L", 4, 0});
    CHECK(dots() == before + 2);
}

TEST_CASE("the planes of the plan go through the target that is treated, not through the first one or a cold one") {
    auto study = test::example_study();
    auto cold = study.subject.anatomy.structures.structures.front();
    for (const auto& s : study.subject.anatomy.structures.structures)
        if (s.role == patient::OrganRole::target) cold = s;
    cold.name = "Cold";
    for (auto& c : cold.contours)
        for (auto& p : c.points) p.z += 40;
    auto dvh = study.dvhs.front();
    dvh.name = "Cold";
    dvh.mean_gy = 0.1;
    study.subject.anatomy.structures.structures.insert(study.subject.anatomy.structures.structures.begin(), cold);
    study.dvhs.insert(study.dvhs.begin(), dvh);
    const std::string page = report::render_html(study);
    CHECK(page.find("plane through the centre of Cold") == std::string::npos);
    CHECK(page.find("plane through the centre of GTVp") != std::string::npos);
}

TEST_CASE("slices of a series are one line among the inputs") {
    auto study = test::example_study();
    for (int i = 0; i < 120; ++i) study.provenance.inputs.push_back({"CT." + std::to_string(1000 + i) + ".dcm", std::string(64, 'b'), 10});
    const std::string page = report::render_html(study);
    CHECK(page.find("CT.1000.dcm … CT.1119.dcm") != std::string::npos);
    CHECK(page.find("CT.1001.dcm") == std::string::npos);
    CHECK(page.find("120 files") != std::string::npos);
}

TEST_CASE("[property] the same study gives the same bytes") {
    CHECK(report::render_html(test::example_study()) == full_page());
}
