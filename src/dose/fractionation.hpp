// Biologically effective dose and equivalent dose in 2 Gy fractions of a fractionated course.
#pragma once

#include "core/quantity.hpp"

namespace abscope::dose {

/// BED = D·(1 + (D/n)/(α/β)) of a course dose D in n equal fractions [@fowler1989, eq. for no proliferation].
/// Range: linear-quadratic cell kill, about 1–6 Gy a fraction for most tissues; above 8–10 Gy it overstates the effect.
Bed bed(PhysicalDose course, int fractions, AlphaBeta alpha_beta);

/// EQD2 = BED / (1 + 2 Gy/(α/β)) [@joiner2019]; same range as bed().
Eqd2 eqd2(PhysicalDose course, int fractions, AlphaBeta alpha_beta);

}  // namespace abscope::dose
