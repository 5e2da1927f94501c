// The hold/resume machine on the real rules, over every organ, grade, steroid level, time, state and drug: an oracle written
// down anew from the guidelines' summaries, and what must hold whatever the rules say.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "study/decision_tables.hpp"

using namespace abscope;
using namespace abscope::toxicity;

namespace {

/// Letters by grade 1 … 4: p proceed, c consider a hold, h hold, S stop; as the summaries of the guidelines say it.
const std::map<std::string, std::string> summary{
    {"generic", "phhS"},    {"pneumonitis", "chSS"}, {"hepatitis", "phSS"},   {"colitis", "phhS"},
    {"rash", "pphS"},       {"myasthenia", "chSS"},  {"encephalitis", "hSSS"}, {"myocarditis", "hSSS"},
    {"nephritis", "chSS"},  {"thyroid", "pphh"},     {"hypophysitis", "phhh"}, {"diabetes", "pphh"}};
/// Endocrine organs resume on replacement, whatever the grade and the steroid.
const std::set<std::string> endocrine{"thyroid", "hypophysitis", "diabetes"};

constexpr SteroidLevel steroids[]{SteroidLevel::none, SteroidLevel::up_to_10_mg, SteroidLevel::above_10_mg};
constexpr DrugClass drugs[]{DrugClass::anti_pd1, DrugClass::anti_pdl1, DrugClass::anti_ctla4};
constexpr DrugStatus statuses[]{DrugStatus::given, DrugStatus::held, DrugStatus::stopped};

char letter(const std::string& organ, DrugClass drug, int grade) {
    if (grade == 0) return 'p';
    if (organ == "colitis" && grade == 3 && drug == DrugClass::anti_ctla4) return 'S';
    return summary.at(organ)[static_cast<std::size_t>(grade - 1)];
}

bool has(const std::vector<DrugAction>& list, DrugAction action) { return std::find(list.begin(), list.end(), action) != list.end(); }

/// Every situation: organ × drug × status × worst grade × grade now × steroid × days since the hold × confirmation.
template <class Check>
int for_every_situation(const Check& check) {
    int count = 0;
    for (const auto& organ : study::hold_rules().organs())
        for (const auto drug : drugs)
            for (const auto status : statuses)
                for (int worst = 0; worst <= 4; ++worst)
                    for (int grade = 0; grade <= 4; ++grade)
                        for (const auto steroid : steroids)
                            for (const double days : {0.0, 20.0, 21.0, 27.0, 28.0, 400.0})
                                for (const bool confirmed : {false, true}) {
                                    const DrugState state{status, worst, 100.0, 100.0};
                                    check(organ, drug, state, Observation{grade, steroid, confirmed, 100.0 + days});
                                    ++count;
                                }
    return count;
}

}  // namespace

TEST_CASE("hold rules: every organ of the summaries is there, with a source and its letter at each grade") {
    const auto& rules = study::hold_rules();
    CHECK(rules.organs().size() == summary.size());
    for (const auto& [organ, letters] : summary)
        for (int grade = 1; grade <= 4; ++grade)
            for (const auto drug : drugs) {
                CAPTURE(organ);
                CAPTURE(grade);
                CHECK("pchS"[static_cast<int>(rules.advice(organ, grade, drug))] == letter(organ, drug, grade));
                CHECK(rules.at(organ, grade).source.starts_with("[@"));
            }
}

TEST_CASE("hold rules: exhaustive over organ, drug, status, grades, steroid, time and confirmation") {
    const auto& rules = study::hold_rules();
    int wrong = 0;
    const int situations = for_every_situation([&](const std::string& organ, DrugClass drug, const DrugState& state, const Observation& seen) {
        const auto can = allowed(rules, organ, drug, state, seen);
        const int worst = std::max(state.worst_grade, seen.grade);
        const bool stopped = state.status == DrugStatus::stopped, held = state.status == DrugStatus::held;
        const bool must_stop = letter(organ, drug, worst) == 'S';
        bool good = has(can, DrugAction::stop);
        if (stopped || must_stop) good = good && can.size() == 1;
        if (has(can, DrugAction::proceed))
            good = good && !held && letter(organ, drug, seen.grade) != 'h';
        if (has(can, DrugAction::resume)) {
            good = good && held;
            if (endocrine.count(organ) == 0 || worst < 2) good = good && seen.grade <= 1 && seen.steroid != SteroidLevel::above_10_mg;
        }
        const bool easy = seen.grade == 0 && seen.steroid == SteroidLevel::none && seen.confirmed && seen.day >= 500.0;
        if (held && !must_stop && easy) good = good && has(can, DrugAction::resume);  // nobody is locked out for good
        if (!stopped && !must_stop && !held) good = good && has(can, DrugAction::proceed) == (letter(organ, drug, seen.grade) != 'h');
        wrong += !good;
    });
    CHECK(situations == 12 * 3 * 3 * 5 * 5 * 3 * 6 * 2);
    CHECK(wrong == 0);
}

TEST_CASE("hold rules: an action that is not allowed is refused with a reason; one that is leads where it says") {
    const auto& rules = study::hold_rules();
    int wrong = 0;
    for_every_situation([&](const std::string& organ, DrugClass drug, const DrugState& state, const Observation& seen) {
        for (const auto action : {DrugAction::proceed, DrugAction::hold, DrugAction::resume, DrugAction::stop}) {
            const auto next = act(rules, organ, drug, state, seen, action);
            if (!next.ok()) {
                wrong += next.error().why.empty();
                continue;
            }
            const auto status = action == DrugAction::stop ? DrugStatus::stopped : action == DrugAction::hold ? DrugStatus::held : DrugStatus::given;
            wrong += next->status != status || next->last_day != seen.day;
            if (state.status == DrugStatus::stopped) wrong += next->status != DrugStatus::stopped;
        }
    });
    CHECK(wrong == 0);
}

TEST_CASE("toxicity tables: lung carries both models; sites with and without a nodal source") {
    int lung = 0;
    for (const auto& model : study::organ_models()) lung += model.organ == patient::OrganRole::lungs;
    CHECK(lung == 2);
    for (const char* site : {"head and neck", "lung", "breast", "prostate"})
        CHECK_FALSE(price_of_sparing(study::nodal_sources(), site, 20.0).empty());
    CHECK(price_of_sparing(study::nodal_sources(), "liver", 20.0).empty());
}
