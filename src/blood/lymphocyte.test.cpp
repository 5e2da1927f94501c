// The slow layer: steady state, kill, clearance, exactness, bands; EDIC and grades.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "blood/blood_dose.hpp"
#include "blood/blood_test_cases.hpp"
#include "blood/count_over_course.hpp"
#include "core/parallel.hpp"

using namespace abscope;
using namespace abscope::blood;

namespace {

std::vector<double> central(const LymphocyteParameters& p) {
    std::vector<double> v;
    for (const auto& r : p.rows()) v.push_back(r.value);
    return v;
}

FractionKill kill_from(const CirculationNetwork& network, const BloodExposure& exposure) {
    return fraction_kill(network, exposure, FractionSolver(network, exposure, {}));
}

std::vector<double> simulate_count(const LymphocyteRates& rates, std::span<const FractionKill> kills,
                                   std::span<const DatedKill> fractions, std::span<const double> t_day) {
    return simulate_counts(rates, kills, fractions, t_day).lymphocytes;
}

// Every compartment receives `dose_gy`.
BloodExposure whole_body(const CirculationNetwork& network, double dose_gy) {
    BloodExposureBuilder builder(network);
    builder.set_remainder({{dose_gy}, {1.0}}, 1.0);
    auto e = builder.build(600.0);
    REQUIRE(e.ok());
    return *e;
}

std::vector<double> daily(int days) {
    std::vector<double> t;
    for (int i = 0; i <= days; ++i) t.push_back(i);
    return t;
}

}  // namespace

TEST_CASE("[property] without radiation the count stays at its baseline") {
    const auto p = default_lymphocyte_parameters();
    const auto rates = make_rates(p, central(p));
    for (const double count : simulate_count(rates, {}, {}, daily(200)))
        CHECK(count == doctest::Approx(1.5).epsilon(1e-10).scale(0));
}

TEST_CASE("flows between blood and organs are in balance, and blood turns over as the table says") {
    const auto p = default_lymphocyte_parameters();
    const auto r = make_rates(p, central(p));
    double shares = 0.0;
    for (const SubsetRates& s : r.subset) {
        double out = 0.0;
        for (std::size_t i = 1; i < lymph_sites; ++i) {
            CHECK(s.from_blood[i] * s.pool[0] == doctest::Approx(s.to_blood[i] * s.pool[i]));
            out += s.from_blood[i];
        }
        CHECK(1440.0 / out == doctest::Approx(p.value("blood_transit_min")));
        shares += s.blood_share;
    }
    CHECK(shares == doctest::Approx(1.0));
}

TEST_CASE("a whole-body dose kills the same share everywhere, and dead cells leave in two phases") {
    const auto network = reference_circulation(patient::Sex::male);
    const auto p = default_lymphocyte_parameters();
    auto rates = make_rates(p, central(p));
    for (SubsetRates& subset : rates.subset) {
        subset.turnover_per_day = 1e-12;
        subset.alpha_per_gy = p.value("alpha");
    }
    const FractionKill kill = kill_from(network, whole_body(network, 1.0));
    const DatedKill fraction{0.5, 0};
    const std::vector<double> t{0.0, 0.5 + 1e-5, 0.5 + 1.0, 60.0};
    const auto count = simulate_count(rates, {&kill, 1}, {&fraction, 1}, t);
    const double s = std::exp(-p.value("alpha"));
    CHECK(count[0] == doctest::Approx(1.5));
    CHECK(count[1] == doctest::Approx(1.5).epsilon(1e-3).scale(0));  // killed cells are still counted
    const double left =
        0.5 * std::exp(-rates.fast_clearance_per_day) + 0.5 * std::exp(-rates.slow_clearance_per_day);
    CHECK(count[2] == doctest::Approx(1.5 * (s + (1 - s) * left)).epsilon(1e-6).scale(0));
    CHECK(count[3] == doctest::Approx(1.5 * s).epsilon(1e-6).scale(0));
}

TEST_CASE("survival table follows the solver between its nodes") {
    const auto network = reference_circulation(patient::Sex::male);
    const FractionSolver solver(network, test::thorax_exposure(network, 60.0, 3.0), {});
    const SurvivalTable table(solver);
    for (const double alpha : {0.02, 0.05, 0.1, 0.2, 0.37, 0.733, 1.2, 2.1, 2.5}) {
        const double s[] = {alpha};
        CHECK(table(alpha) ==
              doctest::Approx(solver.laplace(std::span<const double>(s))[0]).epsilon(1e-6).scale(0));
    }
}

TEST_CASE("[property] more dose, more fractions: a lower nadir; after the course the count comes back") {
    const auto network = reference_circulation(patient::Sex::male);
    const auto p = default_lymphocyte_parameters();
    const auto rates = make_rates(p, central(p));
    double last = 1.5;
    for (const double factor : {0.5, 1.0, 2.0}) {
        const FractionKill kill = kill_from(network, test::thorax_exposure(network, 60.0, factor));
        std::vector<DatedKill> fractions;
        for (int i = 0; i < 40; ++i) fractions.push_back({i / 5 * 7.0 + i % 5, 0});
        const auto count = simulate_count(rates, {&kill, 1}, fractions, daily(2000));
        const double nadir = *std::min_element(count.begin(), count.end());
        CHECK(nadir < last);
        CHECK(nadir > 0.0);
        last = nadir;
        CHECK(count.back() > 0.95 * 1.5);
        const std::vector<DatedKill> half(fractions.begin(), fractions.begin() + 20);
        const auto fewer = simulate_count(rates, {&kill, 1}, half, daily(2000));
        CHECK(*std::min_element(fewer.begin(), fewer.end()) > nadir);
    }
}

TEST_CASE(
    "[property] the sampled count is the same bytes for 1, 2 and 7 threads, and another for another seed") {
    const auto network = reference_circulation(patient::Sex::male);
    const FractionKill kill = kill_from(network, test::thorax_exposure(network, 60.0));
    const std::vector<DatedKill> fractions{{0.0, 0}, {1.0, 0}, {2.4, 0}};
    const auto p = default_lymphocyte_parameters();
    const std::size_t before = thread_count();
    std::vector<LymphocyteCount> out;
    for (const std::size_t threads : {1, 2, 7}) {
        set_thread_count(threads);
        out.push_back(
            count_over_course(p, {{&kill, 1}, fractions}, {4, 60, 40.0, std::nullopt, std::nullopt}));
    }
    set_thread_count(before);
    for (const auto& o : out) {
        CHECK(o.bands[1].low_per_nl == out[0].bands[1].low_per_nl);
        CHECK(o.p_grade3 == out[0].p_grade3);
    }
    const auto other =
        count_over_course(p, {{&kill, 1}, fractions}, {5, 60, 40.0, std::nullopt, std::nullopt});
    CHECK(other.bands[1].low_per_nl != out[0].bands[1].low_per_nl);
    for (std::size_t t = 0; t < out[0].t_day.size(); ++t) {
        CHECK(out[0].bands[1].low_per_nl[t] <= out[0].bands[0].low_per_nl[t]);
        CHECK(out[0].bands[0].low_per_nl[t] <= out[0].median_per_nl[t]);
        CHECK(out[0].median_per_nl[t] <= out[0].bands[0].high_per_nl[t]);
        CHECK(out[0].bands[0].high_per_nl[t] <= out[0].bands[1].high_per_nl[t]);
    }
}

TEST_CASE("marrow damage slows the supply and heals") {
    const auto network = reference_circulation(patient::Sex::male);
    BloodExposureBuilder builder(network);
    builder.add_organ(patient::OrganRole::marrow, {{2.0}, {1.0}});
    const auto exposure = builder.build(60.0);
    REQUIRE(exposure.ok());
    const FractionKill kill = kill_from(network, *exposure);
    std::vector<DatedKill> fractions;
    for (int i = 0; i < 25; ++i) fractions.push_back({1.0 * i, 0});
    const auto p = default_lymphocyte_parameters();
    auto rates = make_rates(p, central(p));
    const auto with = simulate_count(rates, {&kill, 1}, fractions, daily(3000));
    for (SubsetRates& s : rates.subset) s.marrow_supply_share = 0.0;
    const auto without = simulate_count(rates, {&kill, 1}, fractions, daily(3000));
    CHECK(with[60] < 0.99 * without[60]);
    CHECK(with[3000] == doctest::Approx(1.5).epsilon(0.02).scale(0));
}

TEST_CASE("parameters have a source each, and a user's table replaces them by name") {
    const auto p = default_lymphocyte_parameters();
    for (const auto& r : p.rows()) {
        CHECK(!r.source.empty());
        CHECK(!r.unit.empty());
        CHECK(std::string("ABCD").find(r.evidence) != std::string::npos);
    }
    const Location at{"case.toml", 3, 1};
    const auto change = [&](const char* key, double v) {
        return Node(Node::Table{{key, Node(v, at, key)}}, at, "");
    };
    const auto changed = p.with(change("alpha", 0.4));
    REQUIRE(changed.ok());
    CHECK(changed->survival_law().alpha_per_gy == 0.4);
    CHECK(changed->row("alpha").source == "given by the user");
    const auto unknown = p.with(change("alfa", 0.4));
    REQUIRE(!unknown.ok());
    CHECK(unknown.error().message().find("'alpha'") != std::string::npos);
    CHECK(!p.with(change("alpha", -1.0)).ok());
}

TEST_CASE("EDIC and its variants follow their formulas") {
    EdicInput in{30, 12.0, 6.0, 5.0, 3.0, 1.86e5, "External"};
    const auto v = edic_variants(in);
    const double mixing = 0.85 * std::sqrt(30.0 / 45.0);
    CHECK(v[0].value_gy == doctest::Approx(0.12 * 12 + 0.08 * 6 + (0.45 + 0.35 * mixing) * 3.0));
    CHECK(v[1].value_gy == doctest::Approx(v[0].value_gy));  // 1.86e5 Gy·cm³ / 62e3 = 3 Gy
    CHECK(v[2].value_gy == doctest::Approx(0.12 * 12 + 0.08 * 6 + 0.15 * mixing * 5.0 +
                                           (0.45 + 0.35 * mixing) * 1.86e5 / 61.8e3));
    CHECK(v[0].body_definition == "External");
    CHECK(v[0].assumed.empty());
    in.mean_heart_gy.reset();
    CHECK(edic_variants(in)[0].assumed.find("heart") != std::string::npos);
}

TEST_CASE("grades of lymphopenia change at 1.0, 0.8, 0.5 and 0.2") {
    const double counts[] = {1.2, 0.9, 0.6, 0.3, 0.1};
    for (int grade = 0; grade < 5; ++grade) CHECK(lymphopenia_grade(counts[grade]) == grade);
    CHECK(lymphopenia_grade(0.5) == 2);
    CHECK(lymphopenia_grade(0.2) == 3);
}
