// Cyclic Jacobi: every off-diagonal pair is rotated away in turn, until what is left does not matter.
#include "math/symmetric_eigen.hpp"

#include <cmath>

namespace abscope::math {

namespace {

double off_diagonal(const SquareMatrix& a) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.n; ++i) {
        for (std::size_t j = 0; j < i; ++j) sum += a(i, j) * a(i, j);
    }
    return sum;
}

void rotate(SquareMatrix& a, SquareMatrix& v, std::size_t p, std::size_t q) {
    if (a(p, q) == 0.0) return;
    const double tau = (a(q, q) - a(p, p)) / (2.0 * a(p, q));
    const double t = (tau >= 0.0 ? 1.0 : -1.0) / (std::abs(tau) + std::sqrt(1.0 + tau * tau));
    const double c = 1.0 / std::sqrt(1.0 + t * t), s = t * c;
    for (std::size_t k = 0; k < a.n; ++k) {
        const double kp = a(k, p), kq = a(k, q);
        a(k, p) = c * kp - s * kq;
        a(k, q) = s * kp + c * kq;
    }
    for (std::size_t k = 0; k < a.n; ++k) {
        const double pk = a(p, k), qk = a(q, k);
        a(p, k) = c * pk - s * qk;
        a(q, k) = s * pk + c * qk;
    }
    for (std::size_t k = 0; k < a.n; ++k) {
        const double kp = v(k, p), kq = v(k, q);
        v(k, p) = c * kp - s * kq;
        v(k, q) = s * kp + c * kq;
    }
}

}  // namespace

SymmetricEigen symmetric_eigen(const SquareMatrix& matrix) {
    constexpr int most_sweeps = 60;
    SquareMatrix a(matrix.n);
    SymmetricEigen out{{}, SquareMatrix(matrix.n)};
    double size = 0.0;
    for (std::size_t i = 0; i < a.n; ++i) {
        out.vectors(i, i) = 1.0;
        for (std::size_t j = 0; j < a.n; ++j) {
            a(i, j) = 0.5 * (matrix(i, j) + matrix(j, i));
            size += a(i, j) * a(i, j);
        }
    }
    for (int sweep = 0; sweep < most_sweeps && off_diagonal(a) > 1e-30 * size; ++sweep) {
        for (std::size_t p = 0; p + 1 < a.n; ++p) {
            for (std::size_t q = p + 1; q < a.n; ++q) rotate(a, out.vectors, p, q);
        }
    }
    for (std::size_t i = 0; i < a.n; ++i) out.values.push_back(a(i, i));
    return out;
}

}  // namespace abscope::math
