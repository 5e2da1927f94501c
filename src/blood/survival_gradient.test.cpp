// The adjoint against finite differences of the solver, and its cost.
#include "blood/survival_gradient.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "blood/blood_test_cases.hpp"

using namespace abscope;
using namespace abscope::blood;

namespace {

BloodExposure few_bins(const CirculationNetwork& network) {
    BloodExposureBuilder builder(network);
    builder.add_organ(patient::OrganRole::lungs, {{0.1, 0.6, 2.0}, {0.5, 0.3, 0.2}});
    builder.add_organ(patient::OrganRole::heart, {{0.3, 1.5}, {0.7, 0.3}});
    builder.set_remainder({{0.05, 0.4}, {0.8, 0.2}}, 0.3);
    auto exposure = builder.build(0.0, {{12.0, 0.3}, {6.0, 0.0}, {0.0, 0.2}, {20.0, 0.5}});
    REQUIRE(exposure.ok());
    exposure->organs[0].window_share = {0.5, 0.0, 0.1, 0.4};
    return *exposure;
}

double survival_with(const CirculationNetwork& network, const BloodExposure& exposure,
                     const Transport& transport, const SurvivalLaw& law) {
    return FractionSolver(network, exposure, transport, 8).survival(law);
}

// Fourth-order central difference.
template <class Change>
double difference(Change change) {
    const double h = 2e-3;
    return (8.0 * (change(h) - change(-h)) - (change(2 * h) - change(-2 * h))) / (12.0 * h);
}

void compare(const Transport& transport, const SurvivalLaw& law) {
    const auto network = reference_circulation(patient::Sex::male);
    const auto exposure = few_bins(network);
    const FractionSolver solver(network, exposure, transport, 8);
    const SurvivalGradient gradient = survival_gradient(solver, exposure, law);
    CHECK(gradient.survival == doctest::Approx(solver.survival(law)).epsilon(4e-9).scale(0));
    for (const std::size_t o : {std::size_t{0}, std::size_t{2}, exposure.organs.size() - 1}) {
        for (std::size_t bin = 0; bin < exposure.organs[o].dose_gy.size(); ++bin) {
            const double expected = difference([&](double h) {
                auto moved = exposure;
                moved.organs[o].dose_gy[bin] += h;
                return survival_with(network, moved, transport, law);
            });
            CHECK(gradient.organs[o].bin_per_gy[bin] == doctest::Approx(expected).epsilon(1e-7).scale(0));
        }
        const double sum = gradient.organs[o].per_mean_gy;
        const double shifted = difference([&](double h) {
            auto moved = exposure;
            for (double& d : moved.organs[o].dose_gy) d += h;
            return survival_with(network, moved, transport, law);
        });
        CHECK(sum == doctest::Approx(shifted).epsilon(1e-7).scale(0));
    }
}

}  // namespace

TEST_CASE("adjoint of the linear law agrees with finite differences to 1e-7") {
    compare({}, {});
    compare({DwellLaw::weibull2, 0.0, false}, {});
    compare({DwellLaw::exponential, 3.0, false}, {});
    compare({DwellLaw::exponential, 0.0, true}, {});
}

TEST_CASE("adjoint of the saturating and the linear-quadratic law agrees with finite differences to 1e-7") {
    compare({}, {SurvivalKind::saturating});
    compare({}, {SurvivalKind::linear_quadratic, 0.3, 0.04});
}

TEST_CASE("dose in one window of an organ has its own gradient") {
    const auto network = reference_circulation(patient::Sex::male);
    auto exposure = few_bins(network);
    const FractionSolver solver(network, exposure, {}, 8);
    const SurvivalGradient gradient = survival_gradient(solver, exposure, {});
    // One bin only, so that dose in one window can be written as another share of a larger dose.
    exposure.organs[1].dose_gy = {1.0};
    exposure.organs[1].volume_fraction = {1.0};
    const FractionSolver single(network, exposure, {}, 8);
    const SurvivalGradient g = survival_gradient(single, exposure, {});
    const double share[] = {0.3, 0.0, 0.2, 0.5};
    for (std::size_t w = 0; w < 4; ++w) {
        const double expected = difference([&](double h) {
            auto moved = exposure;
            moved.organs[1].dose_gy[0] = 1.0 + h;
            moved.organs[1].window_share.clear();
            for (std::size_t v = 0; v < 4; ++v)
                moved.organs[1].window_share.push_back((share[v] + (v == w ? h : 0.0)) / (1.0 + h));
            return survival_with(network, moved, {}, {});
        });
        CHECK(g.organs[1].window_per_gy[w] == doctest::Approx(expected).epsilon(1e-7).scale(0));
    }
    CHECK(gradient.organs[0].per_mean_gy < 0.0);
}

TEST_CASE("[property] every gradient is negative: more dose, fewer survivors") {
    const auto network = reference_circulation(patient::Sex::female);
    const auto exposure = test::thorax_exposure(network, 60.0);
    const FractionSolver solver(network, exposure, {});
    const auto gradient = survival_gradient(solver, exposure, {});
    CHECK(gradient.survival == doctest::Approx(solver.survival({})).epsilon(1e-12).scale(0));
    for (const OrganGradient& o : gradient.organs)
        for (const double g : o.bin_per_gy) CHECK(g <= 0.0);
}
