// From a case file to a Case: reads what the file names, gives structures their roles, makes case and plan one, and lays
// out the timeline.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "core/result.hpp"
#include "patient/case.hpp"
#include "study/case_file.hpp"

namespace abscope::study {

/// A case with what was read to make it.
struct LoadedCase {
    patient::Case subject;
    CaseFile file;
    std::vector<std::filesystem::path> inputs;  ///< every file that was read, the case file first
    std::vector<std::string> explanation;       ///< what was chosen where there was a choice
};

/// Reads a case file and everything it names.
Result<LoadedCase> load_case(const std::filesystem::path& path, const ProgressSink& progress = {});
/// The same from a case file that is already read.
Result<LoadedCase> load_case(CaseFile file, const ProgressSink& progress = {});

}  // namespace abscope::study
