// Rounds of ABC-SMC.
#include "fit/abc_smc.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "math/cholesky.hpp"

namespace abscope::fit {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Normal kernel with the covariance of a weighted population, doubled.
class Kernel {
public:
    Kernel(const Points& points, const std::vector<double>& weights) : n_(points[0].size()), covariance_(n_) {
        std::vector<double> mean(n_, 0.0);
        for (std::size_t i = 0; i < points.size(); ++i) {
            for (std::size_t k = 0; k < n_; ++k) mean[k] += weights[i] * points[i][k];
        }
        for (std::size_t i = 0; i < points.size(); ++i) {
            for (std::size_t a = 0; a < n_; ++a) {
                for (std::size_t b = 0; b < n_; ++b) {
                    covariance_(a, b) += 2.0 * weights[i] * (points[i][a] - mean[a]) * (points[i][b] - mean[b]);
                }
            }
        }
        // A population that has lost a direction still moves a little in it.
        for (std::size_t a = 0; a < n_; ++a) covariance_(a, a) = covariance_(a, a) * (1.0 + 1e-6) + 1e-12;
        auto factor = math::cholesky(covariance_);
        ABSCOPE_EXPECT(factor.has_value());
        lower_ = std::move(*factor);
    }

    std::vector<double> move(const std::vector<double>& from, RandomStream& stream) const {
        std::vector<double> z(n_), out = from;
        for (auto& value : z) value = stream.normal();
        for (std::size_t a = 0; a < n_; ++a) {
            for (std::size_t b = 0; b <= a; ++b) out[a] += lower_(a, b) * z[b];
        }
        return out;
    }

    // Density up to the constant that all pairs share.
    double density(const std::vector<double>& from, const std::vector<double>& to) const {
        std::vector<double> step(n_);
        for (std::size_t k = 0; k < n_; ++k) step[k] = to[k] - from[k];
        const auto z = math::solve_lower(lower_, step);
        return std::exp(-0.5 * std::inner_product(z.begin(), z.end(), z.begin(), 0.0));
    }

private:
    std::size_t n_;
    math::SquareMatrix covariance_, lower_;
};

struct Draw {
    std::vector<double> x;
    double distance = infinity;
    int tries = 0;
    bool accepted = false;
};

std::size_t pick(const std::vector<double>& weights, double u) {
    double sum = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += weights[i];
        if (u < sum) return i;
    }
    return weights.size() - 1;
}

Draw draw_particle(const AbcProblem& problem, const AbcOptions& options, const AbcResult& last, const Kernel* kernel,
                   double tolerance, std::size_t particle, int round) {
    RandomStream stream(options.seed, RandomPurpose::sequential_population, particle, static_cast<std::uint32_t>(round));
    Draw draw;
    while (!draw.accepted && draw.tries < options.most_tries) {
        ++draw.tries;
        draw.x = kernel ? kernel->move(last.particles[pick(last.weights, stream.uniform())], stream) : problem.draw_prior(stream);
        if (!std::isfinite(problem.log_prior(draw.x))) continue;
        draw.distance = problem.distance(draw.x, stream);
        draw.accepted = draw.distance <= tolerance;
    }
    return draw;
}

std::vector<double> weights_of(const AbcProblem& problem, const AbcResult& last, const Kernel* kernel, const Points& particles) {
    std::vector<double> weights(particles.size(), 1.0);
    if (kernel) {
        parallel_for(particles.size(), [&](std::size_t i) {
            double proposal = 0.0;
            for (std::size_t j = 0; j < last.particles.size(); ++j) {
                proposal += last.weights[j] * kernel->density(last.particles[j], particles[i]);
            }
            weights[i] = std::exp(problem.log_prior(particles[i])) / std::max(proposal, 1e-300);
        });
    }
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    ABSCOPE_EXPECT(sum > 0.0);
    for (auto& w : weights) w /= sum;
    return weights;
}

double next_tolerance(const AbcResult& last, double quantile) {
    std::vector<double> sorted = last.distances;
    std::sort(sorted.begin(), sorted.end());
    return sorted[static_cast<std::size_t>(quantile * static_cast<double>(sorted.size() - 1))];
}

// One population; false, and nothing changed but the count, if a particle could not be placed.
bool run_round(const AbcProblem& problem, const AbcOptions& options, int round, double tolerance, AbcResult& result) {
    const auto count = static_cast<std::size_t>(options.particles);
    std::optional<Kernel> kernel;
    if (round > 0) kernel.emplace(result.particles, result.weights);
    const Kernel* moves = kernel ? &*kernel : nullptr;
    std::vector<Draw> draws(count);
    parallel_for(count, [&](std::size_t i) { draws[i] = draw_particle(problem, options, result, moves, tolerance, i, round); });
    std::int64_t tries = 0;
    for (const auto& draw : draws) tries += draw.tries;
    result.evaluations += tries;
    if (!std::all_of(draws.begin(), draws.end(), [](const Draw& draw) { return draw.accepted; })) return false;
    Points particles;
    std::vector<double> distances;
    for (auto& draw : draws) {
        particles.push_back(std::move(draw.x));
        distances.push_back(draw.distance);
    }
    auto weights = weights_of(problem, result, moves, particles);
    const double squares = std::inner_product(weights.begin(), weights.end(), weights.begin(), 0.0);
    result.rounds.push_back({tolerance, static_cast<double>(count) / static_cast<double>(tries), 1.0 / squares});
    result.particles = std::move(particles);
    result.distances = std::move(distances);
    result.weights = std::move(weights);
    return true;
}

}  // namespace

AbcResult run_abc(const AbcProblem& problem, const AbcOptions& options, const std::function<bool(const AbcResult&)>& after) {
    ABSCOPE_EXPECT(options.particles > 1 && options.quantile > 0.0 && options.quantile < 1.0);
    AbcResult result;
    double tolerance = infinity;
    for (int round = 0; round < options.rounds; ++round) {
        if (!run_round(problem, options, round, tolerance, result)) break;
        if (after && !after(result)) break;
        if (tolerance <= options.tolerance || result.evaluations >= options.evaluations) break;
        const double next = std::max(options.tolerance, next_tolerance(result, options.quantile));
        if (!(next < tolerance)) break;
        tolerance = next;
    }
    return result;
}

Points resampled(const AbcResult& result, std::size_t count) {
    Points out;
    double sum = 0.0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double u = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
        while (at + 1 < result.weights.size() && sum + result.weights[at] < u) sum += result.weights[at++];
        out.push_back(result.particles[at]);
    }
    return out;
}

}  // namespace abscope::fit
