// The count over a course with its bands: runs the slow layer once at the central parameters and once per sample.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "blood/lymphocyte_count.hpp"
#include "blood/lymphocyte_kinetics.hpp"
#include "blood/lymphocyte_parameters.hpp"

namespace abscope::blood {

struct CountOptions {
    std::uint64_t seed = 1;
    int draws = 200;                        ///< samples of the parameters
    double horizon_day = 180.0;             ///< [d] after the first fraction
    std::optional<double> baseline_per_nl;  ///< [1e9/L]; none: the population prior
};

/// `fractions` in order of time. The same bytes for any number of threads.
LymphocyteCount count_over_course(const LymphocyteParameters& parameters, std::span<const FractionKill> kills,
                                  std::span<const DatedKill> fractions, const CountOptions& options);

}  // namespace abscope::blood
