// The count over a course with its bands: runs the slow layer once at the central parameters and once per sample.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

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

/// Parameter values in the order of the table's rows, with the patient's own baseline [1e9/L] where it is known: the central
/// ones, and sample number `draw` of a seed [each in its row's unit].
std::vector<double> central_values(const LymphocyteParameters& parameters, std::optional<double> baseline_per_nl);
std::vector<double> sampled_values(const LymphocyteParameters& parameters, std::optional<double> baseline_per_nl,
                                   std::uint64_t seed, std::size_t draw);

/// `fractions` in order of time. The same bytes for any number of threads.
LymphocyteCount count_over_course(const LymphocyteParameters& parameters, std::span<const FractionKill> kills,
                                  std::span<const DatedKill> fractions, const CountOptions& options);

}  // namespace abscope::blood
