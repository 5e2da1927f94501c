// T2 with the classical fourth-order Runge-Kutta method and a fixed step: the method of the reference trajectories, kept to
// prove conformance with them. The product integrates with adaptive_step.hpp. Belongs to the shelf of model T2.
#pragma once

#include <span>
#include <vector>

#include "immune/models/t2/course.hpp"

namespace abscope::immune::t2 {

/// Runs courses of one topology and one start day, eight at a time; interventions and samples must lie on the grid of `step_day` [d],
/// which divides a day.
std::vector<Trajectory> run_fixed_step(std::span<const Course> courses, const Sampling& sampling, double step_day = 0.05);

}  // namespace abscope::immune::t2
