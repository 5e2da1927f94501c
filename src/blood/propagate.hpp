// The Feynman–Kac kernel: carries f = E[e^(−sD)·… | state] backwards through one beam window by uniformisation, for
// eight values of s at once. docs/methods/blood.md, "The solver" [@jensen1953].
#pragma once

#include <array>
#include <complex>
#include <span>
#include <vector>

#include "blood/state_space.hpp"
#include "math/simd.hpp"

namespace abscope::blood {

constexpr std::size_t lane_count = 8;

/// Vector over states, eight real lanes.
using RealField = math::LaneVector<math::Lanes8>;
/// Vector over states, eight complex lanes.
struct ComplexField {
    RealField re, im;
};

/// Eight Laplace variables s ≥ 0 [1/Gy]; +∞ means "no dose at all" (the taboo chain).
using RealLanes = std::array<double, lane_count>;
/// Eight complex Laplace variables, real part ≥ 0 [1/Gy].
using ComplexLanes = std::array<std::complex<double>, lane_count>;

/// f ← exp(T(L − sR)) f over one window, relative truncation error below 1e-15.
void propagate(const StateSpace& space, const ChainWindow& window, const RealLanes& s, RealField& f);
/// The same with complex s; absolute error below 1e-9 for |f| ≤ 1.
void propagate(const StateSpace& space, const ChainWindow& window, const ComplexLanes& s, ComplexField& f);
/// Moments: lane n−1 holds E[Dⁿ | state] for n = 1 … 8 of what is still to come [Gyⁿ].
void propagate_moments(const StateSpace& space, const ChainWindow& window, RealField& moments);

/// Probability of spending the whole fraction in places of one class, for eight classes [-].
std::array<double, lane_count> probability_within(const StateSpace& space,
                                                  std::span<const int> class_of_place,
                                                  const std::array<int, lane_count>& classes);

/// Σ start·f for each lane.
std::array<double, lane_count> stationary_average(const StateSpace& space, const RealField& f);
std::array<std::complex<double>, lane_count> stationary_average(const StateSpace& space,
                                                                const ComplexField& f);

}  // namespace abscope::blood
