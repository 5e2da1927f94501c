// Samplers and diagnostics on targets whose moments are known.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "core/parallel.hpp"
#include "core/rng.hpp"
#include "fit/abc_smc.hpp"
#include "fit/checkpoint.hpp"
#include "fit/diagnostics.hpp"
#include "fit/markov_chain.hpp"
#include "fit/profile.hpp"

using namespace abscope;
using namespace abscope::fit;

namespace {

constexpr double mean0 = 1.0, mean1 = -2.0, sd0 = 0.5, sd1 = 3.0, rho = 0.9;

// Two correlated unknowns of different scales, and two independent standard ones.
double gaussian(std::span<const double> x, double) {
    const double u = (x[0] - mean0) / sd0, v = (x[1] - mean1) / sd1;
    return 0.5 * (u * u - 2.0 * rho * u * v + v * v) / (1.0 - rho * rho) + 0.5 * (x[2] * x[2] + x[3] * x[3]);
}

Target gaussian_target() { return {4, gaussian}; }

Points wide_start(std::size_t count) {
    Points points(count, std::vector<double>(4));
    for (std::size_t i = 0; i < count; ++i) {
        RandomStream stream(3, RandomPurpose::test, i);
        for (auto& value : points[i]) value = 4.0 * stream.normal();
    }
    return points;
}

struct Moments {
    double mean = 0.0, variance = 0.0;
};

Moments moments_of(const std::vector<Points>& draws, std::size_t skipped, std::size_t k) {
    double sum = 0.0, squares = 0.0, count = 0.0;
    for (const auto& chain : draws) {
        for (std::size_t d = skipped; d < chain.size(); ++d) sum += chain[d][k], squares += chain[d][k] * chain[d][k], ++count;
    }
    return {sum / count, squares / count - sum * sum / count / count};
}

ChainDraws autoregressive(double correlation, std::size_t length) {
    ChainDraws draws(4, std::vector<double>(length));
    for (std::size_t c = 0; c < draws.size(); ++c) {
        RandomStream stream(5, RandomPurpose::test, c);
        double x = stream.normal();
        for (auto& value : draws[c]) value = x = correlation * x + std::sqrt(1.0 - correlation * correlation) * stream.normal();
    }
    return draws;
}

}  // namespace

TEST_CASE("Markov chains have the moments of a correlated Gaussian") {
    MarkovOptions options;
    options.generations = 8000;
    options.archive_every = 5;
    const auto target = gaussian_target();
    auto state = start_chains(target, wide_start(40), options);
    move_chains(target, options, state);
    const std::size_t skipped = state.draws[0].size() / 4;
    const auto convergence = convergence_of(state.draws, skipped);
    CHECK(convergence.worst_r_hat < 1.02);
    CHECK(convergence.least_effective > 1000);
    const double means[] = {mean0, mean1, 0, 0}, sds[] = {sd0, sd1, 1, 1};
    for (std::size_t k = 0; k < 4; ++k) {
        const auto m = moments_of(state.draws, skipped, k);
        const double error = sds[k] / std::sqrt(convergence.effective[k]);
        CHECK(std::abs(m.mean - means[k]) < 4.0 * error);
        CHECK(m.variance == doctest::Approx(sds[k] * sds[k]).epsilon(0.12));
    }
}

TEST_CASE("Markov chains: the same bytes for 1, 2 and 7 threads, and for a run cut in two with a checkpoint between") {
    const auto target = gaussian_target();
    MarkovOptions options;
    options.generations = 200;
    set_thread_count(1);
    auto whole = start_chains(target, wide_start(40), options);
    move_chains(target, options, whole);
    for (const std::size_t threads : {2, 7}) {
        set_thread_count(threads);
        auto again = start_chains(target, wide_start(40), options);
        move_chains(target, options, again);
        CHECK(again.draws == whole.draws);
    }
    set_thread_count(0);
    const auto folder = std::filesystem::temp_directory_path() / ("abscope_checkpoint_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    auto part = start_chains(target, wide_start(40), options);
    MarkovOptions half = options;
    half.generations = 90;
    move_chains(target, half, part);
    const auto file = folder / "run.chk";
    REQUIRE(write_checkpoint(file, "gaussian", part).ok());
    auto read = read_checkpoint(file, "gaussian");
    REQUIRE((read.ok() && read->has_value()));
    move_chains(target, options, **read);
    CHECK((*read)->draws == whole.draws);
    CHECK((*read)->accepted == whole.accepted);
    CHECK(read_checkpoint(file, "another").error().message().find("another run") != std::string::npos);
    CHECK_FALSE(read_checkpoint(folder / "absent.chk", "gaussian")->has_value());
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    CHECK_FALSE(read_checkpoint(file, "gaussian").ok());
    std::filesystem::remove_all(folder);
}

TEST_CASE("R-hat and effective sample size: independent, correlated and shifted chains") {
    const auto independent = autoregressive(0.0, 1000);
    CHECK(split_r_hat(independent) < 1.01);
    CHECK(effective_sample_size(independent) == doctest::Approx(4000).epsilon(0.15));
    // An autoregressive chain has N·(1 − ρ)/(1 + ρ) effective draws.
    CHECK(effective_sample_size(autoregressive(0.8, 4000)) == doctest::Approx(16000.0 / 9.0).epsilon(0.2));
    auto shifted = independent;
    for (auto& value : shifted[0]) value += 3.0;
    CHECK(split_r_hat(shifted) > 1.3);
    auto wider = independent;
    for (auto& value : wider[0]) value *= 6.0;
    CHECK(split_r_hat(wider) > 1.1);
}

TEST_CASE("ABC-SMC: posterior of a normal mean, prior N(0, 3²), one observation 1 with unit noise") {
    AbcProblem problem;
    problem.dimension = 1;
    problem.draw_prior = [](RandomStream& stream) { return std::vector{3.0 * stream.normal()}; };
    problem.log_prior = [](std::span<const double> x) { return -0.5 * x[0] * x[0] / 9.0; };
    problem.distance = [](std::span<const double> x, RandomStream& stream) { return std::abs(x[0] + stream.normal() - 1.0); };
    AbcOptions options;
    options.particles = 800;
    options.rounds = 8;
    options.tolerance = 0.1;
    const auto result = run_abc(problem, options);
    REQUIRE(result.rounds.size() > 3);
    CHECK(result.rounds.back().tolerance == doctest::Approx(0.1));
    double mean = 0.0, square = 0.0;
    for (std::size_t i = 0; i < result.particles.size(); ++i) {
        mean += result.weights[i] * result.particles[i][0];
        square += result.weights[i] * result.particles[i][0] * result.particles[i][0];
    }
    // Closed form: mean 0.9, variance 0.9; the tolerance adds ε²/3. Four standard errors of 800 weighted particles.
    CHECK(std::abs(mean - 0.9) < 0.2);
    CHECK(square - mean * mean == doctest::Approx(0.9).epsilon(0.25));
    for (std::size_t r = 1; r < result.rounds.size(); ++r) CHECK(result.rounds[r].tolerance < result.rounds[r - 1].tolerance);
    CHECK(resampled(result, 100).size() == 100);
    set_thread_count(7);
    CHECK(run_abc(problem, options).particles == result.particles);
    set_thread_count(0);
}

TEST_CASE("ABC-SMC ends with the last population when particles cannot be placed") {
    AbcProblem problem;
    problem.dimension = 1;
    problem.draw_prior = [](RandomStream& stream) { return std::vector{stream.normal()}; };
    problem.log_prior = [](std::span<const double> x) { return -0.5 * x[0] * x[0]; };
    problem.distance = [](std::span<const double>, RandomStream& stream) { return 10.0 + stream.uniform(); };
    AbcOptions options;
    options.particles = 50;
    options.rounds = 100;
    options.most_tries = 20;
    const auto result = run_abc(problem, options);
    CHECK(result.particles.size() == 50);
    CHECK(result.rounds.size() < 100);
}

TEST_CASE("profile of a Gaussian: half the square of the distance in units of the marginal deviation") {
    const auto target = gaussian_target();
    const std::vector<double> best{mean0, mean1, 0.0, 0.0}, grid{-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0};
    const auto points = profile(target, best, 0, grid, 4000, 0.5, 1);
    for (const auto& point : points) {
        const double z = (point.held - mean0) / sd0;
        CHECK(point.energy == doctest::Approx(0.5 * z * z).epsilon(0.01));
        // The other unknown of the pair follows its regression line.
        CHECK(point.x[1] == doctest::Approx(mean1 + rho * sd1 / sd0 * (point.held - mean0)).epsilon(0.02));
    }
    std::vector<double> fine;
    for (int i = -30; i <= 30; ++i) fine.push_back(mean0 + 0.05 * i);
    const auto interval = interval_of(profile(target, best, 0, fine, 600, 0.5, 1), 1.92);
    CHECK(interval.low == doctest::Approx(mean0 - 1.96 * sd0).epsilon(0.1));
    CHECK(interval.high == doctest::Approx(mean0 + 1.96 * sd0).epsilon(0.02));
    const Target flat{2, [](std::span<const double> x, double) { return 0.5 * x[1] * x[1]; }};
    CHECK(std::isnan(interval_of(profile(flat, {0.0, 0.0}, 0, grid, 200, 0.5, 1)).high));
}
