// From the name of a contour to the role of an organ: TG-263 names [@mayo2018] and common aliases in several languages.
// The list is data/roi_aliases.csv; how names are compared stands in docs/formats/roles.md.
#pragma once

#include <string>
#include <string_view>

#include "patient/organ_role.hpp"
#include "patient/structure.hpp"

namespace abscope::geometry {

/// The role of an ROI by its name, then by its RT ROI Interpreted Type; none where neither says it. Helper contours
/// (PRV, ring, optimisation, "organ minus target") have none.
patient::OrganRole role_of_roi(std::string_view name, std::string_view interpreted_type = {});

/// Gives every structure its role. Of several EXTERNAL contours the first keeps that role.
void assign_roles(patient::StructureSet& set);

/// The form in which names are compared: lower case, ASCII, letters and digits only, without words for the side.
std::string compared_form(std::string_view name);

}  // namespace abscope::geometry
