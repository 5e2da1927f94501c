// Studies of a card beside its fit: populations by ABC-SMC, profiles, sensitivities. Belongs to fit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "fit/abc_smc.hpp"
#include "fit/card_problem.hpp"
#include "fit/profile.hpp"
#include "fit/sensitivity.hpp"

namespace abscope::fit {

/// The card for ABC-SMC: prior of the free parameters around the problem's centre, distance of the rows to their bands.
AbcProblem abc_problem(const CardProblem& problem);

/// Least energy with one parameter held at each of `factors` times its calibrated value [-], the others found by damped
/// Gauss–Newton steps of at most `iterations` from the neighbour. `name` must be one of the problem's free parameters.
Result<std::vector<ProfilePoint>> profile_card(const CardProblem& problem, const immune::t2::ParameterSet& set,
                                               const std::string& name, const std::vector<double>& factors, int iterations);

/// The rows' logarithms (a row that is not positive: its value) as functions of the free parameters, each uniform in ln(value)
/// over its centre ± 2 prior standard deviations.
CubeFunction cube_of(const CardProblem& problem);

}  // namespace abscope::fit
