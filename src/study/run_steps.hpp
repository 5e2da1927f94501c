// What run_study and run_demo share. Internal to study.
#pragma once

#include <chrono>
#include <filesystem>

#include "io/output.hpp"
#include "study/run_study.hpp"

namespace abscope::study {

/// From a case file that is there to a run directory that is in place.
Result<StudyOutcome> study_into(io::RunDirectory& run, const std::filesystem::path& case_file,
                                const StudyRequest& request, std::chrono::system_clock::time_point begun,
                                bool analytic);

}  // namespace abscope::study
