// Courses side by side: their parameters and states as lanes. Belongs to the shelf of model T2.
#pragma once

#include <span>
#include <vector>

#include "immune/models/t2/course.hpp"
#include "immune/models/t2/interventions.hpp"
#include "math/pack.hpp"

namespace abscope::immune::t2 {

/// Eight courses in double precision, sixteen in single: one AVX-512 register a state either way.
using Lanes = math::Pack<double, 8>;
using FloatLanes = math::Pack<float, 16>;

template <class Pack>
using ParameterLanes = math::LaneVector<ParametersOf<Pack>>;

/// Writes the parameters of a body into one lane; `lanes` has one entry a lesion.
template <class Pack>
void set_lane(ParameterLanes<Pack>& lanes, int lane, const Body& body) {
    for (std::size_t i = 0; i < lanes.size(); ++i) {
#define ABSCOPE_T2_COPY(name) lanes[i].name.set(lane, static_cast<typename Pack::Scalar>(body.lesions[i].name));
        ABSCOPE_T2_PARAMETERS(ABSCOPE_T2_COPY)
#undef ABSCOPE_T2_COPY
    }
}

/// One lane of a block of states.
inline StateView lane_view(Lanes* y, int lane) { return {reinterpret_cast<double*>(y) + lane, Lanes::width}; }

/// dy/dt of one course, number by number: what the lanes are checked against.
void scalar_rates(const Body& body, const double* y, double* dy);

}  // namespace abscope::immune::t2
