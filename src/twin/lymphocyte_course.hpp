// Lymphocytes of one patient over a scenario, by the blood engine's slow layer; and the kill of each fraction that makes the
// immune model's own lymphocyte count follow it, so that there is one truth.
#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "blood/lymphocyte_kinetics.hpp"
#include "twin/scenario.hpp"

namespace abscope::twin {

/// The count over time, and how the immune model reproduces it.
struct LymphocyteCourse {
    std::vector<double> per_nl;       ///< on the asked days [1e9/L]
    double baseline_per_nl = 0.0;     ///< [1e9/L]
    std::vector<double> kill;         ///< of each fraction, −ln of the share that survives [-]
    double recovery_per_day = 0.0;    ///< of the immune model after the last fraction [1/d]
};

/// Solves each distinct (block, scale) of a scenario once; after that a patient costs one run of the slow layer.
class LymphocyteEngine {
  public:
    /// The scenario must have blood and at least one fraction.
    explicit LymphocyteEngine(const Scenario& scenario);

    /// The course of the patient with these rates. `t_day` rises and begins not after the first fraction [d].
    LymphocyteCourse course(const blood::LymphocyteRates& rates, std::span<const double> t_day) const;

  private:
    std::vector<blood::FractionKill> kills_;
    std::vector<blood::DatedKill> dated_;
};

}  // namespace abscope::twin
