// The antibodies: closed forms, published half lives, covariates, and how the model's two compartments meet the exact ones.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "immune/antibody_pk.hpp"
#include "immune/drug_table.hpp"
#include "io/toml.hpp"
#include "twin/immune_model.hpp"

using namespace abscope;
using namespace abscope::immune;

namespace {

const DrugTable& table() { return twin::human_model().drugs; }

AntibodyPk typical(const char* name) {
    const Drug* drug = table().find(name);
    REQUIRE(drug != nullptr);
    return *drug->antibody;
}

// Slope of ln(concentration) long after one dose, as a half life.
double terminal_half_life_day(const AntibodyPk& pk, double around_day) {
    const std::vector<PkDose> dose{{0.0, 200.0}};
    const auto c = plasma_levels(pk, dose, std::vector<double>{around_day, around_day + 10.0});
    return 10.0 * std::numbers::ln2 / std::log(c[0] / c[1]);
}

}  // namespace

TEST_CASE("half lives of the checkpoint antibodies are those calculated from their papers' typical values") {
    // The project's table of published values; time-varying clearance at its beginning. One in a hundred is the rounding there.
    const auto early = [](const char* name) {
        AntibodyPk pk = typical(name);
        pk.emax = 0.0;
        pk.vmax_mg_per_day = 0.0;
        return terminal_half_life_day(pk, 120.0);
    };
    CHECK(early("pembrolizumab") == doctest::Approx(25.8).epsilon(0.01));
    CHECK(early("nivolumab") == doctest::Approx(19.6).epsilon(0.01));
    CHECK(early("ipilimumab") == doctest::Approx(16.3).epsilon(0.01));
    CHECK(early("durvalumab (abegesah 2025)") == doctest::Approx(13.9).epsilon(0.01));
    CHECK(early("avelumab") == doctest::Approx(4.3).epsilon(0.02));
    CHECK(early("atezolizumab") == doctest::Approx(26.6).epsilon(0.01));
    // Tislelizumab's paper states 23.8 d, which is not the last half life of its own typical values: 36 d, the smallest root of
    // the three-compartment characteristic polynomial, which the integration has to give.
    const AntibodyPk pk = typical("tislelizumab");
    const double k10 = pk.cl_l_per_day / pk.v1_l, k12 = pk.q_l_per_day / pk.v1_l, k21 = pk.q_l_per_day / pk.v2_l;
    const double k13 = pk.q3_l_per_day / pk.v1_l, k31 = pk.q3_l_per_day / pk.v3_l;
    const double slow = std::numbers::ln2 / early("tislelizumab");
    const auto polynomial = [&](double x) {
        return x * x * x - (k10 + k12 + k13 + k21 + k31) * x * x + (k10 * k21 + k10 * k31 + k21 * k31 + k13 * k21 + k31 * k12) * x -
               k10 * k21 * k31;
    };
    CHECK(polynomial(0.99 * slow) * polynomial(1.01 * slow) < 0.0);
    const double durvalumab = early("durvalumab");
    CHECK(durvalumab > 21.0);
    CHECK(durvalumab < 23.6);
}

TEST_CASE("one dose of a linear two-compartment drug is the sum of two exponentials") {
    const AntibodyPk pk = typical("pembrolizumab");
    const double kel = pk.cl_l_per_day / pk.v1_l, k12 = pk.q_l_per_day / pk.v1_l, k21 = pk.q_l_per_day / pk.v2_l;
    const double sum = kel + k12 + k21, root = std::sqrt(sum * sum - 4.0 * kel * k21);
    const double fast = 0.5 * (sum + root), slow = 0.5 * (sum - root);
    const std::vector<double> days{0.0, 1.0, 7.0, 21.0, 100.0};
    const auto c = plasma_levels(pk, std::vector<PkDose>{{0.0, 200.0}}, days);
    for (std::size_t i = 0; i < days.size(); ++i) {
        const double exact = 200.0 / pk.v1_l / root *
                             ((fast - k21) * std::exp(-fast * days[i]) + (k21 - slow) * std::exp(-slow * days[i]));
        CHECK(c[i] == doctest::Approx(exact).epsilon(1e-5));
    }
}

TEST_CASE("[property] in steady state a linear drug's mean level is dose rate over clearance") {
    const AntibodyPk pk = typical("tislelizumab");
    std::vector<PkDose> doses;
    for (int i = 0; i < 30; ++i) doses.push_back({21.0 * i, 200.0});
    std::vector<double> days;
    for (int i = 0; i < 210; ++i) days.push_back(21.0 * 29 + (i + 0.5) * 0.1);
    double mean = 0.0;
    for (const double c : plasma_levels(pk, doses, days)) mean += c / 210.0;
    CHECK(mean == doctest::Approx(200.0 / 21.0 / pk.cl_l_per_day).epsilon(2e-3));
}

TEST_CASE("saturable elimination takes over at low levels, time-varying clearance late") {
    const AntibodyPk saturable = typical("durvalumab");
    AntibodyPk low = saturable;  // far below Km elimination is linear again, with Vmax/Km added
    low.cl_l_per_day += low.vmax_mg_per_day / low.km_mg_per_l;
    low.vmax_mg_per_day = 0.0;
    CHECK(terminal_half_life_day(saturable, 300.0) == doctest::Approx(terminal_half_life_day(low, 60.0)).epsilon(0.01));
    CHECK(terminal_half_life_day(saturable, 300.0) < 0.5 * terminal_half_life_day(saturable, 20.0));
    const AntibodyPk varying = typical("nivolumab");
    AntibodyPk late = varying;
    late.emax = 0.0;
    late.cl_l_per_day *= std::exp(-0.240);
    CHECK(terminal_half_life_day(varying, 2000.0) == doctest::Approx(terminal_half_life_day(late, 120.0)).epsilon(1e-3));
}

TEST_CASE("covariates act with their published exponents, and spread as its variance says") {
    const AntibodyPk pk = typical("pembrolizumab");
    const AntibodyPk heavy = individual(pk, {100.0, 39.6, false, false, 0.0, 0.0});
    CHECK(heavy.cl_l_per_day == doctest::Approx(0.22 * std::pow(100.0 / 76.8, 0.595)));
    CHECK(heavy.v1_l == doctest::Approx(3.48 * std::pow(100.0 / 76.8, 0.489)));
    const AntibodyPk ill = individual(pk, {76.8, 30.0, false, true, 0.0, 0.0});
    CHECK(ill.cl_l_per_day == doctest::Approx(0.22 * 1.145 * std::pow(30.0 / 39.6, -0.907)));
    CHECK(individual(pk, {76.8, 39.6, true, false, 0.0, 0.0}).cl_l_per_day == doctest::Approx(0.22 * 0.848));
    CHECK(individual(pk, {76.8, 39.6, false, false, 1.0, 0.0}).cl_l_per_day == doctest::Approx(0.22 * std::exp(std::sqrt(0.134))));
    // Correlated: with the covariance, z of clearance moves the volume by covariance over its deviation.
    const AntibodyPk nivolumab = typical("nivolumab");
    const double moved = individual(nivolumab, {80.0, 40.0, false, false, 1.0, 0.0}).v1_l / nivolumab.v1_l;
    CHECK(std::log(moved) == doctest::Approx(0.0596 / std::sqrt(0.157)));
}

TEST_CASE("the model's two compartments meet the exact levels at every dose, and stay near between them") {
    for (const char* name : {"pembrolizumab", "nivolumab", "tislelizumab", "durvalumab", "avelumab", "atezolizumab", "ipilimumab"}) {
        CAPTURE(name);
        const AntibodyPk pk = typical(name);
        std::vector<PkDose> doses;
        std::vector<double> at, between;
        for (int i = 0; i < 12; ++i) doses.push_back({14.0 * i, 700.0});
        for (const auto& dose : doses) at.push_back(dose.t_day), between.push_back(dose.t_day + 10.0);
        const ModelDosing model = model_dosing(pk, doses, 182.0);
        AntibodyPk constant = pk;
        constant.v1_l = 1.0;
        constant.cl_l_per_day = model.kel_per_day;
        constant.q_l_per_day = model.k12_per_day;
        constant.v2_l = model.k12_per_day / model.k21_per_day;
        constant.q3_l_per_day = constant.vmax_mg_per_day = constant.emax = 0.0;
        std::vector<PkDose> rises;
        for (std::size_t i = 0; i < doses.size(); ++i) rises.push_back({doses[i].t_day, model.rise_ug_per_ml[i]});
        const auto ours = plasma_levels(constant, rises, at), exact = plasma_levels(pk, doses, at);
        for (std::size_t i = 0; i < at.size(); ++i) CHECK(ours[i] == doctest::Approx(exact[i]).epsilon(1e-6));
        const auto ours_later = plasma_levels(constant, rises, between), exact_later = plasma_levels(pk, doses, between);
        for (std::size_t i = 0; i < at.size(); ++i) CHECK(ours_later[i] == doctest::Approx(exact_later[i]).epsilon(0.2));
    }
}

TEST_CASE("drugs are found by name and alias, and a wrong table is refused with its place") {
    CHECK(table().find("Keytruda")->name == "pembrolizumab");
    CHECK(table().find("aspirin") == nullptr);
    CHECK(table().find_chemotherapy("Cisplatin")->cycle.tumour_kill > 0.0);
    for (const auto& drug : table().drugs) CHECK_FALSE(drug.source.empty());
    const auto refusal = [](const std::string& text) {
        const auto document = io::parse_toml(text, "mine.toml");
        REQUIRE(document.ok());
        const auto read = read_drug_table(*document);
        return read.ok() ? std::string() : read.error().message();
    };
    const std::string head = "[[drug]]\nname = \"x\"\nsource = \"s\"\ngrade = \"D\"\n";
    CHECK(refusal(head + "agent = \"anti_pd2\"\n").find("no agent 'anti_pd2'") != std::string::npos);
    CHECK(refusal(head + "agent = \"anti_pd1\"\n").find("neither kinetics nor an amount") != std::string::npos);
}
