// Cholesky factor and the two triangular solves.
#include "math/cholesky.hpp"

#include <cmath>

namespace abscope::math {

std::optional<SquareMatrix> cholesky(const SquareMatrix& a) {
    SquareMatrix lower(a.n);
    for (std::size_t i = 0; i < a.n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = a(i, j);
            for (std::size_t k = 0; k < j; ++k) sum -= lower(i, k) * lower(j, k);
            if (i != j) {
                lower(i, j) = sum / lower(j, j);
                continue;
            }
            if (!(sum > 0.0)) return std::nullopt;
            lower(i, i) = std::sqrt(sum);
        }
    }
    return lower;
}

std::vector<double> solve_lower(const SquareMatrix& lower, std::span<const double> b) {
    std::vector<double> x(b.begin(), b.end());
    for (std::size_t i = 0; i < lower.n; ++i) {
        for (std::size_t k = 0; k < i; ++k) x[i] -= lower(i, k) * x[k];
        x[i] /= lower(i, i);
    }
    return x;
}

std::vector<double> solve_lower_transposed(const SquareMatrix& lower, std::span<const double> b) {
    std::vector<double> x(b.begin(), b.end());
    for (std::size_t i = lower.n; i-- > 0;) {
        for (std::size_t k = i + 1; k < lower.n; ++k) x[i] -= lower(k, i) * x[k];
        x[i] /= lower(i, i);
    }
    return x;
}

}  // namespace abscope::math
