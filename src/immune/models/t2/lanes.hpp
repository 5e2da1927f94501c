// Eight courses side by side: their parameters and states as lanes. Belongs to the shelf of model T2.
#pragma once

#include <span>
#include <vector>

#include "immune/models/t2/course.hpp"
#include "immune/models/t2/interventions.hpp"
#include "math/simd.hpp"

namespace abscope::immune::t2 {

constexpr int lane_count = 8;
using LaneParameters = math::LaneVector<ParametersOf<math::Lanes8>>;

/// Writes the parameters of a body into one lane; `lanes` has one entry a lesion.
void set_lane(LaneParameters& lanes, int lane, const Body& body);

/// One lane of a block of states.
inline StateView lane_view(math::Lanes8* y, int lane) { return {reinterpret_cast<double*>(y) + lane, lane_count}; }

/// dy/dt of one course, number by number: what the lanes are checked against.
void scalar_rates(const Body& body, const double* y, double* dy);

}  // namespace abscope::immune::t2
