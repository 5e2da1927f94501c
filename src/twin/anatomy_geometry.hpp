// The solid of every structure of an anatomy, built once and shared by DVH, exposure and report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geometry/prism_stack.hpp"
#include "patient/case.hpp"

namespace abscope::twin {

/// One structure with its prism stack. `structure` points into the Case's structure set.
struct StructureSolid {
    const patient::Structure* structure = nullptr;
    geometry::PrismStack solid;
};

struct AnatomyGeometry {
    std::vector<StructureSolid> solids;  ///< in the order of the structure set; structures without contours left out
    geometry::EndRule ends = geometry::EndRule::half_spacing;  ///< of every solid
    patient::Warnings warnings;

    /// The solid of the structure with that name, or nullptr.
    const StructureSolid* find(const std::string& name) const;
    /// All solids with that role, largest volume first.
    std::vector<const StructureSolid*> with_role(patient::OrganRole role) const;
};

/// Builds the solids of all structures; what is wrong with one is a warning, and the structure is left out where nothing
/// of it can be used. A structure with contours in one plane only is as thick as the planes of the set are apart. Without
/// `ends`, solids end as the planning system's own volumes in the dose show (end_rule.hpp), else half a spacing out.
AnatomyGeometry build_geometry(const patient::Anatomy& anatomy, std::optional<geometry::EndRule> ends = std::nullopt);

}  // namespace abscope::twin
