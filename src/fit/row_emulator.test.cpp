// The emulator of a card's rows: near the truth inside its design, its gradient that of its energy, and the ensemble that comes of it.
#include "fit/row_emulator.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "core/parallel.hpp"
#include "core/rng.hpp"
#include "fit/emulated_card.hpp"
#include "fit/markov_chain.hpp"
#include "scorecard/assembly.hpp"

using namespace abscope;
using namespace abscope::fit;

namespace {

// Rows without a course, that three parameters decide.
CardProblem small_problem() {
    const auto assembly = scorecard::load_assembly("mouse");
    REQUIRE(assembly.ok());
    const auto card = scorecard::only_rows(assembly->card, [](const scorecard::Row& row) {
        return row.id == "12a" || row.id == "12b";
    });
    auto free = scorecard::FreeParameters::named(assembly->set, {"fB", "bs", "kRec"});
    REQUIRE(free.ok());
    CardOptions options;
    options.temperature = 0.5;
    return CardProblem(card, std::move(free).value(), options);
}

Design design_around(const CardProblem& problem, std::size_t count, std::uint64_t seed) {
    Design design;
    design.places = problem.linearised_draws(problem.free().calibrated(), count, seed);
    for (const auto& x : design.places) design.values.push_back(problem.row_values(x));
    return design;
}

}  // namespace

TEST_CASE("whitened points have mean 0 and covariance 1, and come back") {
    Points points(400, std::vector<double>(2));
    for (std::size_t i = 0; i < points.size(); ++i) {
        RandomStream stream(2, RandomPurpose::test, i);
        const double u = stream.normal(), v = stream.normal();
        points[i] = {3.0 + 0.1 * u, -1.0 + 5.0 * u + 0.5 * v};
    }
    const auto whitening = Whitening::of(points);
    double products[3] = {};
    for (const auto& x : points) {
        const auto z = whitening.to_z(x);
        products[0] += z[0] * z[0], products[1] += z[0] * z[1], products[2] += z[1] * z[1];
        const auto back = whitening.to_x(z);
        CHECK(back[1] == doctest::Approx(x[1]).epsilon(1e-12));
    }
    CHECK(products[0] / 399 == doctest::Approx(1.0).epsilon(1e-4));
    CHECK(std::abs(products[1] / 399) < 1e-4);
    CHECK(products[2] / 399 == doctest::Approx(1.0).epsilon(1e-4));
}

TEST_CASE("an emulated card: its energy is the card's within a fraction, its gradient is that of its energy") {
    const CardProblem problem = small_problem();
    const auto emulator = RowEmulator::fit(problem, design_around(problem, 60, 1));
    REQUIRE(emulator.ok());
    CHECK(emulator->energy_error(design_around(problem, 40, 2)) < 0.3);
    const auto surrogate = emulator->surrogate();
    for (const double scale : {0.7, 2.5, 6.0}) {  // inside, at the rim, and beyond the wall
        std::vector<double> z{scale, -0.6 * scale, 0.8 * scale}, gradient(3), unused(3);
        surrogate.energy(z, gradient);
        for (std::size_t k = 0; k < 3; ++k) {
            constexpr double h = 1e-5;
            auto up = z, down = z;
            up[k] += h, down[k] -= h;
            const double slope = (surrogate.energy(up, unused) - surrogate.energy(down, unused)) / (2.0 * h);
            CHECK(gradient[k] == doctest::Approx(slope).epsilon(1e-4));
        }
    }
}

TEST_CASE("an emulator needs enough places") {
    const CardProblem problem = small_problem();
    const auto emulator = RowEmulator::fit(problem, design_around(problem, 4, 1));
    REQUIRE_FALSE(emulator.ok());
    CHECK(emulator.error().problem.find("too few places") != std::string::npos);
}

TEST_CASE("[property] chains on the emulator and plain chains agree about the card") {
    const CardProblem problem = small_problem();
    EmulatedOptions options;
    options.moves = 4000;
    options.members = 100;
    const auto emulated = sample_card_emulated(problem, problem.free().calibrated(), options);
    REQUIRE(emulated.ok());
    CHECK(emulated->sampled.convergence.worst_r_hat < 1.02);
    CHECK(emulated->sampled.acceptance > 0.6);
    CHECK(emulated->sampled.ensemble.size() == 100);
    SampleOptions plain;
    plain.evaluations = 12000;
    plain.members = 1000;
    const auto chains = sample_card(problem, problem.free().calibrated(), plain);
    REQUIRE(chains.ok());
    const auto moments = [](const scorecard::Ensemble& ensemble, std::size_t k) {
        double sum = 0.0, squares = 0.0;
        for (const auto& member : ensemble.members) sum += std::log(member[k]), squares += std::pow(std::log(member[k]), 2);
        const auto n = static_cast<double>(ensemble.size());
        return std::pair(sum / n, std::sqrt(squares / n - sum * sum / n / n));
    };
    for (std::size_t k = 0; k < 3; ++k) {
        const auto [mean, sd] = moments(chains->ensemble, k);
        const auto [other_mean, other_sd] = moments(emulated->sampled.ensemble, k);
        CHECK(std::abs(mean - other_mean) < 4.0 * sd / std::sqrt(std::min(100.0, chains->convergence.effective[k])));
        CHECK(other_sd == doctest::Approx(sd).epsilon(0.35));
    }
}

TEST_CASE("bad orders for an emulated sample are refused") {
    const CardProblem problem = small_problem();
    EmulatedOptions options;
    options.chains = 1;
    const auto result = sample_card_emulated(problem, problem.free().calibrated(), options);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().why.find("two chains") != std::string::npos);
}
