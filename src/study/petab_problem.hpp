// Data of patients and the immune twin as an estimation problem for other programs. Belongs to study.
#pragma once

#include <string>
#include <vector>

#include "immune/models/t2/parameters.hpp"
#include "io/nonmem.hpp"
#include "io/petab.hpp"

namespace abscope::study {

/// Each patient of the table becomes a model of its own: two lesions of 22 and 9 million cells ten days before day 0, each with its node; doses
/// of CMT RT go to lesion 0, RT1 to lesion 1, agents by their names. Observed are VOLUME0, VOLUME1, ALC, NEU and CT. `estimated` are
/// names of the model's parameters, the same in all patients; their bounds are those of the parameter file, else a factor of
/// 6 either way.
Result<io::PetabProblem> petab_problem(const io::NonmemTable& table, const immune::t2::ParameterSet& set,
                                       const std::vector<std::string>& estimated);

}  // namespace abscope::study
