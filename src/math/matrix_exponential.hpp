// Exponential of a small dense matrix, for linear compartment models between events.
#pragma once

#include <array>
#include <cstddef>

namespace abscope::math {

template <std::size_t N>
using SquareMatrix = std::array<std::array<double, N>, N>;

template <std::size_t N>
SquareMatrix<N> product(const SquareMatrix<N>& a, const SquareMatrix<N>& b) {
    SquareMatrix<N> c{};
    for (std::size_t i = 0; i < N; ++i)
        for (std::size_t k = 0; k < N; ++k)
            for (std::size_t j = 0; j < N; ++j) c[i][j] += a[i][k] * b[k][j];
    return c;
}

template <std::size_t N>
std::array<double, N> product(const SquareMatrix<N>& a, const std::array<double, N>& x) {
    std::array<double, N> y{};
    for (std::size_t i = 0; i < N; ++i)
        for (std::size_t j = 0; j < N; ++j) y[i] += a[i][j] * x[j];
    return y;
}

/// exp(A·t) by scaling and squaring of the Taylor series (12 terms of a matrix of norm below 1/4: error below 1e-15).
template <std::size_t N>
SquareMatrix<N> exponential(const SquareMatrix<N>& a, double t) {
    double norm = 0.0;
    for (const auto& row : a) {
        double sum = 0.0;
        for (const double x : row) sum += (x < 0 ? -x : x) * t;
        norm = sum > norm ? sum : norm;
    }
    int squarings = 0;
    double scale = t;
    for (; norm > 0.25; norm *= 0.5) {
        scale *= 0.5;
        ++squarings;
    }
    SquareMatrix<N> term{};
    for (std::size_t i = 0; i < N; ++i) term[i][i] = 1.0;
    SquareMatrix<N> sum = term;
    for (int n = 1; n <= 12; ++n) {
        term = product(term, a);
        for (std::size_t i = 0; i < N; ++i)
            for (std::size_t j = 0; j < N; ++j) {
                term[i][j] *= scale / n;
                sum[i][j] += term[i][j];
            }
    }
    for (int i = 0; i < squarings; ++i) sum = product(sum, sum);
    return sum;
}

}  // namespace abscope::math
