// T2 as formulas: the kernel and the maps instantiated with formulas instead of numbers, so that what is written as SBML always is
// what is computed. Belongs to the shelf of model T2.
#pragma once

#include "immune/models/t2/course.hpp"
#include "math/ode_model.hpp"

namespace abscope::immune::t2 {

/// The course as a model of formulas: "Co[0]" becomes Co_0, parameter kE of lesion 1 becomes kE_1; the volume of each lesion
/// is an observable. Interventions become events in the order in which they act; those of the first moment come after the
/// initial state.
math::OdeModel symbolic_model(const Course& course);

}  // namespace abscope::immune::t2
