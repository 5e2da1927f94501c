// T2's parameters, the order of its interventions, its maps, and its blindness to what a schedule is called.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "core/rng.hpp"
#include "immune/models/t2/fixed_step.hpp"
#include "immune/models/t2/interventions.hpp"
#include "immune/models/t2/kernel.hpp"
#include "immune/models/t2/lanes.hpp"
#include "immune/registry.hpp"
#include "support/files.hpp"
#include "support/t2_fixture.hpp"

using namespace abscope;
using namespace abscope::immune;
using namespace abscope::immune::t2;

namespace {

std::string refusal(const std::string& replaced, const std::string& by) {
    std::string text(core::embedded_file("immune/models/t2/parameters.toml"));
    const auto at = text.find(replaced);
    REQUIRE(at != std::string::npos);
    text.replace(at, replaced.size(), by);
    const auto read = read_parameters(test::parse_plain_toml(text, "mine.toml"));
    REQUIRE_FALSE(read.ok());
    return read.error().message();
}

}  // namespace

TEST_CASE("T2's parameter file: every parameter once, with unit, status, source and grade") {
    const auto& set = test_parameters();
    REQUIRE(set.records.size() == 176);
    CHECK(parameter_names().size() == 176);
    int fitted = 0;
    for (const auto& record : set.records) {
        INFO(record.name);
        CHECK_FALSE(record.unit.empty());
        CHECK_FALSE(record.source.empty());
        CHECK_FALSE(record.meaning.empty());
        CHECK((record.grade == "B" || record.grade == "C" || record.grade == "D"));
        CHECK((record.grade == "C") == (record.status == "fitted"));
        fitted += record.status == "fitted";
    }
    CHECK(fitted + static_cast<int>(set.overrides.at(0).records.size()) == 56);
    CHECK(set.values().alpha == 0.13);
    CHECK(set.values("ct26").alpha == 0.04051);
    CHECK(set.values("ct26").kE == set.values().kE);
    CHECK(set.start_values().DC50 == 0.3);
    CHECK(find_model("t2")->parameter_file == "immune/models/t2/parameters.toml");
}

TEST_CASE("a wrong parameter file is refused with its place") {
    CHECK(refusal("\nrg = { value = 0.22", "\nrg = { value = -1").find("rg is -1 (a rate, size or weight cannot be negative") !=
          std::string::npos);
    CHECK(refusal("\nhC = { value = 250", "\nhC = { value = 0").find("hC is 0") != std::string::npos);
    CHECK(refusal("\nkRd = ", "\nkRdd = ").find("did you mean 'kRd'?") != std::string::npos);
    CHECK(refusal("\nkRd = ", "\n# kRd = ").find("parameter 'kRd' is missing") != std::string::npos);
    CHECK(refusal("model = \"t2\"", "model = \"t3\"").find("model 't3'") != std::string::npos);
}

TEST_CASE("at equal times fractions act before administrations, else in the order of the list") {
    const Regimen listed{dose(0.0, Agent::anti_pd1, 1.0), fraction(0.0, {8.0}), dose(0.0, Agent::anti_pd1, 2.0),
                         fraction(0.0, {1.0}), dose(-1.0, Agent::vaccine, 3.0)};
    const Regimen ordered = in_order(listed);
    CHECK(std::get<Administration>(ordered[0].act).agent == Agent::vaccine);
    CHECK(std::get<Fraction>(ordered[1].act).lesion_gy[0] == 8.0);
    CHECK(std::get<Fraction>(ordered[2].act).lesion_gy[0] == 1.0);
    CHECK(std::get<Administration>(ordered[3].act).amount == 1.0);
    CHECK(std::get<Administration>(ordered[4].act).amount == 2.0);
}

TEST_CASE("[property] a regimen listed in any order is the same course, to the bit") {
    Regimen regimen;
    for (const double day : {0.0, 1.0, 2.0}) regimen.push_back(fraction(day, {8.0, 0.0}, {0.0, 0.5}));
    for (const double day : {0.0, 3.0, 6.0}) regimen.push_back(dose(day, Agent::anti_pd1, 30.0));
    regimen.push_back(dose(1.0, Agent::ox40_agonist, 10.0));
    std::vector<Course> courses;
    for (std::size_t first = 0; first < regimen.size(); ++first) {
        Course course{test_body(), {}, -10.0, 15.0};
        for (std::size_t i = 0; i < regimen.size(); ++i) course.regimen.push_back(regimen[(first + 3 * i) % regimen.size()]);
        courses.push_back(course);
    }
    const auto out = run_fixed_step(courses, {{15.0}, {}, 0.0, 0.05});
    for (const auto& other : out) CHECK(other.at_day(15.0) == out[0].at_day(15.0));
}

TEST_CASE("no equation of T2 asks what a schedule is called, which fraction it is, or how high a dose class is") {
    // A right-hand side and maps that are smooth formulas have nothing to branch on.
    std::ifstream file(test::source_dir() / "src/immune/models/t2/kernel.hpp");
    REQUIRE(file.good());
    std::stringstream text;
    text << file.rdbuf();
    std::string equations = text.str();
    equations = equations.substr(0, equations.find("dy = f(y) of the whole body"));
    for (const char* word : {"if (", "? ", "switch", "regimen", "Fraction", "Administration", "Intervention", "fraction_number",
                             "std::max", "std::min", "fabs", "while"}) {
        CHECK_MESSAGE(equations.find(word) == std::string::npos, word);
    }
}

TEST_CASE("the survival of a fraction is the linear-quadratic law with a linear tail") {
    const auto p = test_parameters().values();
    CHECK(log_survival(p, 0.0) == 0.0);
    // Small doses: -alpha d - beta d2, the tail's correction being of third order.
    CHECK(log_survival(p, 0.01) == doctest::Approx(-(0.13 * 0.01 + 0.13 / 5.5 * 1e-4)).epsilon(1e-4));
    // 8 Gy by hand: 1.04 + (0.13/5.5)*64/1.2 = 1.04 + 1.260606...
    CHECK(log_survival(p, 8.0) == doctest::Approx(-2.30060606).epsilon(1e-8));
    // The slope at high dose is alpha + (alpha/ab)*2*dT.
    const double slope = log_survival(p, 1e6) - log_survival(p, 1e6 + 1.0);
    CHECK(slope == doctest::Approx(0.13 + 0.13 / 5.5 * 40.0).epsilon(1e-6));
}

TEST_CASE("[property] a fraction conserves tumour cells and touches nothing it should not") {
    const Body body = test_body();
    const int n = body.topology.size();
    REQUIRE(n == 79);
    std::vector<double> y(79), before;
    set_initial_state(body.topology, body.lesions, body.cells, {y.data()});
    before = y;
    apply(body.topology, body.lesions, fraction(0.0, {8.0}), {y.data()});
    const auto total = [&](const std::vector<double>& v) { return v[LesionIndex::Co] + v[LesionIndex::Ch] + v[LesionIndex::D1]; };
    CHECK(total(y) == doctest::Approx(total(before)).epsilon(1e-14));
    for (int s = LesionIndex::count; s < body.topology.systemic_at(); ++s) CHECK(y[s] == before[s]);
    CHECK(y[find_state(body.topology, "ALC")] < before[find_state(body.topology, "ALC")]);
    CHECK(y[find_state(body.topology, "NEU")] == before[find_state(body.topology, "NEU")]);
    std::vector<double> nothing = before;
    apply(body.topology, body.lesions, fraction(0.0, {0.0, 0.0}, {0.0, 0.0}), {nothing.data()});
    CHECK(nothing == before);
}

TEST_CASE("[property] eight lanes give the numbers of the scalar equations") {
    RandomStream random(7, RandomPurpose::test, 0);
    const Topology topology{{0, 1, 0, -1}, 2};
    const int n = topology.size();
    const Parameters p = test_parameters().values();
    ParameterLanes<Lanes> lanes(4);
    math::LaneVector<Lanes> y(n), dy(n);
    std::vector<Body> bodies;
    for (int lane = 0; lane < Lanes::width; ++lane) {
        Body body{topology, {p, p, p, p}, {1, 1, 1, 1}};
        for (auto& lesion : body.lesions) lesion.kE *= 0.5 + random.uniform();
        for (auto& lesion : body.lesions) lesion.hN *= 0.5 + random.uniform();
        set_lane(lanes, lane, body);
        for (int s = 0; s < n; ++s) lane_view(y.data(), lane)[s] = 3.0 * random.uniform();
        bodies.push_back(body);
    }
    rates<Lanes>(topology, lanes.data(), y.data(), dy.data());
    for (int lane = 0; lane < Lanes::width; ++lane) {
        std::vector<double> one(n), scalar(n);
        for (int s = 0; s < n; ++s) one[s] = lane_view(y.data(), lane)[s];
        scalar_rates(bodies[lane], one.data(), scalar.data());
        for (int s = 0; s < n; ++s) {
            INFO(state_name(topology, s));
            CHECK(lane_view(dy.data(), lane)[s] == doctest::Approx(scalar[s]).epsilon(1e-13));
        }
    }
}

TEST_CASE("courses that cannot be run are refused") {
    const auto message = [](Course course) {
        const auto checked = check_course(course);
        return checked.ok() ? std::string() : checked.error().message();
    };
    const Course good{test_body(), {fraction(0.0, {8.0})}, -10.0, 25.0};
    CHECK(message(good).empty());
    Course bad = good;
    bad.regimen = {fraction(0.0, {-8.0})};
    CHECK(message(bad).find("a dose of -8 Gy") != std::string::npos);
    bad.regimen = {dose(-11.0, Agent::anti_pd1, 30.0)};
    CHECK(message(bad).find("the course runs from day -10") != std::string::npos);
    bad.regimen = {dose(0.0, Agent::anti_pd1, -1.0)};
    CHECK(message(bad).find("cannot be negative") != std::string::npos);
    bad = good;
    bad.body = {{{}, 0}, {}, {}};
    CHECK(message(bad).find("no lesion") != std::string::npos);
    bad.body = {one_node_each(500), std::vector<Parameters>(500), std::vector<double>(500, 1.0)};
    CHECK(message(bad).find("500 lesions") != std::string::npos);
    bad = good;
    bad.end_day = 1e5;
    CHECK(message(bad).find("at most 20 years") != std::string::npos);
}

TEST_CASE("lesions may share a node, drain nowhere, or be many") {
    const Parameters p = test_parameters().values();
    Course course{{one_node_each(1), {p}, {22.0}}, {fraction(0.0, {8.0})}, -10.0, 25.0};
    const auto one = run_fixed_step(std::span(&course, 1), {{25.0}, {}, 0.0, 0.05});
    course.body = {{{0, 0, -1}, 1}, {p, p, p}, {22.0, 9.0, 9.0}};
    const auto three = run_fixed_step(std::span(&course, 1), {{25.0}, {}, 0.0, 0.05});
    CHECK(one[0].states.size() == 1);
    for (const double value : three[0].at_day(25.0)) CHECK((std::isfinite(value) && value >= 0.0));
    course.body = {one_node_each(40), std::vector<Parameters>(40, p), std::vector<double>(40, 1.0)};
    const auto forty = run_fixed_step(std::span(&course, 1), {{25.0}, {}, 0.0, 0.05});
    CHECK(forty[0].at_day(25.0).size() == 40 * 32 + 15);
}
