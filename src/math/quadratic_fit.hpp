// Quadratic polynomials in many inputs, fitted to scattered values by weighted, damped least squares; several outputs share one
// factorisation. Belongs to math.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace abscope::math {

/// y_r(z) = offset_r + slope_r·z + ½ zᵀ·curvature_r·z for r = 0 … outputs − 1, z of `inputs` numbers.
class QuadraticFit {
public:
    /// Least squares over points[i] (each of one length, `inputs`) with values[i][r] and weights ≥ 0; `damping` [-] times the
    /// sum of the weights is added to the squares of all coefficients but the offset. Nothing if a factor cannot be taken. The
    /// number of coefficients is 1 + n + n(n+1)/2; with fewer points than that only the damping decides.
    static std::optional<QuadraticFit> of(const std::vector<std::vector<double>>& points,
                                          const std::vector<std::vector<double>>& values, std::span<const double> weights,
                                          double damping);

    std::size_t inputs() const { return inputs_; }
    std::size_t outputs() const { return outputs_; }
    static std::size_t coefficients(std::size_t inputs) { return 1 + inputs + inputs * (inputs + 1) / 2; }
    /// y of every output and, in slopes[r·inputs + k], its derivative by z_k.
    void evaluate(std::span<const double> z, std::vector<double>& y, std::vector<double>& slopes) const;

private:
    std::size_t inputs_ = 0, outputs_ = 0;
    std::vector<double> offset_;     // [output]
    std::vector<double> slope_;      // [output·inputs + k]
    std::vector<double> curvature_;  // [j][output·inputs + k]: of one input j for all outputs, so that a product streams
};

}  // namespace abscope::math
