// The sections of a case file, one reader each; study/case_file.cpp puts them together.
#pragma once

#include "study/case_file.hpp"

namespace abscope::study {

/// [host] into `out`: host, and of a file that it names, looked for in `folder`, biomarkers and warnings.
Result<void> read_host(const Node& table, const std::filesystem::path& folder, CaseFile& out);
Result<RadiotherapyEntry> read_radiotherapy(const Node& table);
Result<patient::ImmunotherapyBlock> read_immunotherapy(const Node& table);
Result<patient::OtherTreatment> read_systemic(const Node& table);
Result<patient::OtherTreatment> read_surgery(const Node& table);
Result<patient::OtherTreatment> read_prior_radiotherapy(const Node& table);

}  // namespace abscope::study
