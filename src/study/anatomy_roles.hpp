// Roles of the structures: by name, then as the case file says.
#pragma once

#include "core/result.hpp"
#include "patient/case.hpp"
#include "study/case_file.hpp"

namespace abscope::study {

/// Gives every structure of the case its role. A structure that the case file names and the set lacks is refused.
Result<void> give_roles(const CaseFile& file, patient::Case& subject);

}  // namespace abscope::study
