// Normal equations of a quadratic, eight points at a time.
#include "math/quadratic_fit.hpp"

#include <algorithm>

#include "core/contract.hpp"
#include "math/cholesky.hpp"

namespace abscope::math {

namespace {

constexpr std::size_t together = 8;  // points whose products are added in one pass over the matrix

// 1, z_k, z_j·z_k with k ≤ j.
void features(std::span<const double> z, double* out) {
    *out++ = 1.0;
    for (const double x : z) *out++ = x;
    for (std::size_t j = 0; j < z.size(); ++j) {
        for (std::size_t k = 0; k <= j; ++k) *out++ = z[j] * z[k];
    }
}

// Adds Σ w φφᵀ of a group of points to the lower triangle. `rows`: [point][feature]; absent points have weight 0.
void add_products(const std::vector<double>& rows, const double* weights, SquareMatrix& gram) {
    const std::size_t p = gram.n;
    for (std::size_t i = 0; i < p; ++i) {
        double a[together];
        for (std::size_t t = 0; t < together; ++t) a[t] = weights[t] * rows[t * p + i];
        double* into = gram.data.data() + i * p;
        const double* r = rows.data();
        for (std::size_t j = 0; j <= i; ++j) {
            into[j] += a[0] * r[j] + a[1] * r[p + j] + a[2] * r[2 * p + j] + a[3] * r[3 * p + j] + a[4] * r[4 * p + j] +
                       a[5] * r[5 * p + j] + a[6] * r[6 * p + j] + a[7] * r[7 * p + j];
        }
    }
}

struct NormalEquations {
    SquareMatrix gram;
    std::vector<std::vector<double>> right;  // [output][feature]

    NormalEquations(std::size_t p, std::size_t outputs) : gram(p), right(outputs, std::vector<double>(p)) {}

    void add_right(const double* row, double weight, const std::vector<double>& values) {
        for (std::size_t r = 0; r < right.size(); ++r) {
            const double scale = weight * values[r];
            for (std::size_t i = 0; i < gram.n; ++i) right[r][i] += scale * row[i];
        }
    }
};

NormalEquations accumulate(const std::vector<std::vector<double>>& points, const std::vector<std::vector<double>>& values,
                           std::span<const double> weights, std::size_t p) {
    NormalEquations sums(p, values[0].size());
    std::vector<double> rows(together * p);
    for (std::size_t from = 0; from < points.size(); from += together) {
        double group[together] = {};
        for (std::size_t t = 0; t < together && from + t < points.size(); ++t) {
            group[t] = weights[from + t];
            features(points[from + t], rows.data() + t * p);
            sums.add_right(rows.data() + t * p, group[t], values[from + t]);
        }
        add_products(rows, group, sums.gram);
    }
    return sums;
}

}  // namespace

std::optional<QuadraticFit> QuadraticFit::of(const std::vector<std::vector<double>>& points, const std::vector<std::vector<double>>& values,
                                             std::span<const double> weights, double damping) {
    ABSCOPE_EXPECT(!points.empty() && points.size() == values.size() && points.size() == weights.size());
    QuadraticFit out;
    const std::size_t n = points[0].size(), p = coefficients(n);
    auto sums = accumulate(points, values, weights, p);
    double total = 0.0;
    for (const double w : weights) total += w;
    for (std::size_t i = 1; i < p; ++i) sums.gram(i, i) += damping * total;
    const auto factor = cholesky(sums.gram);
    if (!factor) return std::nullopt;
    out.inputs_ = n;
    out.outputs_ = sums.right.size();
    out.offset_.resize(out.outputs_);
    out.slope_.resize(out.outputs_ * n);
    out.curvature_.resize(out.outputs_ * n * n);
    for (std::size_t r = 0; r < out.outputs_; ++r) {
        const auto c = solve_lower_transposed(*factor, solve_lower(*factor, sums.right[r]));
        out.offset_[r] = c[0];
        std::copy_n(c.begin() + 1, n, out.slope_.begin() + static_cast<std::ptrdiff_t>(r * n));
        std::size_t at = 1 + n;
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t k = 0; k <= j; ++k, ++at) {
                out.curvature_[j * out.outputs_ * n + r * n + k] += c[at];
                out.curvature_[k * out.outputs_ * n + r * n + j] += c[at];
            }
        }
    }
    return out;
}

void QuadraticFit::evaluate(std::span<const double> z, std::vector<double>& y, std::vector<double>& slopes) const {
    ABSCOPE_EXPECT(z.size() == inputs_);
    const std::size_t width = outputs_ * inputs_;
    slopes.assign(width, 0.0);
    for (std::size_t j = 0; j < inputs_; ++j) {
        const double* column = curvature_.data() + j * width;
        const double at = z[j];
        for (std::size_t i = 0; i < width; ++i) slopes[i] += at * column[i];
    }
    y = offset_;
    for (std::size_t r = 0; r < outputs_; ++r) {
        for (std::size_t k = 0; k < inputs_; ++k) {
            double& slope = slopes[r * inputs_ + k];
            y[r] += z[k] * (slope_[r * inputs_ + k] + 0.5 * slope);
            slope += slope_[r * inputs_ + k];
        }
    }
}

}  // namespace abscope::math
