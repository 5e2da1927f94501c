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
    int draws = 200;                           ///< samples of the parameters
    double horizon_day = 180.0;                ///< [d] after the first fraction
    std::optional<double> baseline_per_nl;     ///< lymphocytes [1e9/L]; none: the population prior
    std::optional<double> neutrophils_per_nl;  ///< [1e9/L]; none: the population prior
    /// For a cohort treated with plans like this one. All doses of a sample are scaled together, which is the same as
    /// scaling its radiosensitivities.
    double dose_spread = 0.0;  ///< SD of ln(dose) between patients; 0: this plan alone [-]
};

/// A course as the slow layer sees it.
struct DatedCourse {
    std::span<const FractionKill> kills;
    std::span<const DatedKill> fractions;  ///< in order of time
};

/// The same bytes for any number of threads.
LymphocyteCount count_over_course(const LymphocyteParameters& parameters, const DatedCourse& course,
                                  const CountOptions& options);

/// What plan B leaves more (or less) than plan A in the same patient.
struct CountDifference {
    std::vector<double> t_day;                               ///< [d]
    std::vector<double> median_per_nl;                       ///< ALC of B − ALC of A [1e9/L]
    std::vector<double> low_per_nl, high_per_nl;             ///< 90 % of the samples of that [1e9/L]
    double nadir_per_nl = 0.0;                               ///< median of nadir of B − nadir of A [1e9/L]
    double nadir_low_per_nl = 0.0, nadir_high_per_nl = 0.0;  ///< 90 % [1e9/L]
    double p_higher_nadir = 0.0;            ///< share of the samples in which B has the higher nadir [-]
    double p_grade3 = 0.0, p_grade4 = 0.0;  ///< P of B − P of A [-]
    double p_grade3_error = 0.0;  ///< standard error of that difference from the number of samples [-]
};
/// Both courses with the same samples of the parameters (common random numbers), so what is uncertain in both cancels.
CountDifference count_difference(const LymphocyteParameters& parameters, const DatedCourse& a,
                                 const DatedCourse& b, const CountOptions& options);

}  // namespace abscope::blood
