// Virtual patients of the immune model: parameter sets for bands. The spread over patients is that of the scorecard's cohort
// (data/scorecard_t2.toml); patient 0 is the calibrated set itself. Belongs to study.
#pragma once

#include <cstdint>
#include <vector>

#include "immune/models/t2/parameters.hpp"

namespace abscope::study {

/// The calibrated parameter set that travels with the program.
const immune::t2::ParameterSet& calibrated_set();

/// `count` ≥ 1 patients, drawn from streams keyed by (seed, patient): the same patient whatever the count.
std::vector<immune::t2::Parameters> virtual_patients(int count, std::uint64_t seed);

/// The names of the parameters that vary between them.
std::vector<std::string> patient_spread();

}  // namespace abscope::study
