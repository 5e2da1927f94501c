// `abscope convert`: an anatomy, or a part of it, from one kind of file to another.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "core/quantity.hpp"
#include "core/result.hpp"
#include "patient/warning.hpp"
#include "study/anatomy_files.hpp"

namespace abscope::study {

enum class ConvertPart { automatic, dose, image, labels };

struct ConvertRequest {
    AnatomyFiles files;         ///< `dicom` may be a volume file instead
    std::filesystem::path out;  ///< a volume by its name (.nii, .nii.gz, .nrrd, .mha), else a folder for DICOM
    ConvertPart part = ConvertPart::automatic;  ///< what goes into a volume; what a volume that is read stands for
    std::string quantity = "physical";          ///< physical, bed, eqd2
    std::optional<AlphaBeta> alpha_beta;
    std::optional<int> fractions;
    bool without_plan = false;
};

struct ConvertOutcome {
    std::vector<std::string> written;  ///< one sentence a part
    patient::Warnings warnings;
};

Result<ConvertOutcome> run_convert(const ConvertRequest& request, const ProgressSink& progress = {});

}  // namespace abscope::study
