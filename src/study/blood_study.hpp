// The blood part of a study on its own: what `abscope blood` computes, from a case file or a folder of DVH tables.
#pragma once

#include <filesystem>
#include <optional>

#include "blood/blood_dose.hpp"
#include "blood/plan_difference.hpp"
#include "core/progress.hpp"
#include "core/quantity.hpp"
#include "core/result.hpp"
#include "patient/case.hpp"
#include "patient/exposure.hpp"

namespace abscope::study {

/// What a command line may say about a case; only a folder of DVH tables needs it.
struct BloodRequest {
    std::filesystem::path path;
    std::optional<int> fractions;
    std::optional<Duration> beam_on;
    std::optional<patient::Sex> sex;
    std::optional<Volume> blood_volume;
    std::optional<double> cardiac_output_l_per_min;  ///< [L/min]
    std::filesystem::path
        network;  ///< circulation of the user's own (docs/formats/circulation.md); empty: the reference
    std::filesystem::path compare;         ///< a second plan of the same patient; empty: none
    std::optional<int> compare_fractions;  ///< of the second plan, where it is a folder; none: as the first
    std::optional<Duration> compare_beam_on;  ///< of the second plan; none: as the first
    std::uint64_t seed = 1;
};

/// A blood result with the case it belongs to; warnings of both stand in result.warnings.
struct BloodStudy {
    patient::Case subject;
    blood::BloodResult result;
    std::optional<patient::Case> other_subject;       ///< the second plan, where there is one
    std::optional<blood::BloodResult> other_result;   ///< its warnings stand in result.warnings
    std::optional<blood::PlanDifference> difference;  ///< second minus first
};

/// A blood result with what went into it.
struct BloodOfCase {
    blood::BloodResult result;
    blood::CirculationNetwork network;
    blood::BloodCourse course;
};

/// Exposure to blood result, with the patient's circulation unless volume or output are given.
Result<BloodOfCase> blood_of_case(const patient::Case& subject, const patient::Exposure& exposure,
                                  const BloodRequest& request);
/// Reads the case or the folder and computes its blood dose and lymphocyte count.
Result<BloodStudy> run_blood_study(const BloodRequest& request, const ProgressSink& progress = {});

}  // namespace abscope::study
