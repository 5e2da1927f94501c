// Chains on a stand-in: right whatever the stand-in says, nearly independent where it is good, the same for any threads.
#include "fit/delayed_chain.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "core/parallel.hpp"
#include "core/rng.hpp"
#include "fit/diagnostics.hpp"
#include "fit/rank_check.hpp"

using namespace abscope;
using namespace abscope::fit;

namespace {

// A hinge beside a Gaussian, as bands make them: x₀ is standard normal but heavily refused above 0.5; x₁ is normal.
double hinge_energy(std::span<const double> x, double) {
    const double over = std::max(0.0, x[0] - 0.5) / 0.1;
    return 0.5 * (x[0] * x[0] + x[1] * x[1]) + 0.5 * over * over;
}

// A Gaussian elsewhere and of another width.
Surrogate wrong_gaussian(double shift, double width) {
    return {2, [shift, width](std::span<const double> x, std::span<double> gradient) {
                double sum = 0.0;
                for (std::size_t k = 0; k < 2; ++k) {
                    gradient[k] = (x[k] - shift) / (width * width);
                    sum += 0.5 * (x[k] - shift) * gradient[k];
                }
                return sum;
            }};
}

DelayedOptions options_of(int moves) {
    DelayedOptions options;
    options.moves = moves;
    options.seed = 7;
    return options;
}

// Mean and variance of x₀ under the hinge, by the trapezium rule.
std::pair<double, double> hinge_moments() {
    double total = 0.0, first = 0.0, second = 0.0;
    for (double x = -8.0; x < 4.0; x += 1e-4) {
        const double at[] = {x, 0.0}, density = std::exp(-hinge_energy(at, 0.0));
        total += density, first += density * x, second += density * x * x;
    }
    return {first / total, second / total - first * first / total / total};
}

}  // namespace

TEST_CASE("[property] delayed acceptance has the target's moments though its stand-in is wrong") {
    const Target target{2, hinge_energy};
    const Points starts(8, std::vector<double>{0.0, 0.0});
    const auto [mean, variance] = hinge_moments();
    for (const double shift : {0.0, 0.3}) {
        const auto chains = run_delayed(target, wrong_gaussian(shift, 1.2), starts, options_of(4000));
        const auto convergence = convergence_of(chains.draws, 100);
        CHECK(convergence.worst_r_hat < 1.01);
        double sum = 0.0, squares = 0.0, count = 0.0, second = 0.0;
        for (const auto& chain : chains.draws) {
            for (const auto& x : chain) sum += x[0], squares += x[0] * x[0], second += x[1] * x[1], ++count;
        }
        const double error = std::sqrt(variance / convergence.effective[0]);
        CHECK(std::abs(sum / count - mean) < 4.0 * error);
        CHECK(squares / count - sum * sum / count / count == doctest::Approx(variance).epsilon(0.05));
        CHECK(second / count == doctest::Approx(1.0).epsilon(0.05));
    }
}

TEST_CASE("with the target itself as its stand-in, draws are nearly independent") {
    const Surrogate exact = wrong_gaussian(0.0, 1.0);
    const Target target{2, [](std::span<const double> x, double) { return 0.5 * (x[0] * x[0] + x[1] * x[1]); }};
    const auto chains = run_delayed(target, exact, Points(4, std::vector<double>{1.0, -1.0}), options_of(500));
    for (const auto accepted : chains.accepted) CHECK(accepted > 400);  // a third of the moves are steps of a random walk
    CHECK(convergence_of(chains.draws, 10).least_effective > 900);
    CHECK(chains.surrogate_acceptance > 0.8);
}

TEST_CASE("chains on a stand-in are the same bytes for any number of threads") {
    const Target target{2, hinge_energy};
    const Points starts(5, std::vector<double>{0.2, 0.1});
    std::vector<std::vector<Points>> results;
    for (const int threads : {1, 2, 7}) {
        set_thread_count(threads);
        results.push_back(run_delayed(target, wrong_gaussian(0.1, 1.1), starts, options_of(60)).draws);
    }
    set_thread_count(0);
    CHECK(results[0] == results[1]);
    CHECK(results[0] == results[2]);
}

TEST_CASE("a run on a stand-in can be ended early") {
    const Target target{2, hinge_energy};
    const Points starts(3, std::vector<double>{0.0, 0.0});
    const auto chains = run_delayed(target, wrong_gaussian(0.0, 1.0), starts, options_of(1000), [](std::int64_t asked) { return asked < 30; });
    std::size_t moves = 0;
    for (const auto& chain : chains.draws) moves += chain.size();
    CHECK(moves >= 30);
    CHECK(moves < 40);
}

TEST_CASE("[property] simulation-based calibration of chains on a wrong stand-in: ranks are uniform") {
    // x ~ N(0, 1) twice, y = x + noise of sd 0.7; the stand-in is the posterior moved by most of its width and a fifth too wide.
    constexpr double noise = 0.7, precision = 1.0 + 1.0 / (noise * noise);
    constexpr int repetitions = 300, kept = 19;
    std::vector<std::vector<int>> ranks(2, std::vector<int>(repetitions));
    for (int r = 0; r < repetitions; ++r) {
        RandomStream stream(21, RandomPurpose::synthetic_data, static_cast<std::uint64_t>(r));
        std::vector<double> truth(2), centre(2);
        for (std::size_t k = 0; k < 2; ++k) {
            truth[k] = stream.normal();
            centre[k] = (truth[k] + noise * stream.normal()) / (noise * noise) / precision;
        }
        const auto around = [centre](double shift, double width, std::span<const double> x, std::span<double> gradient) {
            double sum = 0.0;
            for (std::size_t k = 0; k < 2; ++k) {
                const double slope = (x[k] - centre[k] - shift) * precision / (width * width);
                if (!gradient.empty()) gradient[k] = slope;
                sum += 0.5 * (x[k] - centre[k] - shift) * slope;
            }
            return sum;
        };
        const Target target{2, [&](std::span<const double> x, double) { return around(0.0, 1.0, x, {}); }};
        const Surrogate wrong{2, [&](std::span<const double> x, std::span<double> gradient) { return around(0.5, 1.2, x, gradient); }};
        DelayedOptions options = options_of(20 * kept);
        options.trajectories = 2;
        options.seed = static_cast<std::uint64_t>(r) + 1;
        const auto chain = run_delayed(target, wrong, {centre}, options).draws[0];
        for (int d = 1; d <= kept; ++d) {
            for (std::size_t k = 0; k < 2; ++k) ranks[k][static_cast<std::size_t>(r)] += chain[static_cast<std::size_t>(20 * d - 1)][k] < truth[k];
        }
    }
    for (const auto& of_one : ranks) CHECK(uniformity_p(of_one, kept, 10) > 0.01);
}
