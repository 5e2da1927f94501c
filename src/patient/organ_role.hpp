// What a structure is to the immune system and to the planner. Names of ROIs are mapped to roles in `geometry`.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace abscope::patient {

enum class OrganRole {
    none,      ///< not recognised, or not used
    external,  ///< body outline
    target,    ///< GTV, CTV, PTV, tumour bed
    heart, left_heart, right_heart, coronary, aorta, pulmonary_artery, superior_vena_cava, inferior_vena_cava,
    portal_vein, great_vessels,
    lung_left, lung_right, lungs,
    spleen, liver, kidney_left, kidney_right, kidneys, pancreas, stomach, oesophagus,
    small_bowel, large_bowel, bowel, rectum, bladder,
    marrow, vertebrae, pelvic_bone, ribs, sternum, femur,
    lymph_nodes, draining_node,
    brain, brainstem, spinal_cord, thyroid, adrenals, gonads, breast, muscle, skin,
    parotid, oral_cavity, trachea, thymus,
    support,  ///< couch, block, marker, scar wire: not tissue
};

/// Stable lower-case name used in case files, JSON and data files, e.g. "lung_left".
std::string_view role_name(OrganRole role);
/// The role with that name.
std::optional<OrganRole> role_from_name(std::string_view name);
/// Every role, in declaration order.
const std::vector<OrganRole>& all_roles();

}  // namespace abscope::patient
