// The exposure of a case: from plan, dose and structures to the dose of one fraction to each lesion, draining node,
// organ and the body remainder. Computed once here; blood, immune and toxicity models are given the result.
#pragma once

#include "core/result.hpp"
#include "patient/case.hpp"
#include "patient/exposure.hpp"
#include "twin/anatomy_geometry.hpp"

namespace abscope::twin {

/// Beam-on time of one fraction where neither case nor plan says [s]; printed as an assumption wherever it is used.
inline constexpr double assumed_beam_on_s = 90.0;

/// A lesion counts as irradiated from this course dose on [Gy]; ours, for display: no model branches on it.
inline constexpr double irradiated_above_gy = 0.5;

/// The exposure of every radiotherapy block of the case.
///
/// The dose of one fraction is the course dose divided by the block's fractions (a `*_SESSION` grid is one delivery
/// already). A structure outside the dose grid receives 0 there and says so through `dose_coverage`.
/// A block after the first has a distribution of its own, or that of the first scaled by their doses per fraction.
/// Errors: a block but no dose; a further block with other dates and no distribution; a lesion or node that names no structure or role.
Result<patient::Exposure> compute_exposure(const patient::Case& subject, const AnatomyGeometry& geometry);

}  // namespace abscope::twin
