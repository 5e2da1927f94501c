// Laboratory values and biomarkers from a FHIR R4 bundle [@fhirR4]: Observation resources with a code that is known, a value with
// a unit, and a date. Everything else is counted or named, nothing is guessed. Belongs to study.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/document.hpp"
#include "evidence/biomarker.hpp"
#include "patient/warning.hpp"

namespace abscope::study {

struct FhirLabs {
    std::vector<evidence::Biomarker> biomarkers;  ///< in the order of their dates
    patient::Warnings warnings;                   ///< observations that were not used, and why
    int ignored = 0;                              ///< resources of other kinds, observations with other codes
};

/// `day_zero` is the date of day 0 of the course, "2026-03-02". An implausible value or a unit of another quantity is an error: the
/// file says something that cannot be.
Result<FhirLabs> read_fhir_bundle(const Document& bundle, const std::string& day_zero);
Result<FhirLabs> read_fhir_bundle(const std::filesystem::path& path, const std::string& day_zero);

/// Days from one date to another, "YYYY-MM-DD" (a time of day behind it is ignored) [d].
Result<int> days_between(const std::string& from, const std::string& to);

}  // namespace abscope::study
