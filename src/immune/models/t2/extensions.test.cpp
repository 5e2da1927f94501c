// What T2 can do beyond its specification: doses over the parts of a lesion, further drugs, reinvigoration, chemotherapy and
// surgery; and that none of it touches a course that does not use it.
#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "immune/models/t2/fixed_step.hpp"
#include "immune/models/t2/interventions.hpp"
#include "support/t2_fixture.hpp"

using namespace abscope;
using namespace abscope::immune;
using namespace abscope::immune::t2;

namespace {

using L = LesionIndex;

std::vector<double> end_of(const Course& course) {
    return run_fixed_step(std::span(&course, 1), {{course.end_day}, {}, 0.0, 0.05})[0].at_day(course.end_day);
}

Course course_with_adjuncts() {
    Course course{test_body(), {}, -10.0, 25.0};
    course.body.topology.adjuncts = true;
    for (const double day : {0.0, 1.0, 2.0}) course.regimen.push_back(fraction(day, {8.0}));
    return course;
}

std::vector<double> treated_once(const Body& body, const Fraction& given) {
    std::vector<double> y(static_cast<std::size_t>(body.topology.size()));
    set_initial_state(body.topology, body.lesions, body.cells, {y.data()});
    apply(body.topology, body.lesions, {0.0, given}, {y.data()});
    return y;
}

}  // namespace

TEST_CASE("states of further drugs change nothing where none is given, to the bit") {
    Course with = course_with_adjuncts(), without = with;
    without.body.topology.adjuncts = false;
    REQUIRE(with.body.topology.size() == 79 + 5 + 2);
    const auto a = end_of(with), b = end_of(without);
    for (std::size_t s = 0; s < b.size(); ++s) CHECK(a[s] == b[s]);
    CHECK(state_name(with.body.topology, 79) == "cSt");
    CHECK(find_state(with.body.topology, "present[1]") == 85);
    CHECK(a[85] == 1.0);
}

TEST_CASE("parts of a lesion with one dose are the mean dose") {
    const Body body = test_body();
    const auto whole = treated_once(body, Fraction{{8.0}});
    Fraction parts{{8.0}};
    parts.parts = {{{0.25, 0.75}, {8.0, 8.0}}};
    const auto split = treated_once(body, parts);
    for (std::size_t s = 0; s < whole.size(); ++s) CHECK(split[s] == doctest::Approx(whole[s]).epsilon(1e-14));
}

TEST_CASE("[property] the cold part of a lesion decides: fractions multiply part by part, not mean by mean") {
    const Body body = test_body();
    const Parameters& p = body.lesions[0];
    std::vector<double> y(79);
    set_initial_state(body.topology, body.lesions, body.cells, {y.data()});
    const double before = y[L::Co];
    DoseOverLesion over{{0.1, 0.9}, {1.0, 8.0}};
    for (int n = 0; n < 5; ++n) {
        Fraction given{{7.3}};
        given.parts = {over};
        if (n > 0) given.parts[0].earlier = {{n, over.dose_gy}};
        apply(body.topology, body.lesions, {0.0, given}, {y.data()});
    }
    // With nothing between the fractions each part survives with the product of its own survivals.
    const double exact = 0.1 * std::exp(5.0 * log_survival(p, 1.0)) + 0.9 * std::exp(5.0 * log_survival(p, 8.0));
    CHECK(y[L::Co] / before == doctest::Approx(exact).epsilon(1e-12));
    CHECK(y[L::F] == doctest::Approx(5.0 * (0.1 * 1.0 + 0.9 * 8.0)).epsilon(1e-14));
    // A hundred fractions do not underflow into a number that is none.
    Fraction last{{7.3}};
    last.parts = {over};
    last.parts[0].earlier = {{1000, over.dose_gy}};
    apply(body.topology, body.lesions, {0.0, last}, {y.data()});
    CHECK(std::isfinite(y[L::Co]));
}

TEST_CASE("the blood engine's kill replaces the model's own rule") {
    const Body body = test_body();
    const int alc = find_state(body.topology, "ALC"), circulating = find_state(body.topology, "B");
    Fraction given{{8.0}};
    given.blood_kill = 0.25;
    const auto y = treated_once(body, given);
    CHECK(y[alc] == doctest::Approx(1.5 * std::exp(-0.25)).epsilon(1e-14));
    CHECK(y[circulating] == doctest::Approx(0.02 * std::exp(-0.25)).epsilon(1e-14));
}

TEST_CASE("[property] reinvigoration needs the drug, and moves exhausted cells without making any") {
    Course course{test_body(), {}, -10.0, 0.0};
    const auto plain = end_of(course);
    for (auto& lesion : course.body.lesions) lesion.kRv = 0.2;
    CHECK(end_of(course) == plain);
    // Over a short time with nothing else changed, what leaves Ex arrives in Er.
    course.regimen = {dose(-10.0, Agent::anti_pd1, 1e6)};
    course.end_day = -9.95;
    const auto revived = end_of(course);
    for (auto& lesion : course.body.lesions) lesion.kRv = 0.0;
    const auto dead_end = end_of(course);
    CHECK(revived[L::Er] > dead_end[L::Er]);
    CHECK(revived[L::Er] - dead_end[L::Er] == doctest::Approx(dead_end[L::Ex] - revived[L::Ex]).epsilon(0.01));
}

TEST_CASE("each further drug acts in the published direction on the irradiated or the untreated lesion") {
    const Course radiotherapy = course_with_adjuncts();
    const auto base = end_of(radiotherapy);
    const auto with = [&](Agent agent, double amount, std::vector<double> days) {
        Course course = radiotherapy;
        for (const double day : days) course.regimen.push_back(dose(day, agent, amount));
        return end_of(course);
    };
    const auto total = [](const std::vector<double>& y, int lesion) {
        double sum = 0.0;
        for (const int state : {L::Co, L::Ch, L::D1, L::D2}) sum += y[static_cast<std::size_t>(lesion * L::count + state)];
        return sum;
    };
    // Where a high dose leaves little interferon, an agonist supplies it.
    Course high = radiotherapy;
    high.regimen = {fraction(0.0, {20.0})};
    const double alone = total(end_of(high), 1);
    high.regimen.push_back(dose(1.0, Agent::sting_agonist, 30.0));
    CHECK(total(end_of(high), 1) < 0.98 * alone);
    CHECK(total(with(Agent::cd73_blocker, 100.0, {0.0}), 1) < total(base, 1));
    CHECK(total(with(Agent::ldh_inhibitor, 100.0, {0.0, 5.0, 10.0}), 1) < total(base, 1));
    CHECK(total(with(Agent::hypoxia_modifier, 100.0, {0.0, 1.0, 2.0}), 0) <= total(base, 0));
    // A hypoxia modifier has to be there before the beam: the fraction is applied first at equal times.
    CHECK(total(with(Agent::hypoxia_modifier, 1000.0, {-0.05, 0.95, 1.95}), 0) < 0.9 * total(base, 0));
}

TEST_CASE("vessels normalise first and are pruned later") {
    Course course{test_body(), {dose(-10.0, Agent::vascular_normaliser, 1e4)}, -10.0, -9.5};
    course.body.topology.adjuncts = true;
    Course untreated = course;
    untreated.regimen.clear();
    const auto hypoxic_share = [](const std::vector<double>& y) { return y[L::Ch] / (y[L::Co] + y[L::Ch]); };
    CHECK(hypoxic_share(end_of(course)) < hypoxic_share(end_of(untreated)));
    course.end_day = untreated.end_day = 5.0;
    CHECK(hypoxic_share(end_of(course)) > hypoxic_share(end_of(untreated)));
    CHECK(end_of(course)[L::V] < 0.7);
}

TEST_CASE("[property] chemotherapy conserves tumour cells and kills what it says") {
    const Body body = test_body();
    std::vector<double> y(79), before;
    set_initial_state(body.topology, body.lesions, body.cells, {y.data()});
    before = y;
    apply(body.topology, body.lesions, {0.0, Chemotherapy{0.5, 0.2, 0.3, 0.4}}, {y.data()});
    CHECK(y[L::Co] == doctest::Approx(before[L::Co] * std::exp(-0.5)).epsilon(1e-14));
    CHECK(y[L::Ch] == doctest::Approx(before[L::Ch] * std::exp(-0.2)).epsilon(1e-14));
    CHECK(y[L::Co] + y[L::Ch] + y[L::D1] == doctest::Approx(before[L::Co] + before[L::Ch]).epsilon(1e-14));
    const auto ratio = [&](const char* name) { return y[static_cast<std::size_t>(find_state(body.topology, name))] /
                                                      before[static_cast<std::size_t>(find_state(body.topology, name))]; };
    CHECK(ratio("ALC") == doctest::Approx(std::exp(-0.3)));
    CHECK(ratio("NEU") == doctest::Approx(std::exp(-0.4)));
}

TEST_CASE("what surgery takes out does not come back") {
    Course course{test_body(), {{0.0, Surgery{{0}, {1}}}}, -10.0, 25.0};
    course.body.topology.adjuncts = true;
    REQUIRE(check_course(course).ok());
    const auto y = end_of(course);
    for (const int state : {L::Co, L::Ch, L::D1, L::D2}) CHECK(y[static_cast<std::size_t>(state)] == 0.0);
    const auto at = [&](const char* name) { return y[static_cast<std::size_t>(find_state(course.body.topology, name))]; };
    CHECK(at("Co[1]") > 0.0);
    CHECK(at("Hn[1]") == 0.0);
    CHECK(at("Q[1]") == 0.0);
    CHECK(at("Hn[0]") == 1.0);
    for (const double value : y) CHECK((std::isfinite(value) && value >= 0.0));
}

TEST_CASE("what a course cannot follow is refused") {
    const auto message = [](Intervention act, bool adjuncts) {
        Course course{test_body(), {std::move(act)}, -10.0, 25.0};
        course.body.topology.adjuncts = adjuncts;
        const auto checked = check_course(course);
        return checked.ok() ? std::string() : checked.error().message();
    };
    CHECK(message(dose(0.0, Agent::sting_agonist, 1.0), false).find("does not follow") != std::string::npos);
    CHECK(message(dose(0.0, Agent::sting_agonist, 1.0), true).empty());
    CHECK(message({0.0, Surgery{{}, {0}}}, false).find("removal of a node") != std::string::npos);
    CHECK(message({0.0, Surgery{{7}, {}}}, true).find("surgery of lesion 7") != std::string::npos);
    CHECK(message({0.0, Chemotherapy{-1.0, 0.0, 0.0, 0.0}}, true).find("kill of -1") != std::string::npos);
    Fraction uneven{{8.0}};
    uneven.parts = {{{0.5, 0.4}, {8.0, 8.0}}};
    CHECK(message({0.0, uneven}, true).find("do not sum to 1") != std::string::npos);
    uneven.parts = {{{0.5, 0.5}, {8.0, -8.0}}};
    CHECK(message({0.0, uneven}, true).find("a dose of -8 Gy") != std::string::npos);
    uneven.parts = {{{0.5, 0.5}, {8.0, 8.0}}};
    uneven.blood_kill = -0.1;
    CHECK(message({0.0, uneven}, true).find("circulating lymphocytes") != std::string::npos);
}
