// One step of T2 in lanes, compiled for each vector unit: what the engine of adaptive_step.cpp calls. Belongs to the shelf of
// model T2.
#pragma once

#include "immune/models/t2/adaptive_step.hpp"
#include "immune/models/t2/lanes.hpp"
#include "math/tsitouras.hpp"

namespace abscope::immune::t2 {

/// States and stages of the courses that run side by side. ctDNA only decays and is fed: it acts on nothing, and its rate, the
/// fastest of the model, would set the step. It is left out of the pair and follows by an exponential quadrature.
template <class R>
struct LaneState {
    explicit LaneState(int states)
        : n(states), store(static_cast<std::size_t>(states) * (2 + math::tsitouras::stages)), y(store.data()), next(y + n) {
        for (int j = 0; j < math::tsitouras::stages; ++j) k[j] = next + (j + 1) * n;
    }
    LaneState(const LaneState&) = delete;
    LaneState& operator=(const LaneState&) = delete;

    int n;
    math::LaneVector<R> store;
    R* y;
    R* next;
    R* k[math::tsitouras::stages];
};

/// What a trial step reports of each lane: its error in units of the tolerance, the lowest new state, and a sum that is not
/// finite if any state is not.
template <class R>
struct Trial {
    R error, lowest, sum;
};

/// k[0] = f(y).
void first_stage(const Topology& topology, const ParametersOf<Lanes>* parameters, LaneState<Lanes>& state);
void first_stage(const Topology& topology, const ParametersOf<FloatLanes>* parameters, LaneState<FloatLanes>& state);

/// next = the state after h, each lane its own.
void try_step(const Topology& topology, const ParametersOf<Lanes>* parameters, LaneState<Lanes>& state, const Lanes& h,
              const Tolerance& tolerance, Trial<Lanes>& trial);
void try_step(const Topology& topology, const ParametersOf<FloatLanes>* parameters, LaneState<FloatLanes>& state,
              const FloatLanes& h, const Tolerance& tolerance, Trial<FloatLanes>& trial);

/// Moves the lanes whose `accepted` is 1 to the new state; the last stage becomes the first of the next step.
void take(LaneState<Lanes>& state, const Lanes& accepted);
void take(LaneState<FloatLanes>& state, const FloatLanes& accepted);

}  // namespace abscope::immune::t2
