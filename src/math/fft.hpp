// Discrete Fourier transform of a power-of-two length, in place (radix 2).
#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

namespace abscope::math {

/// X_k = Σ x_j e^(∓2πijk/n), minus sign forwards, plus backwards; no scaling. The length must be a power of two.
inline void fourier(std::vector<std::complex<double>>& x, bool backwards) {
    const std::size_t n = x.size();
    for (std::size_t i = 1, j = 0; i < n; ++i) {
        std::size_t bit = n >> 1U;
        for (; j & bit; bit >>= 1U) j ^= bit;
        j ^= bit;
        if (i < j) std::swap(x[i], x[j]);
    }
    for (std::size_t length = 2; length <= n; length <<= 1U) {
        const std::size_t half = length / 2;
        std::vector<std::complex<double>> turn(half);
        for (std::size_t k = 0; k < half; ++k)
            turn[k] = std::polar(1.0, (backwards ? 2.0 : -2.0) * std::numbers::pi * static_cast<double>(k) /
                                          static_cast<double>(length));
        for (std::size_t begin = 0; begin < n; begin += length)
            for (std::size_t k = 0; k < half; ++k) {
                const std::complex<double> even = x[begin + k], odd = x[begin + k + half] * turn[k];
                x[begin + k] = even + odd;
                x[begin + k + half] = even - odd;
            }
    }
}

}  // namespace abscope::math
