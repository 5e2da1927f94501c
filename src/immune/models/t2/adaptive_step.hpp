// T2 as the product integrates it: an explicit pair of order 5(4) [@tsitouras2011] with a step for each course, exact at
// every intervention, eight courses side by side. Belongs to the shelf of model T2.
#pragma once

#include <span>
#include <vector>

#include "immune/models/t2/course.hpp"

namespace abscope::immune::t2 {

/// The error estimate of every accepted step stays below absolute + relative·|state|, state by state.
struct Tolerance {
    double relative = 1e-7;  ///< [-]
    double absolute = 1e-10; ///< [unit of the state]
    int most_steps = 200000; ///< of one course, tries included; beyond it the trajectory is NaN from there on
};

/// Double precision is the product's; single runs sixteen courses at a time and suits scans (docs/methods/twin_numerics.md
/// states its error).
enum class Precision { float64, float32 };

/// Runs courses of one topology. A course's numbers do not depend on its neighbours or their order: each lane keeps its own
/// time and step, and a course that ends makes room for the next. No state is clamped: a step that would make one negative is
/// repeated with half the length. Nothing is allocated between the first and the last step.
std::vector<Trajectory> run_adaptive(std::span<const Course> courses, const Sampling& sampling, const Tolerance& tolerance = {},
                                     Precision precision = Precision::float64);

}  // namespace abscope::immune::t2
