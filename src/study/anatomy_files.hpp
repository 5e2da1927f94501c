// The anatomy of a patient out of files: a DICOM folder, volumes of other programs, or both.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "core/result.hpp"
#include "io/dicom/dicom_folder.hpp"
#include "patient/case.hpp"

namespace abscope::study {

/// Which files. A path that is empty is not given; dose and structures from volumes take the place of those in DICOM.
struct AnatomyFiles {
    std::filesystem::path dicom;               ///< folder or file
    std::string plan, structure_set;           ///< labels; empty: by rule (io::choose_anatomy)
    std::vector<std::string> sum_of_plans;     ///< labels of plans whose doses are added
    std::filesystem::path dose;                ///< dose of the whole course [Gy]: NIfTI, NRRD, MHA
    std::filesystem::path labels;              ///< label map: NIfTI, NRRD, MHA
    std::filesystem::path label_names;         ///< CSV with columns label, name
};

struct AnatomyRead {
    patient::Anatomy anatomy;
    patient::Warnings warnings;
    std::vector<std::string> explanation;  ///< what was chosen where there was a choice
};

/// A dose from a volume file [Gy]: not negative, not above what a dose can be.
Result<patient::DoseGrid> read_dose_file(const std::filesystem::path& path, patient::Warnings& warnings);

Result<AnatomyRead> read_anatomy_files(const AnatomyFiles& files, io::ImageValues image_values, const ProgressSink& progress = {});

}  // namespace abscope::study
