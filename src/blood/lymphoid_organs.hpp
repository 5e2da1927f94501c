// Dose of the whole course to the organs that make or hold lymphocytes.
#pragma once

#include <vector>

#include "blood/blood_dose.hpp"

namespace abscope::blood {

/// Spleen, lymph nodes, red marrow and gut. `fractions`: number of fractions of each exposure. Where a course has several
/// exposures their distributions are added from the hottest part to the coolest (the same part is hot in each), which is
/// exact for the mean and an upper bound for the hot volume.
std::vector<LymphoidOrganDose> lymphoid_organs(const CirculationNetwork& network, const BloodCourse& course,
                                               const std::vector<int>& fractions);

}  // namespace abscope::blood
