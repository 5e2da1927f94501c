// Damage of the blood-forming marrow over a course: progenitors die bin by bin of the marrow's dose and come back.
#pragma once

#include <span>
#include <vector>

#include "blood/lymphocyte_kinetics.hpp"

namespace abscope::blood {

/// Share of the marrow's progenitors that is missing just after each fraction [-]. Between fractions the deficit of every bin
/// falls as e^(−ρt). Bins of one exposure stay the same parts of the marrow over the course; parts that several exposures
/// hit are taken as independent. D0 of progenitors about 1.1 Gy [@hendry1985].
std::vector<double> marrow_deficits(const LymphocyteRates& rates, std::span<const FractionKill> kills,
                                    std::span<const DatedKill> fractions);

}  // namespace abscope::blood
