// Where structures end beyond their last contour, read from the planning system's own volumes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "patient/dose_grid.hpp"
#include "twin/anatomy_geometry.hpp"

namespace abscope::twin {

/// A rule and the sentence that justifies it.
struct ShownEndRule {
    geometry::EndRule ends = geometry::EndRule::half_spacing;
    std::string why;
};

/// Planning systems differ in whether a solid goes on for half a spacing beyond its last contour [@nelms2015]. The DVHs that one
/// stores beside its dose say how large it took each structure: where at least three volumes [cm3] decide clearly for the solids
/// that end at their contours (median difference at most 1 %, and less than half of that of the other rule), that rule is
/// returned; otherwise nothing. `solids` have the default rule.
std::optional<ShownEndRule> end_rule_of(const std::vector<StructureSolid>& solids, const std::vector<patient::StoredDvh>& dvhs);

}  // namespace abscope::twin
