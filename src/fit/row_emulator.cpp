// From evaluations to quadratics, and from quadratics to an energy.
#include "fit/row_emulator.hpp"

#include <algorithm>
#include <cmath>

#include "core/contract.hpp"

namespace abscope::fit {

namespace {

constexpr double damping = 1e-6;        // of the coefficients of a row
constexpr double wall_ratio = 1.5, wall_distance = 3.0;  // of the usual length of a whitened point, and beyond that
constexpr double wall_weight = 2.0;
constexpr double flattening = 0.15;     // of distances, as in scorecard/distance

// Rows whose values were positive everywhere are emulated in their logarithm.
std::vector<bool> positive_rows(const Points& values) {
    std::vector<bool> positive(values[0].size(), true);
    for (const auto& row_values : values) {
        for (std::size_t r = 0; r < positive.size(); ++r) positive[r] = positive[r] && row_values[r] > 0.0;
    }
    return positive;
}

double wall_radius(std::size_t n) { return wall_ratio * std::sqrt(static_cast<double>(n)) + wall_distance; }

// Weighted root mean squares of the residuals, corrected for the coefficients that were fitted to the same points.
std::vector<double> residual_rms(const math::QuadraticFit& fit, const Points& z, const Points& values, const std::vector<double>& weights) {
    std::vector<double> squares(fit.outputs()), y, slopes;
    double total = 0.0;
    for (std::size_t i = 0; i < z.size(); ++i) {
        fit.evaluate(z[i], y, slopes);
        for (std::size_t r = 0; r < squares.size(); ++r) squares[r] += weights[i] * (y[r] - values[i][r]) * (y[r] - values[i][r]);
        total += weights[i];
    }
    const double n = static_cast<double>(z.size()), p = static_cast<double>(math::QuadraticFit::coefficients(fit.inputs()));
    const double correction = n / std::max(0.1 * n, n - p);
    for (double& s : squares) s = std::sqrt(s / total * correction);
    return squares;
}

double card_energy(const CardProblem& problem, std::span<const double> x, std::span<const double> values) {
    const auto& options = problem.options();
    return problem.free().prior_energy(x, options.centre) +
           0.5 / options.temperature * scorecard::card_distance(problem.card(), values, options.rule);
}

}  // namespace

Whitening Whitening::of(const Points& points, double floor) {
    ABSCOPE_EXPECT(points.size() > 1);
    const std::size_t n = points[0].size();
    Whitening out{std::vector<double>(n), math::SquareMatrix(n)};
    for (const auto& x : points) {
        for (std::size_t k = 0; k < n; ++k) out.centre[k] += x[k] / static_cast<double>(points.size());
    }
    math::SquareMatrix covariance(n);
    for (const auto& x : points) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                covariance(i, j) += (x[i] - out.centre[i]) * (x[j] - out.centre[j]) / static_cast<double>(points.size() - 1);
            }
        }
    }
    for (std::size_t i = 0; i < n; ++i) covariance(i, i) += floor;
    auto lower = math::cholesky(covariance);
    ABSCOPE_EXPECT(lower.has_value());
    out.lower = std::move(*lower);
    return out;
}

std::vector<double> Whitening::to_z(std::span<const double> x) const {
    std::vector<double> shifted(x.begin(), x.end());
    for (std::size_t k = 0; k < shifted.size(); ++k) shifted[k] -= centre[k];
    return math::solve_lower(lower, shifted);
}

std::vector<double> Whitening::to_x(std::span<const double> z) const {
    std::vector<double> x = centre;
    for (std::size_t i = 0; i < x.size(); ++i) {
        for (std::size_t j = 0; j <= i; ++j) x[i] += lower(i, j) * z[j];
    }
    return x;
}

Result<RowEmulator> RowEmulator::fit(const CardProblem& problem, const Design& design) {
    Design whole;
    for (std::size_t i = 0; i < design.places.size(); ++i) {
        const auto& values = design.values[i];
        if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) continue;
        whole.places.push_back(design.places[i]);
        whole.values.push_back(values);
    }
    const std::size_t n = problem.free().size();
    if (whole.places.size() < 2 * n) {
        return bad_input("the card has values at too few places", "an emulator is fitted to them", "ask for more evaluations, or use chains");
    }
    std::vector<double> weights(whole.places.size());
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = card_energy(problem, whole.places[i], whole.values[i]);
    const double best = *std::min_element(weights.begin(), weights.end());
    for (auto& w : weights) w = std::pow(1.0 + (w - best) / static_cast<double>(n), -2.0);
    // The later half of a design was drawn nearer to the posterior.
    const auto half = static_cast<std::ptrdiff_t>(whole.places.size() / 2);
    RowEmulator out(problem, Whitening::of(Points(whole.places.begin() + half, whole.places.end())));
    out.logarithmic_ = positive_rows(whole.values);
    Points z;
    for (const auto& x : whole.places) z.push_back(out.whitening_.to_z(x));
    for (auto& values : whole.values) {
        for (std::size_t r = 0; r < values.size(); ++r) values[r] = out.logarithmic_[r] ? std::log(values[r]) : values[r];
    }
    auto rows = math::QuadraticFit::of(z, whole.values, weights, damping);
    if (!rows) return bad_input("the rows of the card cannot be emulated", "their equations are singular", "ask for more evaluations, or use chains");
    out.rows_ = std::move(*rows);
    out.error_ = residual_rms(out.rows_, z, whole.values, weights);
    return out;
}

double RowEmulator::add_rows(std::span<const double> z, std::span<double> gradient) const {
    thread_local std::vector<double> y, slopes;
    rows_.evaluate(z, y, slopes);
    const auto& rule = problem_->options().rule;
    const double weight = 0.5 / problem_->options().temperature;
    double sum = 0.0;
    for (std::size_t r = 0; r < y.size(); ++r) {
        const auto& row = problem_->card().rows[r];
        const auto slack_at = [&](double at) { return scorecard::row_slack(row, logarithmic_[r] ? std::exp(at) : at, rule); };
        const double slack = slack_at(y[r]);
        if (!(slack < 0.0)) continue;
        const double tolerance = std::hypot(rule.tolerance, error_[r]);
        const double d = std::min(-slack / tolerance, 1e6);
        sum += weight * d * d / (1.0 + flattening * d * d);
        const double h = 1e-6 * std::max(1.0, std::abs(y[r]));
        const double slack_slope = (slack_at(y[r] + h) - slack_at(y[r] - h)) / (2.0 * h);
        const double pull = -weight * 2.0 * d / std::pow(1.0 + flattening * d * d, 2) * slack_slope / tolerance;
        for (std::size_t k = 0; k < z.size(); ++k) gradient[k] += pull * slopes[r * z.size() + k];
    }
    return sum;
}

double RowEmulator::energy(std::span<const double> z, std::span<double> gradient) const {
    const std::size_t n = z.size();
    const auto x = whitening_.to_x(z);
    const auto& list = problem_->free().list();
    double sum = problem_->free().prior_energy(x, problem_->options().centre), length2 = 0.0;
    std::fill(gradient.begin(), gradient.end(), 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        const double pull = (x[i] - problem_->options().centre[i]) / (list[i].log_sd * list[i].log_sd);
        for (std::size_t j = 0; j <= i; ++j) gradient[j] += pull * whitening_.lower(i, j);
        length2 += z[i] * z[i];
    }
    const double length = std::sqrt(length2), beyond = length - wall_radius(n);
    if (beyond > 0.0) {
        sum += wall_weight * beyond * beyond;
        for (std::size_t k = 0; k < n; ++k) gradient[k] += 2.0 * wall_weight * beyond * z[k] / length;
    }
    return sum + add_rows(z, gradient);
}

Surrogate RowEmulator::surrogate() const {
    return {whitening_.centre.size(), [this](std::span<const double> z, std::span<double> gradient) { return energy(z, gradient); }};
}

Target RowEmulator::target() const {
    return {whitening_.centre.size(), [this, card = problem_->target()](std::span<const double> z, double limit) {
                return card.energy(whitening_.to_x(z), limit);
            }};
}

double RowEmulator::energy_error(const Design& design) const {
    std::vector<double> gradient(whitening_.centre.size());
    double sum = 0.0, squares = 0.0, count = 0.0;
    for (std::size_t i = 0; i < design.places.size(); ++i) {
        const double error = energy(whitening_.to_z(design.places[i]), gradient) - card_energy(*problem_, design.places[i], design.values[i]);
        if (!std::isfinite(error)) continue;
        sum += error;
        squares += error * error;
        ++count;
    }
    return std::sqrt(std::max(0.0, squares / count - sum * sum / count / count));
}

}  // namespace abscope::fit
