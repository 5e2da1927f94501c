// The measures of the scorecard on trajectories, and the sub-models of rows 12, 15 and 16. Belongs to scorecard.
#pragma once

#include <vector>

#include "immune/models/t2/course.hpp"
#include "scorecard/card.hpp"

namespace abscope::scorecard {

/// Whole states at these days, and these states on a grid of 0.05 d from day 0 on.
immune::t2::Sampling sampling_for_measures(const immune::t2::Topology& topology);

/// One measure of one trajectory made with sampling_for_measures; NaN where it has no value. `other_leukocytes`: those that the
/// model does not follow, for each tumour and dead cell, in the CD8 share [-].
double measure_of(const immune::t2::Trajectory& trajectory, Measure measure, double other_leukocytes = 0.0);

/// Share of a population whose lymphocyte nadir falls below 0.5e9/L: every fraction of `gy` [Gy] multiplies the count by
/// exp(−fB·φ·(1 − exp(−bs·aN·gy))), between fractions it returns towards its baseline at kRec; five fractions a week; field
/// φ log-normal (median 3, 0.45) in 21 quantiles, baseline log-normal (median 1.5e9/L, 0.35). With `later_day` > 0 [d] the
/// count that many days after the last fraction takes the place of the nadir.
double lymphopenia_probability(const immune::t2::Parameters& parameters, double gy, int fractions, double later_day = 0.0);

/// Lymphocytes on a sampled day [1e3/uL]; `day` [d].
double lymphocytes(const immune::t2::Trajectory& trajectory, const immune::t2::Topology& topology, double day);

/// z of virtual patient i (1-based) in each of `dimensions`: a Kronecker sequence of the generalised golden ratio.
std::vector<double> quasi_normal(int patient, int dimensions);

/// What became of one virtual patient.
struct PatientOutcome {
    double alc = 0.0;      ///< baseline lymphocytes [1e3/uL]
    double nlr = 0.0;      ///< baseline neutrophils over lymphocytes [-]
    double later_alc = 0.0;///< lymphocytes some days after radiotherapy [1e3/uL]
    double ratio = 0.0;    ///< volume of the unirradiated lesion on day 25 over the control's [-]
};
/// A cohort measure, with smooth thresholds.
double cohort_measure(const Cohort& cohort, const std::vector<PatientOutcome>& outcomes, Measure measure);

}  // namespace abscope::scorecard
