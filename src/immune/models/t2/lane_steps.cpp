// The step of T2 in lanes, in double and in single precision.
#include "immune/models/t2/lane_steps.hpp"

#include "immune/models/t2/kernel.hpp"

namespace abscope::immune::t2 {

namespace {

namespace pair = math::tsitouras;

template <class R>
ABSCOPE_T2_INLINE void first(const Topology& topology, const ParametersOf<R>* parameters, LaneState<R>& state) {
    const int ct = topology.systemic_at() + SystemicIndex::CT;
    rates<R>(topology, parameters, state.y, state.k[0]);
    state.k[0][ct] += parameters[0].kCT * state.y[ct];  // the feed alone
}

// ctDNA after the step; returns the estimate of its error: that of the feed's own integral, over the time that it is remembered.
template <class R>
ABSCOPE_T2_INLINE R follow_ctdna(const ParametersOf<R>& body, LaneState<R>& state, const R& h, int ct) {
    R decay, w[pair::stages];
    pair::decay_weights(1.0, R(body.kCT * h), decay, w);
    R fed = w[0] * state.k[0][ct], remembered = w[0];
    for (int j = 1; j < pair::stages; ++j) fed += w[j] * state.k[j][ct], remembered += w[j];
    state.next[ct] = decay * state.y[ct] + h * fed;
    return remembered * pair::error_of<R>(ct, state.k, h);
}

template <class R>
ABSCOPE_T2_INLINE void step(const Topology& topology, const ParametersOf<R>* parameters, LaneState<R>& state, const R& h,
                            const Tolerance& tolerance, Trial<R>& trial) {
    const int n = topology.size();
    const int ct = topology.systemic_at() + SystemicIndex::CT;
    const auto fed_rates = [&](R* at, R* dy) __attribute__((always_inline)) {
        at[ct] = R{};
        rates<R>(topology, parameters, at, dy);
    };
    pair::step(n, fed_rates, state.y, state.k, h, state.next);
    const R ctdna_error = follow_ctdna(parameters[0], state, h, ct);
    R worst{}, lowest{}, sum{};
    for (int s = 0; s < n; ++s) {
        const R size = larger(state.y[s], state.next[s]);
        const R fault = s == ct ? ctdna_error : pair::error_of<R>(s, state.k, h);
        const R error = fault / (tolerance.absolute + tolerance.relative * size);
        worst = larger(worst, magnitude(error));
        lowest = smaller(lowest, state.next[s]);
        sum += state.next[s];
    }
    trial.error = worst;
    trial.lowest = lowest;
    trial.sum = sum;
}

template <class R>
ABSCOPE_T2_INLINE void move(LaneState<R>& state, const R& accepted) {
    const R* last = state.k[pair::stages - 1];
    for (int s = 0; s < state.n; ++s) {
        state.y[s] = where_positive(accepted, state.next[s], state.y[s]);
        state.k[0][s] = where_positive(accepted, last[s], state.k[0][s]);
    }
}

}  // namespace

ABSCOPE_TARGET_CLONES
void first_stage(const Topology& topology, const ParametersOf<Lanes>* parameters, LaneState<Lanes>& state) {
    first(topology, parameters, state);
}
ABSCOPE_TARGET_CLONES
void first_stage(const Topology& topology, const ParametersOf<FloatLanes>* parameters, LaneState<FloatLanes>& state) {
    first(topology, parameters, state);
}

ABSCOPE_TARGET_CLONES
void try_step(const Topology& topology, const ParametersOf<Lanes>* parameters, LaneState<Lanes>& state, const Lanes& h,
              const Tolerance& tolerance, Trial<Lanes>& trial) {
    step(topology, parameters, state, h, tolerance, trial);
}
ABSCOPE_TARGET_CLONES
void try_step(const Topology& topology, const ParametersOf<FloatLanes>* parameters, LaneState<FloatLanes>& state,
              const FloatLanes& h, const Tolerance& tolerance, Trial<FloatLanes>& trial) {
    step(topology, parameters, state, h, tolerance, trial);
}

ABSCOPE_TARGET_CLONES
void take(LaneState<Lanes>& state, const Lanes& accepted) { move(state, accepted); }
ABSCOPE_TARGET_CLONES
void take(LaneState<FloatLanes>& state, const FloatLanes& accepted) { move(state, accepted); }

}  // namespace abscope::immune::t2
