// DVH tables of organs as CSV files, for those who have no images: one file an organ, named by its role.
#pragma once

#include <filesystem>
#include <vector>

#include "core/result.hpp"
#include "patient/case.hpp"

namespace abscope::study {

/// The DVH tables of a folder, in order of their names.
struct DvhFolder {
    std::vector<patient::OrganDvhTable> tables;
    std::vector<std::filesystem::path> files;  ///< one a table
    patient::Warnings warnings;
};

/// Reads every .csv of a folder. Header `dose_gy,volume_fraction` (share 0..1), or `dose_bins,coverage` in percent as
/// HEDOS writes it, which a warning names. The dose is that of the whole course. A file whose name is neither a role
/// nor a known name of an organ is refused.
Result<DvhFolder> read_dvh_folder(const std::filesystem::path& folder);

}  // namespace abscope::study
