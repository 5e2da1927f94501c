// The main job: a case file in, a run directory out (docs/formats/json.md, "The run directory").
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "core/result.hpp"
#include "report/study_result.hpp"
#include "study/load_case.hpp"
#include "windows/assessment.hpp"

namespace abscope::study {

struct StudyRequest {
    std::filesystem::path case_file;  ///< not used by run_demo
    std::filesystem::path out;        ///< run directory
    std::uint64_t seed = 1;
    std::string command;    ///< as typed, for the manifest
    ProgressSink progress;  ///< may be empty
};

/// Everything a study found.
struct StudyOutcome {
    report::StudyResult result;
    std::vector<windows::WindowAssessment> assessments;  ///< one a radiotherapy block
};

/// Computes all of it; writes nothing. Exposure, blood and windows are those of the whole course.
Result<StudyOutcome> compute_study(LoadedCase loaded, std::uint64_t seed, const ProgressSink& progress = {});
/// Reads the case, computes, and puts the run directory in place.
Result<StudyOutcome> run_study(const StudyRequest& request);
/// The embedded case: writes the phantom as DICOM-RT into the run directory, reads it back, and goes on as run_study.
Result<StudyOutcome> run_demo(const StudyRequest& request);

}  // namespace abscope::study
