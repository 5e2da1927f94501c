// Survival of circulating cells in one fraction for any radiosensitivity, from eight exact solutions. Range of
// radiosensitivity: [@nakamura1990], [@mccullum2023].
#pragma once

#include <array>

#include "blood/fraction_solver.hpp"

namespace abscope::blood {

/// Surviving fraction of circulating cells as a function of α (Chebyshev interpolation of ln E[e^(−αD)], relative error
/// below 1e-6 on 0.02–2.5 /Gy).
class SurvivalTable {
public:
    explicit SurvivalTable(const FractionSolver& solver);
    /// [-]; α [1/Gy] is held inside the range of the table.
    double operator()(double alpha_per_gy) const;

private:
    std::array<double, 8> coefficient_{};
};

}  // namespace abscope::blood
