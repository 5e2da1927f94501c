// One set of parameter values of the slow layer: the central one, or a sample of all of them. What the rows are and
// where they conflict: docs/methods/blood.md; trafficking sets of [@scott1972] and [@ganusov2014].
#pragma once

#include <cstdint>
#include <vector>

#include "blood/count_over_course.hpp"
#include "blood/lymphocyte_parameters.hpp"

namespace abscope::blood {

/// Central values in the order of the rows, with the patient's own counts where they are known [each in its row's unit].
std::vector<double> central_values(const LymphocyteParameters& parameters, const CountOptions& options);
/// Sample number `draw`: every row by its distribution; a patient's own count only with the noise of one measurement. The same
/// number gives the same sample for every course [each in its row's unit].
std::vector<double> sampled_values(const LymphocyteParameters& parameters, const CountOptions& options,
                                   std::size_t draw);

}  // namespace abscope::blood
