// What is in a DICOM folder, with roles and volumes: what `abscope inspect` shows.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "core/result.hpp"
#include "io/dicom/dicom_folder.hpp"
#include "io/json_value.hpp"

namespace abscope::study {

/// One structure of one set.
struct InspectedStructure {
    std::string set;  ///< label of the structure set
    int number = 0;
    std::string name, type;  ///< type: RT ROI Interpreted Type
    patient::OrganRole role = patient::OrganRole::none;
    double volume_cc = 0.0;  ///< NaN without closed contours
    std::size_t contours = 0, points = 0;
};

struct Inspection {
    io::DicomFolder folder;
    std::vector<InspectedStructure> structures;
    patient::Warnings warnings;  ///< of the folder, of the contours, and of what a study would choose
};

/// Reads a folder without its pixel values and looks at everything in it.
Result<Inspection> inspect_folder(const std::filesystem::path& path, const ProgressSink& progress = {});
/// The document abscope.inspect/1.
io::JsonValue inspection_json(const Inspection& inspection);

}  // namespace abscope::study
