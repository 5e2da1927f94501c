// The transform against the sum that defines it, and back again.
#include <doctest/doctest.h>

#include "math/fft.hpp"

using namespace abscope;

TEST_CASE("fourier transform is the sum that defines it, and comes back") {
    std::vector<std::complex<double>> x;
    for (int i = 0; i < 16; ++i) x.emplace_back(std::sin(1.0 + i * i), 0.1 * i);
    auto y = x;
    math::fourier(y, false);
    for (std::size_t k = 0; k < 16; ++k) {
        std::complex<double> sum = 0.0;
        for (std::size_t j = 0; j < 16; ++j)
            sum += x[j] * std::polar(1.0, -2.0 * std::numbers::pi * static_cast<double>(j * k) / 16.0);
        CHECK(std::abs(y[k] - sum) < 1e-12);
    }
    math::fourier(y, true);
    for (std::size_t j = 0; j < 16; ++j) CHECK(std::abs(y[j] / 16.0 - x[j]) < 1e-13);
}
