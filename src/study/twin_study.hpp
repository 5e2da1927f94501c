// The twin of a case file on its own: what `abscope twin` computes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/progress.hpp"
#include "core/result.hpp"
#include "immune/models/t2/course.hpp"
#include "patient/case.hpp"
#include "patient/exposure.hpp"
#include "twin/twin_result.hpp"

namespace abscope::study {

struct TwinRequest {
    std::filesystem::path path;
    int patients = 0;                   ///< virtual patients behind the bands; 0: the typical patient alone
    std::optional<double> horizon_day;  ///< how long it is followed [d]
    std::uint64_t seed = 1;
};

/// Virtual patients behind the bands of a study.
inline constexpr int study_patients = 200;

/// From a case and its exposure.
Result<twin::TwinResult> twin_of_case(const patient::Case& subject, const patient::Exposure& exposure, const TwinRequest& request);
/// Reads the case file, computes its exposure and its twin; warnings of all of them stand in the result.
Result<twin::TwinResult> run_twin_study(const TwinRequest& request, const ProgressSink& progress = {});

/// What the typical patient of a case goes through, as model T2 takes it; `patients` and `seed` play no part.
Result<immune::t2::Course> course_of_case(const TwinRequest& request, const ProgressSink& progress = {});

}  // namespace abscope::study
