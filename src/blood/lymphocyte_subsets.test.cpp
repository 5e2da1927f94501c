// Subsets, neutrophils, the draining node, cohorts and paired plans.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "blood/blood_test_cases.hpp"
#include "blood/count_over_course.hpp"
#include "blood/marrow_damage.hpp"
#include "blood/parameter_draw.hpp"

using namespace abscope;
using namespace abscope::blood;

namespace {

FractionKill thorax_kill(double factor) {
    const auto network = reference_circulation(patient::Sex::male);
    const auto exposure = blood::test::thorax_exposure(network, 60.0, factor);
    return fraction_kill(network, exposure, FractionSolver(network, exposure, {}));
}

std::vector<DatedKill> weekdays(int n) {
    std::vector<DatedKill> out;
    for (int i = 0; i < n; ++i) out.push_back({i / 5 * 7.0 + i % 5, 0});
    return out;
}

}  // namespace

TEST_CASE(
    "[property] after one fraction B cells fall most and NK cells least; the subsets sum to the count") {
    const FractionKill kill = thorax_kill(3.0);
    const auto fractions = weekdays(1);
    const auto count = count_over_course(default_lymphocyte_parameters(), {{&kill, 1}, fractions},
                                         {1, 20, 100.0, {}, {}, 0.0});
    REQUIRE(count.subsets.size() == subset_count);
    const auto left = [&](Subset s) {
        const SubsetCount& c = count.subsets[static_cast<std::size_t>(s)];
        return c.nadir_per_nl / c.baseline_per_nl;
    };
    CHECK(left(Subset::b) < left(Subset::cd4));
    CHECK(left(Subset::cd4) < left(Subset::cd8));
    CHECK(left(Subset::cd8) < left(Subset::nk));
    for (std::size_t t = 0; t < count.t_day.size(); ++t) {
        double sum = 0.0;
        for (const auto& s : count.subsets) sum += s.per_nl[t];
        CHECK(sum == doctest::Approx(count.per_nl[t]).epsilon(1e-12).scale(0));
    }
    CHECK(count.subsets[0].low_per_nl[4] < count.subsets[0].high_per_nl[4]);
}

TEST_CASE("neutrophils follow the marrow by the closed form, and NLR is their ratio to the lymphocytes") {
    const auto network = reference_circulation(patient::Sex::male);
    BloodExposureBuilder builder(network);
    builder.add_organ(patient::OrganRole::marrow, {{0.0, 3.0}, {0.6, 0.4}});
    const auto exposure = builder.build(60.0);
    REQUIRE(exposure.ok());
    const FractionKill kill = fraction_kill(network, *exposure, FractionSolver(network, *exposure, {}));
    const auto p = default_lymphocyte_parameters();
    const auto rates = make_rates(p, central_values(p, {}));
    const DatedKill one{0.0, 0};
    const auto counts =
        simulate_counts(rates, {&kill, 1}, {&one, 1}, std::vector<double>{0.0, 3.0, 10.0, 40.0});
    const double deficit = 0.4 * (1.0 - std::exp(-rates.alpha_marrow_per_gy * 3.0));
    CHECK(marrow_deficits(rates, {&kill, 1}, {&one, 1})[0] == doctest::Approx(deficit));
    const double k = 1.0 / 5.8, rho = 0.03;
    const double t[] = {0.0, 3.0, 10.0, 40.0};
    for (int i = 0; i < 4; ++i) {
        const double loss = 0.5 * deficit * k / (k - rho) * (std::exp(-rho * t[i]) - std::exp(-k * t[i]));
        CHECK(counts.neutrophils[static_cast<std::size_t>(i)] == doctest::Approx(4.0 * (1.0 - loss)));
    }
    const auto count = count_over_course(p, {{&kill, 1}, {&one, 1}}, {1, 20, 50.0, 1.5, 4.0, 0.0});
    CHECK(count.nlr.ratio[10] == doctest::Approx(count.nlr.neutrophils_per_nl[10] / count.per_nl[10]));
    CHECK(!count.nlr.baseline_assumed);
    CHECK(count.nlr.low[10] < count.nlr.ratio[10]);
    CHECK(count.nlr.ratio[10] < count.nlr.high[10]);
}

TEST_CASE("the draining node has the dose of its own contour") {
    const auto network = reference_circulation(patient::Sex::male);
    BloodExposureBuilder builder(network);
    builder.add_organ(patient::OrganRole::draining_node, {{4.0}, {1.0}});
    const auto exposure = builder.build(60.0);
    REQUIRE(exposure.ok());
    CHECK(site_bins(network, *exposure, LymphSite::draining_node).survival(0.5) ==
          doctest::Approx(std::exp(-2.0)));
    CHECK(site_bins(network, *exposure, LymphSite::nodes).survival(0.5) ==
          doctest::Approx(0.98 + 0.02 * std::exp(-2.0)));
    BloodExposureBuilder none(network);
    none.add_organ(patient::OrganRole::spleen, {{1.0}, {1.0}});
    CHECK(site_bins(network, *none.build(60.0), LymphSite::draining_node).survival(0.5) == 1.0);
}

TEST_CASE("two plans: the same plan differs by nothing, and pairing the samples narrows the difference") {
    const FractionKill a = thorax_kill(1.0), b = thorax_kill(0.8);
    const auto fractions = weekdays(20);
    const auto p = default_lymphocyte_parameters();
    const CountOptions options{3, 300, 90.0, 1.4, {}, 0.0};
    const auto none = count_difference(p, {{&a, 1}, fractions}, {{&a, 1}, fractions}, options);
    CHECK(none.nadir_low_per_nl == 0.0);
    CHECK(none.nadir_high_per_nl == 0.0);
    CHECK(none.p_grade3 == 0.0);
    const auto less = count_difference(p, {{&a, 1}, fractions}, {{&b, 1}, fractions}, options);
    CHECK(less.nadir_low_per_nl > 0.0);
    CHECK(less.p_higher_nadir == doctest::Approx(1.0));
    CHECK(less.p_grade3 <= 0.0);
    CHECK(less.p_grade3_error > 0.0);
    const auto ca = count_over_course(p, {{&a, 1}, fractions}, options);
    const auto cb = count_over_course(p, {{&b, 1}, fractions}, options);
    CHECK(less.nadir_high_per_nl - less.nadir_low_per_nl <
          0.5 * (ca.nadir_high_per_nl - ca.nadir_low_per_nl));
    CHECK(less.p_grade3 == doctest::Approx(cb.p_grade3 - ca.p_grade3));
}

TEST_CASE(
    "[property] a cohort with a spread of doses is wider than one plan and has nearly the same middle") {
    const FractionKill kill = thorax_kill(1.0);
    const auto fractions = weekdays(20);
    const auto p = default_lymphocyte_parameters();
    const auto one = count_over_course(p, {{&kill, 1}, fractions}, {3, 600, 60.0, 1.4, {}, 0.0});
    const auto cohort = count_over_course(p, {{&kill, 1}, fractions}, {3, 600, 60.0, 1.4, {}, 0.45});
    CHECK(cohort.nadir_high_per_nl - cohort.nadir_low_per_nl >
          1.15 * (one.nadir_high_per_nl - one.nadir_low_per_nl));
    CHECK(cohort.median_per_nl[25] == doctest::Approx(one.median_per_nl[25]).epsilon(0.05).scale(0));
}
