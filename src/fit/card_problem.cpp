// Energy of a scorecard in two stages, and the Gaussian that its sensitivities make.
#include "fit/card_problem.hpp"

#include <algorithm>
#include <cmath>

#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "core/rng.hpp"
#include "math/cholesky.hpp"

namespace abscope::fit {

namespace {

using scorecard::Measure;
using scorecard::Row;

bool of_cohort(const Row& row) { return row.measure >= Measure::cohort_response_high_alc; }

// ln of a value, or the value itself where it is not positive.
double scaled(double value) { return value > 0.0 ? std::log(value) : value; }

}  // namespace

CardProblem::CardProblem(const scorecard::Card& card, scorecard::FreeParameters free, CardOptions options)
    : card_(card), quick_(scorecard::only_rows(card, [](const Row& row) { return !of_cohort(row); })),
      cohort_(scorecard::only_rows(card, of_cohort)), free_(std::move(free)), options_(std::move(options)) {
    if (options_.centre.empty()) options_.centre = free_.calibrated();
    ABSCOPE_EXPECT(options_.centre.size() == free_.size() && options_.temperature > 0.0);
}

double CardProblem::energy(std::span<const double> logs, double limit) const {
    double sum = free_.prior_energy(logs, options_.centre);
    const double weight = 0.5 / options_.temperature;
    const auto values = free_.values(logs);
    for (const auto* part : {&quick_, &cohort_}) {
        if (sum > limit) return std::numeric_limits<double>::infinity();
        if (part->rows.empty()) continue;
        sum += weight * scorecard::card_distance(*part, scorecard::row_values(*part, values, options_.method), options_.rule);
    }
    return sum;
}

Target CardProblem::target() const {
    return {free_.size(), [this](std::span<const double> x, double limit) { return energy(x, limit); }};
}

std::vector<double> CardProblem::row_values(std::span<const double> logs) const {
    return scorecard::row_values(card_, free_.values(logs), options_.method);
}

Points CardProblem::linearised_draws(std::span<const double> centre, std::size_t count, std::uint64_t seed) const {
    constexpr double step = 0.02;
    const std::size_t n = free_.size();
    Points values(n + 1);
    parallel_for(n + 1, [&](std::size_t k) {
        std::vector<double> x(centre.begin(), centre.end());
        if (k > 0) x[k - 1] += step;
        values[k] = row_values(x);
    });
    math::SquareMatrix precision(n);
    for (std::size_t k = 0; k < n; ++k) precision(k, k) = 1.0 / (free_.list()[k].log_sd * free_.list()[k].log_sd);
    for (std::size_t r = 0; r < card_.rows.size(); ++r) {
        const double slack = std::max(0.0, scorecard::row_slack(card_.rows[r], values[0][r], options_.rule));
        const double spread2 = options_.rule.tolerance * options_.rule.tolerance * options_.temperature + slack * slack;
        std::vector<double> slope(n);
        for (std::size_t k = 0; k < n; ++k) slope[k] = (scaled(values[k + 1][r]) - scaled(values[0][r])) / step;
        if (!std::isfinite(spread2) || !std::all_of(slope.begin(), slope.end(), [](double s) { return std::isfinite(s); })) continue;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) precision(i, j) += slope[i] * slope[j] / spread2;
        }
    }
    const auto factor = math::cholesky(precision);
    ABSCOPE_EXPECT(factor.has_value());
    Points draws(count);
    for (std::size_t d = 0; d < count; ++d) {
        RandomStream stream(seed, RandomPurpose::markov_chain, d, 0);
        std::vector<double> z(n);
        for (auto& value : z) value = stream.normal();
        draws[d] = math::solve_lower_transposed(*factor, z);
        for (std::size_t k = 0; k < n; ++k) draws[d][k] += centre[k];
    }
    return draws;
}

}  // namespace abscope::fit
