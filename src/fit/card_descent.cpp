// Damped Gauss–Newton on hinge distances, reweighted for their flattening.
#include "fit/card_descent.hpp"

#include <algorithm>
#include <cmath>

#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "math/cholesky.hpp"

namespace abscope::fit {

namespace {

constexpr double difference = 0.02;
constexpr double dampings[] = {0.01, 0.1, 1.0, 10.0, 100.0, 1000.0};
constexpr double least_gain = 0.01;

// Quadratic model of the energy at one point.
struct Model {
    math::SquareMatrix curvature;
    std::vector<double> slope;
};

Points rows_around(const CardProblem& problem, const std::vector<double>& x) {
    Points values(x.size() + 1);
    parallel_for(values.size(), [&](std::size_t k) {
        std::vector<double> at = x;
        if (k > 0) at[k - 1] += difference;
        values[k] = problem.row_values(at);
    });
    return values;
}

// Rows outside their bands pull with the slope of their slack; the flattening of large distances becomes a weight. Rows inside
// resist being moved, the more the nearer they are to their edge.
Model model_at(const CardProblem& problem, const std::vector<double>& x, const Points& values) {
    const std::size_t n = x.size();
    const auto& rule = problem.options().rule;
    Model model{math::SquareMatrix(n), std::vector<double>(n)};
    for (std::size_t k = 0; k < n; ++k) {
        const double precision = 1.0 / (problem.free().list()[k].log_sd * problem.free().list()[k].log_sd);
        model.curvature(k, k) = precision;
        model.slope[k] = precision * (x[k] - problem.options().centre[k]);
    }
    for (std::size_t r = 0; r < problem.card().rows.size(); ++r) {
        const auto& row = problem.card().rows[r];
        const double slack = scorecard::row_slack(row, values[0][r], rule);
        if (!std::isfinite(slack)) continue;
        const double d = std::max(0.0, -slack / rule.tolerance), room = std::max(0.0, slack / rule.tolerance);
        const double weight = 1.0 / (problem.options().temperature * std::pow(1.0 + 0.15 * d * d, 2) * (1.0 + room * room));
        std::vector<double> gradient(n);
        for (std::size_t k = 0; k < n; ++k) {
            gradient[k] = -(scorecard::row_slack(row, values[k + 1][r], rule) - slack) / difference / rule.tolerance;
            if (!std::isfinite(gradient[k])) gradient[k] = 0.0;
        }
        for (std::size_t i = 0; i < n; ++i) {
            model.slope[i] += weight * d * gradient[i];
            for (std::size_t j = 0; j < n; ++j) model.curvature(i, j) += weight * gradient[i] * gradient[j];
        }
    }
    return model;
}

std::vector<double> step(const Model& model, double damping, const std::vector<double>& x) {
    math::SquareMatrix matrix = model.curvature;
    for (std::size_t k = 0; k < x.size(); ++k) matrix(k, k) += damping;
    const auto factor = math::cholesky(matrix);
    ABSCOPE_EXPECT(factor.has_value());
    const auto move = math::solve_lower_transposed(*factor, math::solve_lower(*factor, model.slope));
    std::vector<double> out = x;
    for (std::size_t k = 0; k < x.size(); ++k) out[k] -= std::clamp(move[k], -1.0, 1.0);
    return out;
}

}  // namespace

Descent descend(const CardProblem& problem, std::span<const double> start, int iterations) {
    const Target target = problem.target();
    Descent out{{start.begin(), start.end()}, target(start), 1};
    for (int i = 0; i < iterations && !stop_requested(); ++i) {
        const auto model = model_at(problem, out.x, rows_around(problem, out.x));
        Points tries(std::size(dampings));
        std::vector<double> energies(tries.size());
        parallel_for(tries.size(), [&](std::size_t t) {
            tries[t] = step(model, dampings[t], out.x);
            energies[t] = target(tries[t]);
        });
        out.evaluations += static_cast<std::int64_t>(out.x.size() + 1 + tries.size());
        const auto best = static_cast<std::size_t>(std::min_element(energies.begin(), energies.end()) - energies.begin());
        if (!(energies[best] < out.energy - least_gain)) break;
        out.energy = energies[best];
        out.x = tries[best];
    }
    return out;
}

Descent descend_in_stages(const CardProblem& problem, std::span<const double> start, int iterations) {
    Descent out{{start.begin(), start.end()}, 0.0, 0};
    for (const double widening : {8.0, 4.0, 2.0, 1.0}) {
        CardOptions options = problem.options();
        options.rule.tolerance *= widening;
        const CardProblem stage(problem.card(), problem.free(), options);
        const std::int64_t before = out.evaluations;
        out = descend(stage, out.x, iterations);
        out.evaluations += before;
    }
    return out;
}

}  // namespace abscope::fit
