// The deterministic solver against closed forms, identities and monotonicity.
#include "blood/fraction_solver.hpp"

#include <cmath>
#include <complex>
#include <limits>

#include <doctest/doctest.h>

#include "blood/blood_test_cases.hpp"
#include "blood/dose_distribution.hpp"
#include "core/parallel.hpp"

using namespace abscope;
using namespace abscope::blood;

namespace {

// One compartment that nothing leaves, or two that exchange; 60 L/min and 1 L make one turnover a second.
CirculationNetwork pair_network(double v) {
    auto n = CirculationNetwork::make("pair", {{"a", v, 0.0}, {"b", 1.0 - v, 0.0}},
                                      {{0, 1, 0.1}, {1, 0, 0.1}}, {1.0, 6.0, "test"});
    REQUIRE(n.ok());
    return *n;
}

BloodExposure simple_exposure(std::vector<OrganDose> organs, std::vector<BeamWindow> windows) {
    return {std::move(organs), std::move(windows), {1.0, 0.0, 0.0}};
}

// exp of the 2×2 generator with killing in compartment a: dθ/dt, solved by eigenvalues.
double two_compartment_transform(double va, double leave_a, double leave_b, double kill, double t) {
    const double a = -leave_a - kill, b = leave_a, c = leave_b, d = -leave_b;
    const double half = 0.5 * (a + d);
    const double root = std::sqrt(0.25 * (a - d) * (a - d) + b * c);
    const double ch = std::cosh(root * t), sh = std::sinh(root * t) / root;
    const double e = std::exp(half * t);
    const double fa = e * (ch + sh * (a - half) + sh * b);
    const double fb = e * (ch + sh * (d - half) + sh * c);
    return va * fa + (1.0 - va) * fb;
}

}  // namespace

TEST_CASE("two exchanging compartments follow the closed form of the killed chain") {
    const double v = 0.3;
    const auto network = pair_network(v);
    const double q = 0.1 * 6.0 / 60.0;  // flow [1/s] as a share of all blood
    const auto exposure = simple_exposure({{0, 1.0, {2.0}, {1.0}, {}, "a"}}, {{40.0, 1.0}});
    const FractionSolver solver(network, exposure, {});
    for (const double s : {0.1, 0.733, 3.0}) {
        const double list[] = {s};
        const double expected = two_compartment_transform(v, q / v, q / (1 - v), s * 2.0 / 40.0, 40.0);
        CHECK(solver.laplace(std::span<const double>(list))[0] ==
              doctest::Approx(expected).epsilon(1e-13).scale(0));
    }
    // Never in a: begins in b and stays there.
    CHECK(1.0 - solver.fraction_irradiated() ==
          doctest::Approx((1 - v) * std::exp(-40.0 * q / (1 - v))).epsilon(1e-13).scale(0));
}

TEST_CASE("the characteristic function follows the closed form far out on the imaginary axis") {
    const double v = 0.3, beam = 40.0, dose = 2.0;
    const auto network = pair_network(v);
    const double q = 0.1 * 6.0 / 60.0, leave_a = q / v, leave_b = q / (1 - v);
    const FractionSolver solver(network, simple_exposure({{0, 1.0, {dose}, {1.0}, {}, "a"}}, {{beam, 1.0}}),
                                {});
    std::vector<std::complex<double>> s;
    for (const double omega : {0.5, 3.0, 30.0, 120.0, 700.0}) s.emplace_back(0.2, -omega);
    const auto value = solver.laplace(std::span<const std::complex<double>>(s));
    for (std::size_t i = 0; i < s.size(); ++i) {
        const std::complex<double> a = -leave_a - s[i] * dose / beam, d = -leave_b;
        const std::complex<double> half = 0.5 * (a + d),
                                   root = std::sqrt(0.25 * (a - d) * (a - d) + leave_a * leave_b);
        const std::complex<double> e = std::exp(half * beam), ch = std::cosh(root * beam),
                                   sh = std::sinh(root * beam) / root;
        const auto expected = v * e * (ch + sh * (a - half) + sh * leave_a) +
                              (1 - v) * e * (ch + sh * (d - half) + sh * leave_b);
        CHECK(std::abs(value[i] - expected) < 1e-7);
    }
}

TEST_CASE("a still compartment and an instantaneous pulse have the histogram's own survival") {
    auto network =
        CirculationNetwork::make("still", {{"a", 0.5, 0.0}, {"b", 0.5, 0.0}}, {}, {5.0, 5.0, "test"});
    REQUIRE(network.ok());
    const SurvivalLaw lq{SurvivalKind::linear_quadratic, 0.3, 0.05};
    const SurvivalLaw saturating{SurvivalKind::saturating};
    for (const double duration : {0.0, 1e-9, 60.0}) {
        const auto exposure =
            simple_exposure({{0, 1.0, {1.0, 3.0}, {0.25, 0.75}, {}, "a"}}, {{duration, 1.0}});
        const FractionSolver solver(*network, exposure, {});
        CHECK(solver.survival({}) ==
              doctest::Approx(0.5 + 0.5 * (0.25 * std::exp(-0.733) + 0.75 * std::exp(-3 * 0.733)))
                  .epsilon(1e-12)
                  .scale(0));
        CHECK(solver.survival(lq) ==
              doctest::Approx(0.5 + 0.5 * (0.25 * std::exp(-0.35) + 0.75 * std::exp(-0.9 - 0.45)))
                  .epsilon(1e-8)
                  .scale(0));
        CHECK(solver.survival(saturating) ==
              doctest::Approx(0.5 + 0.5 * (0.25 * saturating.survival(1.0) + 0.75 * saturating.survival(3.0)))
                  .epsilon(1e-7)
                  .scale(0));
        CHECK(solver.moments().mean_gy == doctest::Approx(0.5 * (0.25 + 2.25)).epsilon(1e-12).scale(0));
        CHECK(solver.moments().variance_gy2 ==
              doctest::Approx(0.5 * (0.25 + 6.75) - 1.25 * 1.25).epsilon(1e-10).scale(0));
        CHECK(solver.fraction_irradiated() == doctest::Approx(0.5).epsilon(1e-13).scale(0));
    }
}

TEST_CASE("[property] mean blood dose is the volume-weighted mean organ dose, whatever the timing") {
    for (const auto sex : {patient::Sex::male, patient::Sex::female}) {
        const auto network = reference_circulation(sex);
        for (const double beam : {1e-9, 0.05, 10.0, 300.0, 1200.0}) {
            for (const auto law : {DwellLaw::exponential, DwellLaw::weibull2}) {
                if (law == DwellLaw::weibull2 && beam > 100.0) continue;  // the same identity, a long test
                for (const double tau : {0.0, 1.0}) {
                    const auto exposure = test::thorax_exposure(network, beam);
                    const FractionSolver solver(network, exposure, {law, tau, false});
                    CHECK(
                        solver.moments().mean_gy ==
                        doctest::Approx(volume_weighted_mean_gy(network, exposure)).epsilon(1e-10).scale(0));
                }
            }
        }
        const auto exposure = test::thorax_exposure(network, 60.0);
        const FractionSolver mean_rate(network, exposure, {DwellLaw::exponential, 0.0, true});
        CHECK(mean_rate.moments().mean_gy ==
              doctest::Approx(volume_weighted_mean_gy(network, exposure)).epsilon(1e-10).scale(0));
    }
}

TEST_CASE("[property] survival falls with dose, spread falls with beam time, redrawing averages") {
    const auto network = reference_circulation(patient::Sex::male);
    double last = 1.0;
    for (const double factor : {0.5, 1.0, 2.0, 4.0}) {
        const FractionSolver solver(network, test::thorax_exposure(network, 60.0, factor), {});
        CHECK(solver.survival({}) < last);
        last = solver.survival({});
        // Jensen: e^(−αE[D]) ≤ E[e^(−αD)].
        CHECK(last >= std::exp(-0.733 * solver.moments().mean_gy));
    }
    double sd = 1e9;
    for (const double beam : {0.0, 5.0, 60.0, 600.0}) {
        const FractionSolver solver(network, test::thorax_exposure(network, beam), {});
        CHECK(solver.moments().sd_gy < sd);
        sd = solver.moments().sd_gy;
    }
    const auto exposure = test::thorax_exposure(network, 60.0);
    const double visit =
        FractionSolver(network, exposure, {DwellLaw::exponential, 0.0, false}).moments().sd_gy;
    const double second =
        FractionSolver(network, exposure, {DwellLaw::exponential, 1.0, false}).moments().sd_gy;
    const double fast =
        FractionSolver(network, exposure, {DwellLaw::exponential, 0.001, false}).moments().sd_gy;
    const double limit =
        FractionSolver(network, exposure, {DwellLaw::exponential, 0.0, true}).moments().sd_gy;
    CHECK(visit > second);
    CHECK(second > fast);
    CHECK(fast == doctest::Approx(limit).epsilon(1e-3).scale(0));
}

TEST_CASE("[property] dose and time scale") {
    const auto network = reference_circulation(patient::Sex::female);
    const FractionSolver one(network, test::thorax_exposure(network, 60.0), {});
    const FractionSolver two(network, test::thorax_exposure(network, 60.0, 2.0), {});
    CHECK(two.moments().sd_gy == doctest::Approx(2.0 * one.moments().sd_gy).epsilon(1e-9).scale(0));
    CHECK(two.fraction_irradiated() == doctest::Approx(one.fraction_irradiated()).epsilon(1e-12).scale(0));
    SurvivalLaw half;
    half.alpha_per_gy *= 0.5;
    CHECK(two.survival(half) == doctest::Approx(one.survival({})).epsilon(1e-9).scale(0));
    // Twice the flow in half the time is the same fraction.
    BloodScale quick = network.scale();
    quick.output_l_per_min *= 2.0;
    const FractionSolver fast(network.scaled(quick), test::thorax_exposure(network, 30.0), {});
    CHECK(fast.survival({}) == doctest::Approx(one.survival({})).epsilon(1e-11).scale(0));
}

TEST_CASE("one window cut in two is the same fraction") {
    const auto network = reference_circulation(patient::Sex::male);
    auto exposure = test::thorax_exposure(network, 60.0);
    const FractionSolver whole(network, exposure, {});
    exposure.windows = {{15.0, 0.25}, {45.0, 0.75}};
    const FractionSolver cut(network, exposure, {});
    CHECK(cut.survival({}) == doctest::Approx(whole.survival({})).epsilon(1e-12).scale(0));
    CHECK(cut.moments().sd_gy == doctest::Approx(whole.moments().sd_gy).epsilon(1e-12).scale(0));
    const FractionGroup a{&whole, 1}, b{&cut, 1};
    CHECK(invert({&a, 1}).dose_exceeded_by(0.02) ==
          doctest::Approx(invert({&b, 1}).dose_exceeded_by(0.02)).epsilon(1e-6).scale(0));
}

TEST_CASE("compressed histograms cost less than stated") {
    const auto network = reference_circulation(patient::Sex::male);
    const auto exposure = test::thorax_exposure(network, 60.0);
    const FractionSolver fine(network, exposure, {}, 400);
    const FractionSolver coarse(network, exposure, {});
    CHECK(coarse.survival({}) == doctest::Approx(fine.survival({})).epsilon(2e-5).scale(0));
    CHECK(coarse.moments().sd_gy == doctest::Approx(fine.moments().sd_gy).epsilon(3e-3).scale(0));
    CHECK(coarse.fraction_irradiated() ==
          doctest::Approx(fine.fraction_irradiated()).epsilon(1e-12).scale(0));
    const FractionGroup f{&fine, 1}, c{&coarse, 1};
    CHECK(invert({&c, 1}).dose_exceeded_by(0.02) ==
          doctest::Approx(invert({&f, 1}).dose_exceeded_by(0.02)).epsilon(0.02).scale(0));
}

TEST_CASE("[property] deterministic results are the same bytes for 1, 2 and 7 threads") {
    const auto network = reference_circulation(patient::Sex::male);
    const FractionSolver solver(network, test::thorax_exposure(network, 20.0), {});
    const FractionGroup group{&solver, 5};
    const std::size_t before = thread_count();
    std::vector<double> d2;
    for (const std::size_t threads : {1, 2, 7}) {
        set_thread_count(threads);
        d2.push_back(invert({&group, 1}).dose_exceeded_by(0.02));
    }
    set_thread_count(before);
    CHECK(d2[0] == d2[1]);
    CHECK(d2[0] == d2[2]);
}
