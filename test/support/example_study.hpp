// A made-up study for tests of the report: a thorax of ellipses, numbers from closed forms. Nothing in it is a result.
#pragma once

#include "report/study_result.hpp"

namespace abscope::test {

/// Everything filled.
report::StudyResult example_study();
/// A case without image, dose, lesions, drugs, blood and windows.
report::StudyResult empty_study();

}  // namespace abscope::test
