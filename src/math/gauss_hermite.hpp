// Gauss–Hermite quadrature for expectations over the standard normal distribution.
#pragma once

#include <vector>

namespace abscope::math {

/// E[g(Z)] ≈ Σ weight·g(node), exact for polynomials of degree 2n − 1.
struct NormalQuadrature {
    std::vector<double> node;    ///< rising
    std::vector<double> weight;  ///< sums to 1
};

/// n nodes, 1 ≤ n ≤ 64: Newton's method on the orthonormal Hermite recurrence.
NormalQuadrature normal_quadrature(int n);

}  // namespace abscope::math
