// Reading of a folder for its own sake.
#include "study/inspect.hpp"

#include <limits>

#include "geometry/roles.hpp"
#include "twin/anatomy_geometry.hpp"

namespace abscope::study {

namespace {

/// The set with the planning system's volumes, without a dose of its own.
patient::Anatomy volumes_only(const patient::StructureSet& set, const io::DicomFolder& folder) {
    patient::Anatomy anatomy;
    anatomy.structures = set;
    geometry::assign_roles(anatomy.structures);
    anatomy.dose.emplace();
    for (const auto& dose : folder.doses)
        anatomy.dose->stored_dvhs.insert(anatomy.dose->stored_dvhs.end(), dose.dose.stored_dvhs.begin(), dose.dose.stored_dvhs.end());
    return anatomy;
}

void add_structures(const io::FoundStructureSet& found, Inspection& out) {
    const auto anatomy = volumes_only(found.set, out.folder);
    const auto geometry = twin::build_geometry(anatomy);
    for (const auto& warning : geometry.warnings)
        if (warning.code != "structure-without-contours") out.warnings.push_back(warning);  // the folder says it already
    for (const auto& structure : anatomy.structures.structures) {
        double volume_cc = std::numeric_limits<double>::quiet_NaN();
        for (const auto& solid : geometry.solids)
            if (solid.structure == &structure) volume_cc = solid.solid.volume_cc;
        out.structures.push_back({anatomy.structures.label, structure.number, structure.name, structure.interpreted_type,
                                  structure.role, volume_cc, structure.contours.size(), structure.points.size()});
    }
}

}  // namespace

Result<Inspection> inspect_folder(const std::filesystem::path& path, const ProgressSink& progress) {
    io::DicomReadOptions options;
    options.image_values = io::ImageValues::skip;
    options.progress = progress;
    Inspection found;
    ABSCOPE_TRY(found.folder, io::read_dicom_folder(path, options));
    found.warnings = found.folder.warnings;
    for (const auto& set : found.folder.structure_sets) add_structures(set, found);
    if (stop_requested()) return interrupted();
    return found;
}

}  // namespace abscope::study
