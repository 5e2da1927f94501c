// Terms that the specification of T2 left out and that its mouse set keeps at zero: each does what its source says, by the amount that
// its formula says.
#include <doctest/doctest.h>

#include <cmath>

#include "immune/models/t2/adaptive_step.hpp"
#include "immune/models/t2/fixed_step.hpp"
#include "immune/models/t2/interventions.hpp"
#include "support/t2_fixture.hpp"

using namespace abscope;
using namespace abscope::immune;
using namespace abscope::immune::t2;

namespace {

using L = LesionIndex;
using N = NodeIndex;

std::vector<double> end_of(const Course& course) {
    return run_fixed_step(std::span(&course, 1), {{course.end_day}, {}, 0.0, 0.05})[0].at_day(course.end_day);
}

// 8 Gy three times, with the parameters changed in every lesion.
template <class Change>
Course changed(Change change, double end_day = 10.0) {
    Course course{test_body(), {}, -10.0, end_day};
    for (auto& lesion : course.body.lesions) change(lesion);
    for (const double day : {0.0, 1.0, 2.0}) course.regimen.push_back(fraction(day, {8.0}));
    return course;
}

double at(const std::vector<double>& y, int state, int lesion = 0) { return y[static_cast<std::size_t>(lesion * L::count + state)]; }
double viable(const std::vector<double>& y, int lesion = 0) { return at(y, L::Co, lesion) + at(y, L::Ch, lesion); }

}  // namespace

TEST_CASE("NK cells kill damaged tumour cells without T cells, and only those") {
    const auto without = [](double kNk) {
        return changed([&](Parameters& p) { p.kE = 1e-9, p.kNk = kNk; });
    };
    const auto base = end_of(without(0.0)), with = end_of(without(0.2));
    CHECK(viable(with) < 0.9 * viable(base));
    CHECK(viable(with, 1) == doctest::Approx(viable(base, 1)).epsilon(1e-3));  // no damage there
    // Over a short time the loss is kNk·U/(U + 0.8) over the myeloid brake, half for hypoxic cells.
    Course course = without(0.0);
    course.regimen.clear();
    course.initial = base;
    course.initial[L::U] = 4.0;
    course.start_day = 0.0;
    course.end_day = 0.05;
    Course killed = course;
    for (auto& lesion : killed.body.lesions) lesion.kNk = 0.2;
    const Parameters& p = course.body.lesions[0];
    const auto& y = course.initial;
    const double dens = 1.0 / (y[L::Co] + y[L::Ch] + y[L::D1] + y[L::D2] + p.hDens);
    const double rate = 0.2 * 4.0 / 4.8 / (1.0 + 0.5 * y[L::M] * dens / (0.06 * p.M50));
    const auto ended = [](const Course& c) { return run_adaptive(std::span(&c, 1), {{c.end_day}, {}, 0.0, 0.05}, {1e-9, 1e-12})[0].at_day(c.end_day); };
    const double lost = ended(course)[L::Co] - ended(killed)[L::Co];
    CHECK(lost == doctest::Approx(rate * 0.05 * y[L::Co]).epsilon(0.05));
}

TEST_CASE("MHC class I raises what T cells kill where there is damage") {
    const auto base = end_of(changed([](Parameters&) {})), with = end_of(changed([](Parameters& p) { p.aMh = 1.0; }));
    CHECK(viable(with) < viable(base));
    const auto idle = [](double aMh) { return changed([&](Parameters& p) { p.kE = 1e-12, p.aMh = aMh; }); };
    CHECK(viable(end_of(idle(1.0))) == doctest::Approx(viable(end_of(idle(0.0)))).epsilon(1e-9));
}

TEST_CASE("antibodies to CTLA-4 and OX40 keep primed cells dividing when the antigen has gone") {
    for (const auto agent : {Agent::anti_ctla4, Agent::ox40_agonist}) {
        const auto run = [&](double rate, bool given) {
            Course course = changed([&](Parameters& p) { (agent == Agent::anti_ctla4 ? p.kC4 : p.kOx) = rate; }, 12.0);
            if (given) course.regimen.push_back(dose(7.0, agent, 30.0));
            return end_of(course)[static_cast<std::size_t>(find_state(course.body.topology, "W3[0]"))];
        };
        CHECK(run(0.2, true) > 1.05 * run(0.0, true));
        CHECK(run(0.2, false) == run(0.0, false));  // not without the antibody
    }
}

TEST_CASE("[property] exhausted cells die between new and resident ones, by their share") {
    Body body = test_body();
    const Parameters p = body.lesions[0];
    for (const double share : {0.0, 0.4, 1.0}) {
        body.lesions[0].wEx = share;
        std::vector<double> y(79);
        set_initial_state(body.topology, body.lesions, body.cells, {y.data()});
        const double before = y[L::Ex];
        apply(body.topology, body.lesions, {0.0, Fraction{{8.0}}}, {y.data()});
        CHECK(y[L::Ex] / before == doctest::Approx(std::exp(-8.0 * (p.aNew + share * (p.aRes - p.aNew)))).epsilon(1e-12));
    }
}

TEST_CASE("Treg recruitment by damage can need TGF-beta and Activin, and dead cells can count less") {
    const auto treated = [](double wRG, bool blocked) {
        Course course = changed([&](Parameters& p) { p.wRG = wRG; });
        for (const double day : {0.0, 3.0, 6.0}) {
            if (!blocked) break;
            course.regimen.push_back(dose(day, Agent::tgf_beta_blocker, 30.0));
            course.regimen.push_back(dose(day, Agent::activin_blocker, 30.0));
        }
        return end_of(course)[L::R];
    };
    CHECK(treated(1.0, true) < 0.9 * treated(0.0, true));
    CHECK(treated(1.0, false) > treated(0.0, false));  // damage raises both signals
    CHECK(end_of(changed([](Parameters& p) { p.fRD = 0.0; }))[L::R] < 0.9 * end_of(changed([](Parameters&) {}))[L::R]);
}

TEST_CASE("neutrophils follow the myeloid cells of lesions at the stated weight") {
    const auto neutrophils = [](double weight) {
        Course course = changed([&](Parameters& p) { p.kNM = weight; });
        return end_of(course)[static_cast<std::size_t>(find_state(course.body.topology, "NEU"))];
    };
    CHECK(neutrophils(0.0) == doctest::Approx(4.0).epsilon(1e-12));
    CHECK(neutrophils(0.008) > neutrophils(0.004));
}
