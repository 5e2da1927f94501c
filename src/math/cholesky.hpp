// Dense Cholesky factor of a small symmetric positive definite matrix, row by row. Belongs to math.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace abscope::math {

/// Square matrix of n rows, stored row by row.
struct SquareMatrix {
    std::size_t n = 0;
    std::vector<double> data;

    explicit SquareMatrix(std::size_t size = 0) : n(size), data(size * size, 0.0) {}
    double& operator()(std::size_t i, std::size_t j) { return data[i * n + j]; }
    double operator()(std::size_t i, std::size_t j) const { return data[i * n + j]; }
};

/// Lower L with A = L·Lᵀ; nothing if A is not positive definite.
std::optional<SquareMatrix> cholesky(const SquareMatrix& a);
/// x with L·x = b.
std::vector<double> solve_lower(const SquareMatrix& lower, std::span<const double> b);
/// x with Lᵀ·x = b. If b is standard normal, x has the covariance A⁻¹.
std::vector<double> solve_lower_transposed(const SquareMatrix& lower, std::span<const double> b);

}  // namespace abscope::math
