// Reading of a folder for its own sake.
#include "study/inspect.hpp"

#include <limits>

#include "geometry/prism_stack.hpp"
#include "geometry/roles.hpp"

namespace abscope::study {

namespace {

constexpr double single_plane_mm =
    3.0;  // thickness of a contour on a plane of its own, where the set has no spacing

void add_structures(const io::FoundStructureSet& found, Inspection& out) {
    auto set = found.set;
    geometry::assign_roles(set);
    const double spacing = geometry::common_plane_spacing_mm(set, single_plane_mm);
    for (const auto& structure : set.structures) {
        const auto solid = geometry::build_prism_stack(structure, spacing);
        out.warnings.insert(out.warnings.end(), solid.warnings.begin(), solid.warnings.end());
        const double volume = solid.empty() ? std::numeric_limits<double>::quiet_NaN() : solid.volume_cc;
        out.structures.push_back({set.label, structure.number, structure.name, structure.interpreted_type,
                                  structure.role, volume, structure.contours.size(),
                                  structure.points.size()});
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
