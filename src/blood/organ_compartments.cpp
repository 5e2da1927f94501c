// The table from organ roles to blood compartments. Shares of paired organs are halves; shares of active marrow are
// those of the 40-year-old adult in ICRP Publication 70 [@icrp70]; stomach, oesophagus and rectum by their reference
// masses [@icrp89].
#include "blood/blood_exposure.hpp"

namespace abscope::blood {
namespace {

using patient::OrganRole;

// Marrow and the spongy bone around it share their place.
std::vector<CompartmentShare> marrow_share(double share) {
    return {{"red_marrow", share}, {"spongy_bone", share}};
}

std::vector<CompartmentShare> vessels_and_heart(OrganRole role) {
    switch (role) {
        case OrganRole::heart:
            return {{"right_heart", 1.0}, {"left_heart", 1.0}, {"coronary", 1.0}};
        case OrganRole::left_heart:
            return {{"left_heart", 1.0}};
        case OrganRole::right_heart:
            return {{"right_heart", 1.0}};
        case OrganRole::coronary:
            return {{"coronary", 1.0}};
        case OrganRole::aorta:
            return {{"aorta", 1.0}};
        case OrganRole::pulmonary_artery:
            return {{"pulmonary_artery", 1.0}};
        case OrganRole::superior_vena_cava:
            return {{"superior_vena_cava", 1.0}};
        case OrganRole::inferior_vena_cava:
            return {{"inferior_vena_cava", 1.0}};
        case OrganRole::great_vessels:
            return {{"aorta", 1.0}, {"pulmonary_artery", 1.0}, {"superior_vena_cava", 1.0}};
        case OrganRole::lungs:
            return {{"lung", 1.0}, {"bronchial", 1.0}};
        case OrganRole::lung_left:
        case OrganRole::lung_right:
            return {{"lung", 0.5}, {"bronchial", 0.5}};
        default:
            return {};
    }
}

std::vector<CompartmentShare> abdomen(OrganRole role) {
    switch (role) {
        case OrganRole::spleen:
            return {{"spleen", 1.0}};
        case OrganRole::liver:
            return {{"liver", 1.0}};
        case OrganRole::kidneys:
            return {{"kidneys", 1.0}};
        case OrganRole::kidney_left:
        case OrganRole::kidney_right:
            return {{"kidneys", 0.5}};
        case OrganRole::pancreas:
            return {{"pancreas", 1.0}};
        case OrganRole::stomach:
            return {{"stomach_oesophagus", 0.8}};
        case OrganRole::oesophagus:
            return {{"stomach_oesophagus", 0.2}};
        case OrganRole::small_bowel:
            return {{"small_intestine", 1.0}};
        case OrganRole::large_bowel:
            return {{"large_intestine", 1.0}};
        case OrganRole::bowel:
            return {{"small_intestine", 1.0}, {"large_intestine", 1.0}};
        case OrganRole::rectum:
            return {{"large_intestine", 0.2}};
        case OrganRole::bladder:
            return {{"bladder", 1.0}};
        case OrganRole::adrenals:
            return {{"adrenals", 1.0}};
        case OrganRole::gonads:
            return {{"gonads", 1.0}};
        default:
            return {};
    }
}

std::vector<CompartmentShare> bone_and_rest(OrganRole role) {
    switch (role) {
        case OrganRole::marrow:
            return marrow_share(1.0);
        case OrganRole::vertebrae:
            return marrow_share(0.323);
        case OrganRole::pelvic_bone:
            return marrow_share(0.274);
        case OrganRole::ribs:
            return marrow_share(0.161);
        case OrganRole::sternum:
            return marrow_share(0.031);
        case OrganRole::femur:
            return marrow_share(0.067);
        case OrganRole::lymph_nodes:
            return {{"lymph_nodes", 0.1}};  // one region of about ten (assumed)
        case OrganRole::draining_node:
            return {{"lymph_nodes", 0.02}};  // one station (assumed)
        case OrganRole::brain:
            return {{"brain", 1.0}};
        case OrganRole::brainstem:
            return {{"brain", 0.02}};
        case OrganRole::thyroid:
            return {{"thyroid", 1.0}};
        case OrganRole::muscle:
            return {{"muscle", 1.0}};
        case OrganRole::skin:
            return {{"skin", 1.0}};
        default:
            return {};
    }
}

}  // namespace

std::vector<CompartmentShare> compartments_for(OrganRole role) {
    if (auto shares = vessels_and_heart(role); !shares.empty()) return shares;
    if (auto shares = abdomen(role); !shares.empty()) return shares;
    return bone_and_rest(role);
}

int role_priority(OrganRole role) {
    switch (role) {
        case OrganRole::heart:
        case OrganRole::great_vessels:
        case OrganRole::lungs:
        case OrganRole::kidneys:
        case OrganRole::bowel:
        case OrganRole::large_bowel:
        case OrganRole::marrow:
        case OrganRole::lymph_nodes:
        case OrganRole::brain:
            return 1;
        default:
            return 2;
    }
}

}  // namespace abscope::blood
