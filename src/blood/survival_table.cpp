// Chebyshev interpolation over eight Laplace transforms.
#include "blood/survival_table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

namespace abscope::blood {
namespace {

constexpr double table_low = 0.02;  // [1/Gy]
constexpr double table_high = 2.5;  // [1/Gy]

}  // namespace

SurvivalTable::SurvivalTable(const FractionSolver& solver) {
    std::array<double, 8> node{};
    for (std::size_t i = 0; i < 8; ++i) {
        const double x = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) / 8.0);
        node[i] = 0.5 * (table_low + table_high) + 0.5 * (table_high - table_low) * x;
    }
    const std::vector<double> value = solver.laplace(std::span<const double>(node));
    for (std::size_t k = 0; k < 8; ++k) {
        double sum = 0.0;
        for (std::size_t i = 0; i < 8; ++i)
            sum += std::log(std::max(value[i], 1e-300)) *
                   std::cos(std::numbers::pi * static_cast<double>(k) * (static_cast<double>(i) + 0.5) / 8.0);
        coefficient_[k] = sum * (k == 0 ? 1.0 : 2.0) / 8.0;
    }
}

double SurvivalTable::operator()(double alpha_per_gy) const {
    const double a = std::clamp(alpha_per_gy, table_low, table_high);
    const double x = (2.0 * a - table_low - table_high) / (table_high - table_low);
    double b1 = 0.0;
    double b2 = 0.0;
    for (std::size_t k = 8; k-- > 1;) {
        const double b = 2.0 * x * b1 - b2 + coefficient_[k];
        b2 = b1;
        b1 = b;
    }
    return std::exp(coefficient_[0] + x * b1 - b2);
}

}  // namespace abscope::blood
