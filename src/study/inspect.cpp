// x
#include "study/inspect.hpp"
namespace abscope::study {
Result<Inspection> inspect_folder(const std::filesystem::path& path, const ProgressSink& progress) {
    io::DicomReadOptions options;
    options.image_values = io::ImageValues::skip;
    options.progress = progress;
    Inspection found;
    ABSCOPE_TRY(found.folder, io::read_dicom_folder(path, options));
    found.warnings = found.folder.warnings;
    for (const auto& set : found.folder.structure_sets)
        for (const auto& structure : set.set.structures)
            found.structures.push_back({set.set.label, structure.number, structure.name, structure.interpreted_type, structure.role, 0.0, structure.contours.size(), structure.points.size()});
    return found;
}
}
