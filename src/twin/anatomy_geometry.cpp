// Builds the solids and looks them up.
#include "twin/anatomy_geometry.hpp"

#include <algorithm>

#include "core/parallel.hpp"
#include "twin/end_rule.hpp"

namespace abscope::twin {

const StructureSolid* AnatomyGeometry::find(const std::string& name) const {
    for (const auto& s : solids)
        if (s.structure->name == name) return &s;
    return nullptr;
}

std::vector<const StructureSolid*> AnatomyGeometry::with_role(patient::OrganRole role) const {
    std::vector<const StructureSolid*> found;
    for (const auto& s : solids)
        if (s.structure->role == role) found.push_back(&s);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto* a, const auto* b) { return a->solid.volume_cc > b->solid.volume_cc; });
    return found;
}

namespace {

/// Ends as asked for, or as the planning system's own volumes show.
void set_ends(AnatomyGeometry& geometry, const patient::Anatomy& anatomy, std::optional<geometry::EndRule> ends) {
    if (!ends && anatomy.dose)
        if (const auto shown = end_rule_of(geometry.solids, anatomy.dose->stored_dvhs)) {
            ends = shown->ends;
            geometry.warnings.push_back({"structure-ends", shown->why});
        }
    geometry.ends = ends.value_or(geometry::EndRule::half_spacing);
    if (geometry.ends == geometry::EndRule::half_spacing) return;
    for (auto& solid : geometry.solids) solid.solid = geometry::with_ends(std::move(solid.solid), geometry.ends);
}

}  // namespace

AnatomyGeometry build_geometry(const patient::Anatomy& anatomy, std::optional<geometry::EndRule> ends) {
    constexpr double default_spacing_mm = 3.0;
    const double slice_mm = anatomy.image && anatomy.image->grid.size[2] > 1 ? anatomy.image->grid.spacing[2] : default_spacing_mm;
    const double spacing = geometry::common_plane_spacing_mm(anatomy.structures, slice_mm);
    const auto& structures = anatomy.structures.structures;
    std::vector<StructureSolid> all(structures.size());
    parallel_for(all.size(), [&](std::size_t i) {
        all[i] = {&structures[i], geometry::build_prism_stack(structures[i], spacing)};
    });
    AnatomyGeometry geometry;
    for (auto& solid : all) {
        geometry.warnings.insert(geometry.warnings.end(), solid.solid.warnings.begin(), solid.solid.warnings.end());
        if (solid.solid.empty())
            geometry.warnings.push_back({"structure-without-contours",
                                         "structure '" + solid.structure->name + "' has no closed contours and is left out"});
        else
            geometry.solids.push_back(std::move(solid));
    }
    set_ends(geometry, anatomy, ends);
    return geometry;
}

}  // namespace abscope::twin
