// The body as a whole: its mean and integral dose, and what is left of it when the contoured blood organs are taken out.
#pragma once

#include "patient/dose_grid.hpp"
#include "patient/exposure.hpp"
#include "twin/anatomy_geometry.hpp"

namespace abscope::twin {

/// Sets remainder, mean body dose, integral dose and body definition of one fraction; `factor` turns grid values into
/// the dose of one fraction [-]. The body is the External contour inside the dose grid; without one, every voxel of
/// the grid with at least 1 % of the largest dose, which is said in `body_definition`.
void set_body(patient::BlockExposure& exposure, const AnatomyGeometry& geometry, const patient::DoseGrid& dose, double factor);

}  // namespace abscope::twin
