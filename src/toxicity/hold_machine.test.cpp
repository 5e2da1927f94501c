// The hold/resume machine over every organ, grade, steroid level and time; the real rules are read where files are opened.
#include <doctest/doctest.h>

#include <limits>

#include "toxicity/hold_rules.hpp"

using namespace abscope;
using namespace abscope::toxicity;

namespace {

Node text(const char* key, const char* value) { return {std::string(value), {"r.toml", 1, 1}, key}; }

Node rule(const char* organ, std::int64_t from, std::int64_t to, const char* advice, std::int64_t resume_grade, double least_day,
          const char* confirm = "", const char* limit = "10 mg/d", const char* ctla4 = nullptr) {
    const Location at{"r.toml", 1, 1};
    Node::Table table{{"organ", text("organ", organ)},
                      {"grade_from", Node(from, at, "grade_from")},
                      {"grade_to", Node(to, at, "grade_to")},
                      {"advice", text("advice", advice)},
                      {"resume_grade", Node(resume_grade, at, "resume_grade")},
                      {"least_hold_day", Node(least_day, at, "least_hold_day")},
                      {"confirm", text("confirm", confirm)},
                      {"steroid_limit", text("steroid_limit", limit)},
                      {"steroid", text("steroid", "as needed")},
                      {"source", text("source", "[@a2020]")},
                      {"read", text("read", "yes")}};
    if (ctla4 != nullptr) table.emplace_back("ctla4_advice", text("ctla4_advice", ctla4));
    return {std::move(table), at, "rule"};
}

Document document(Node::Array rules) {
    const Location at{"r.toml", 1, 1};
    return {Node::Table{{"rule", Node(std::move(rules), at, "rule")}}, at, ""};
}

const Node::Array good{rule("generic", 1, 1, "proceed", 1, 0),
                       rule("generic", 2, 2, "hold", 1, 0),
                       rule("generic", 3, 3, "hold", 1, 28, "worth it"),
                       rule("generic", 4, 4, "stop", 1, 0),
                       rule("colitis", 1, 1, "consider hold", 1, 0),
                       rule("colitis", 2, 2, "hold", 1, 0),
                       rule("colitis", 3, 3, "hold", 1, 28, "", "10 mg/d", "stop"),
                       rule("colitis", 4, 4, "stop", 1, 0),
                       rule("gland", 1, 2, "proceed", 1, 0),
                       rule("gland", 3, 4, "hold", 4, 0, "replaced", "none")};

HoldRules rules() {
    auto read = HoldRules::read(document(good));
    REQUIRE(read.ok());
    return std::move(read).value();
}

}  // namespace

TEST_CASE("hold rules: every organ and grade has one answer, or the document is refused") {
    CHECK(rules().organs().size() == 3);
    CHECK(rules().at("unheard-of organ", 2).organ == "generic");
    auto missing = good;
    missing.erase(missing.begin() + 3);
    CHECK_FALSE(HoldRules::read(document(missing)).ok());
    auto twice = good;
    twice.push_back(rule("colitis", 2, 3, "hold", 1, 0));
    CHECK_FALSE(HoldRules::read(document(twice)).ok());
    auto odd = good;
    odd.push_back(rule("x", 1, 4, "maybe", 1, 0));
    CHECK_FALSE(HoldRules::read(document(odd)).ok());
}

TEST_CASE("hold rules: the grade-2 event of the guideline, day by day") {
    const auto all = rules();
    DrugState state;
    const auto step = [&](DrugAction action, int grade, SteroidLevel steroid, double day) {
        return act(all, "colitis", DrugClass::anti_pd1, state, {grade, steroid, false, day}, action);
    };
    CHECK_FALSE(step(DrugAction::proceed, 2, SteroidLevel::none, 30).ok());
    state = *step(DrugAction::hold, 2, SteroidLevel::above_10_mg, 30);
    CHECK(state.status == DrugStatus::held);
    CHECK_FALSE(step(DrugAction::proceed, 0, SteroidLevel::none, 40).ok());
    CHECK_FALSE(step(DrugAction::resume, 2, SteroidLevel::none, 40).ok());
    CHECK_FALSE(step(DrugAction::resume, 1, SteroidLevel::above_10_mg, 40).ok());
    CHECK_FALSE(step(DrugAction::hold, 2, SteroidLevel::none, 20).ok());
    state = *step(DrugAction::resume, 1, SteroidLevel::up_to_10_mg, 45);
    CHECK(state.status == DrugStatus::given);
    state = *step(DrugAction::stop, 4, SteroidLevel::none, 60);
    CHECK_FALSE(step(DrugAction::resume, 0, SteroidLevel::none, 400).ok());
}

TEST_CASE("hold rules: the stricter side holds for anti-CTLA-4") {
    CHECK(rules().advice("colitis", 3, DrugClass::anti_ctla4) == HoldAdvice::stop);
    CHECK(rules().advice("colitis", 3, DrugClass::anti_pd1) == HoldAdvice::hold);
}

TEST_CASE("a hold takes the drug off the timeline and does not move the other dates") {
    const std::vector<double> planned{1, 22, 43, 64, 85};
    CHECK(given_days(planned, {{20.0, 64.0}}) == std::vector<double>{1, 64, 85});
    CHECK(given_days(planned, {{43.0, std::numeric_limits<double>::infinity()}}) == std::vector<double>{1, 22});
    CHECK(given_days(planned, {}) == planned);
    CHECK(given_days(planned, {{5.0, 6.0}, {44.0, 90.0}}) == std::vector<double>{1, 22, 43});
}
