// Many courses of T2 on all threads. Belongs to the shelf of model T2.
#pragma once

#include <span>
#include <vector>

#include "immune/models/t2/adaptive_step.hpp"

namespace abscope::immune::t2 {

/// A run of many courses. A course that failed (NaN states, or more steps than allowed) is data: it is counted, its trajectory
/// is NaN from there on, and the others stand.
struct Ensemble {
    std::vector<Trajectory> members;  ///< in the order of the courses
    int failed = 0;
};

/// Runs courses of one topology on all threads (core/parallel.hpp); the same bytes for any number of threads and, member by
/// member, for any order of the courses. `tolerance` as for run_adaptive; an ensemble bears a wider one than a single patient.
Ensemble run_ensemble(std::span<const Course> courses, const Sampling& sampling, const Tolerance& tolerance = {1e-5, 1e-9},
                      Precision precision = Precision::float64);

}  // namespace abscope::immune::t2
