// Ranks of truths among posterior draws.
#include "fit/rank_check.hpp"

#include <cmath>

#include "core/contract.hpp"
#include "core/parallel.hpp"

namespace abscope::fit {

namespace {

std::vector<int> ranks_of(const RankProblem& problem, const RankOptions& options, std::size_t repetition) {
    RandomStream stream(options.seed, RandomPurpose::synthetic_data, repetition);
    const auto truth = problem.draw_prior(stream);
    const Target target = problem.posterior(truth, stream);
    Points archive;
    for (std::size_t i = 0; i < 10 * problem.dimension + static_cast<std::size_t>(options.markov.chains); ++i) {
        archive.push_back(problem.draw_prior(stream));
    }
    MarkovOptions markov = options.markov;
    markov.seed = options.seed + 1000003 * (repetition + 1);
    auto state = start_chains(target, std::move(archive), markov);
    move_chains(target, markov, state);
    Points pool;
    for (std::size_t d = state.draws[0].size() / 2; d < state.draws[0].size(); ++d) {
        for (const auto& chain : state.draws) pool.push_back(chain[d]);
    }
    ABSCOPE_EXPECT(pool.size() >= static_cast<std::size_t>(options.draws));
    std::vector<int> out(problem.dimension, 0);
    for (int i = 0; i < options.draws; ++i) {
        const auto& draw = pool[static_cast<std::size_t>(i) * pool.size() / static_cast<std::size_t>(options.draws)];
        for (std::size_t k = 0; k < problem.dimension; ++k) out[k] += draw[k] < truth[k];
    }
    return out;
}

}  // namespace

std::vector<std::vector<int>> ranks(const RankProblem& problem, const RankOptions& options) {
    const auto count = static_cast<std::size_t>(options.repetitions);
    std::vector<std::vector<int>> by_repetition(count);
    parallel_for(count, [&](std::size_t r) { by_repetition[r] = ranks_of(problem, options, r); });
    std::vector<std::vector<int>> out(problem.dimension);
    for (const auto& one : by_repetition) {
        for (std::size_t k = 0; k < problem.dimension; ++k) out[k].push_back(one[k]);
    }
    return out;
}

double chi_square_tail(double x, double degrees) {
    const double a = 0.5 * degrees, z = 0.5 * x;
    if (!(z > 0.0)) return 1.0;
    const double factor = std::exp(a * std::log(z) - z - std::lgamma(a));
    if (z < a + 1.0) {  // series of the lower function
        double term = 1.0 / a, sum = term;
        for (int n = 1; n < 1000 && term > 1e-16 * sum; ++n) sum += term *= z / (a + n);
        return 1.0 - factor * sum;
    }
    double b = z + 1.0 - a, c = 1e300, d = 1.0 / b, h = d;  // continued fraction of the upper one (Lentz)
    for (int n = 1; n < 1000; ++n) {
        const double numerator = -n * (n - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        h *= d * c;
        if (std::abs(d * c - 1.0) < 1e-15) break;
    }
    return factor * h;
}

double uniformity_p(const std::vector<int>& values, int draws, int bins) {
    ABSCOPE_EXPECT(bins > 1 && (draws + 1) % bins == 0);
    std::vector<double> counts(static_cast<std::size_t>(bins), 0.0);
    for (const int rank : values) counts[static_cast<std::size_t>(rank * bins / (draws + 1))] += 1.0;
    const double expected = static_cast<double>(values.size()) / bins;
    double chi_square = 0.0;
    for (const double c : counts) chi_square += (c - expected) * (c - expected) / expected;
    return chi_square_tail(chi_square, bins - 1.0);
}

}  // namespace abscope::fit
