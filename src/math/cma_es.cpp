// CMA-ES; equations are those of the tutorial [@hansen2016].
#include "math/cma_es.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "core/rng.hpp"
#include "math/symmetric_eigen.hpp"

namespace abscope::math {

namespace {

// Weights and learning rates (table 1).
struct Settings {
    std::size_t n, lambda, mu;
    std::vector<double> weights;
    double mu_eff = 0.0, c_sigma = 0.0, d_sigma = 0.0, c_c = 0.0, c_1 = 0.0, c_mu = 0.0, expected_length = 0.0;

    Settings(std::size_t unknowns, int population)
        : n(unknowns), lambda(population > 0 ? static_cast<std::size_t>(population)
                                             : 4 + static_cast<std::size_t>(3.0 * std::log(static_cast<double>(unknowns)))),
          mu(lambda / 2) {
        const auto dim = static_cast<double>(n);
        double sum = 0.0, squares = 0.0;
        for (std::size_t i = 0; i < mu; ++i) {
            weights.push_back(std::log(0.5 * (static_cast<double>(lambda) + 1.0)) - std::log(static_cast<double>(i) + 1.0));
            sum += weights.back();
        }
        for (auto& w : weights) w /= sum, squares += w * w;
        mu_eff = 1.0 / squares;
        c_sigma = (mu_eff + 2.0) / (dim + mu_eff + 5.0);
        d_sigma = 1.0 + 2.0 * std::max(0.0, std::sqrt((mu_eff - 1.0) / (dim + 1.0)) - 1.0) + c_sigma;
        c_c = (4.0 + mu_eff / dim) / (dim + 4.0 + 2.0 * mu_eff / dim);
        c_1 = 2.0 / ((dim + 1.3) * (dim + 1.3) + mu_eff);
        c_mu = std::min(1.0 - c_1, 2.0 * (mu_eff - 2.0 + 1.0 / mu_eff) / ((dim + 2.0) * (dim + 2.0) + mu_eff));
        expected_length = std::sqrt(dim) * (1.0 - 1.0 / (4.0 * dim) + 1.0 / (21.0 * dim * dim));
    }
};

class Search {
public:
    Search(std::span<const double> start, const CmaOptions& options)
        : s_(start.size(), options.population), seed_(options.seed), mean_(start.begin(), start.end()), sigma_(options.sigma),
          path_sigma_(s_.n, 0.0), path_c_(s_.n, 0.0), covariance_(s_.n), basis_(s_.n), scale_(s_.n, 1.0),
          steps_(s_.lambda, std::vector<double>(s_.n)), points_(s_.lambda, std::vector<double>(s_.n)), values_(s_.lambda) {
        for (std::size_t i = 0; i < s_.n; ++i) covariance_(i, i) = basis_(i, i) = 1.0;
    }

    void draw_and_evaluate(const std::function<double(std::span<const double>)>& function) {
        ++generation_;
        parallel_for(s_.lambda, [&](std::size_t i) {
            RandomStream stream(seed_, RandomPurpose::evolution_strategy, i, static_cast<std::uint32_t>(generation_));
            std::vector<double> z(s_.n);
            for (std::size_t k = 0; k < s_.n; ++k) z[k] = scale_[k] * stream.normal();
            for (std::size_t r = 0; r < s_.n; ++r) {
                double sum = 0.0;
                for (std::size_t k = 0; k < s_.n; ++k) sum += basis_(r, k) * z[k];
                steps_[i][r] = sum;
                points_[i][r] = mean_[r] + sigma_ * sum;
            }
            const double value = function(points_[i]);
            values_[i] = std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
        });
        order_.resize(s_.lambda);
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return values_[a] < values_[b]; });
    }

    void adapt() {
        std::vector<double> step(s_.n, 0.0);
        for (std::size_t i = 0; i < s_.mu; ++i) {
            for (std::size_t k = 0; k < s_.n; ++k) step[k] += s_.weights[i] * steps_[order_[i]][k];
        }
        for (std::size_t k = 0; k < s_.n; ++k) mean_[k] += sigma_ * step[k];
        const bool stalled = follow_paths(step);
        adapt_covariance(stalled);
        sigma_ *= std::exp(std::min(1.0, s_.c_sigma / s_.d_sigma * (length(path_sigma_) / s_.expected_length - 1.0)));
        // The decomposition is renewed often enough that the covariance has hardly changed since.
        const auto pause = std::max(1.0, 1.0 / (10.0 * static_cast<double>(s_.n) * (s_.c_1 + s_.c_mu)));
        if (generation_ - decomposed_ >= static_cast<int>(pause)) decompose();
    }

    const std::vector<double>& best_point() const { return points_[order_[0]]; }
    double best_value() const { return values_[order_[0]]; }
    std::size_t population() const { return s_.lambda; }
    int generation() const { return generation_; }
    bool vanished() const { return !(sigma_ * *std::max_element(scale_.begin(), scale_.end()) > 1e-14) || !std::isfinite(sigma_); }

private:
    static double length(const std::vector<double>& v) { return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0)); }

    // Evolution paths; true when the step-size path is so long that the covariance path must wait (eq. 45, h_sigma = 0).
    bool follow_paths(const std::vector<double>& step) {
        std::vector<double> whitened(s_.n, 0.0);  // C^(-1/2)·step
        for (std::size_t k = 0; k < s_.n; ++k) {
            double along = 0.0;
            for (std::size_t r = 0; r < s_.n; ++r) along += basis_(r, k) * step[r];
            for (std::size_t r = 0; r < s_.n; ++r) whitened[r] += basis_(r, k) * along / scale_[k];
        }
        const double keep = 1.0 - s_.c_sigma, add = std::sqrt(s_.c_sigma * (2.0 - s_.c_sigma) * s_.mu_eff);
        for (std::size_t k = 0; k < s_.n; ++k) path_sigma_[k] = keep * path_sigma_[k] + add * whitened[k];
        const double settled = std::sqrt(1.0 - std::pow(keep, 2.0 * generation_));
        const bool stalled =
            length(path_sigma_) / settled >= (1.4 + 2.0 / (static_cast<double>(s_.n) + 1.0)) * s_.expected_length;
        const double add_c = stalled ? 0.0 : std::sqrt(s_.c_c * (2.0 - s_.c_c) * s_.mu_eff);
        for (std::size_t k = 0; k < s_.n; ++k) path_c_[k] = (1.0 - s_.c_c) * path_c_[k] + add_c * step[k];
        return stalled;
    }

    void adapt_covariance(bool stalled) {
        const double keep = 1.0 - s_.c_1 - s_.c_mu + (stalled ? s_.c_1 * s_.c_c * (2.0 - s_.c_c) : 0.0);
        for (std::size_t i = 0; i < s_.n; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                double sum = 0.0;
                for (std::size_t m = 0; m < s_.mu; ++m) sum += s_.weights[m] * steps_[order_[m]][i] * steps_[order_[m]][j];
                covariance_(i, j) = keep * covariance_(i, j) + s_.c_1 * path_c_[i] * path_c_[j] + s_.c_mu * sum;
                covariance_(j, i) = covariance_(i, j);
            }
        }
    }

    void decompose() {
        decomposed_ = generation_;
        auto eigen = symmetric_eigen(covariance_);
        for (std::size_t k = 0; k < s_.n; ++k) scale_[k] = std::sqrt(std::max(eigen.values[k], 1e-300));
        basis_ = std::move(eigen.vectors);
    }

    Settings s_;
    std::uint64_t seed_;
    std::vector<double> mean_;
    double sigma_;
    std::vector<double> path_sigma_, path_c_;
    SquareMatrix covariance_, basis_;   // basis: eigenvectors of the covariance
    std::vector<double> scale_;         // roots of its eigenvalues
    std::vector<std::vector<double>> steps_, points_;
    std::vector<double> values_;
    std::vector<std::size_t> order_;
    int generation_ = 0, decomposed_ = 0;
};

bool flat(const std::vector<double>& history, double tolerance) {
    constexpr std::size_t generations = 10;
    if (history.size() < generations) return false;
    const auto range = std::minmax_element(history.end() - generations, history.end());
    return *range.second - *range.first < tolerance;
}

}  // namespace

CmaResult minimise_cma(const std::function<double(std::span<const double>)>& function, std::span<const double> start,
                       const CmaOptions& options, const std::function<bool(const CmaResult&)>& after) {
    ABSCOPE_EXPECT(!start.empty() && options.sigma > 0.0 && (options.population == 0 || options.population >= 4));
    Search search(start, options);
    CmaResult out{{start.begin(), start.end()}, std::numeric_limits<double>::infinity()};
    std::vector<double> history;
    while (out.evaluations + static_cast<std::int64_t>(search.population()) <= options.evaluations) {
        search.draw_and_evaluate(function);
        out.evaluations += static_cast<std::int64_t>(search.population());
        out.generations = search.generation();
        if (search.best_value() < out.value) out.value = search.best_value(), out.x = search.best_point();
        history.push_back(search.best_value());
        search.adapt();
        out.converged = search.vanished() || flat(history, options.tolerance);
        if ((after && !after(out)) || out.converged) break;
    }
    return out;
}

}  // namespace abscope::math
