// Tests of ROI names: TG-263, other languages, sides, and contours that only look like an organ.
#include "geometry/roles.hpp"

#include <doctest/doctest.h>

using namespace abscope;
using namespace abscope::geometry;
using patient::OrganRole;

TEST_CASE("roles: TG-263 primary names") {
    CHECK(role_of_roi("Heart") == OrganRole::heart);
    CHECK(role_of_roi("Lung_L") == OrganRole::lung_left);
    CHECK(role_of_roi("Lung_R") == OrganRole::lung_right);
    CHECK(role_of_roi("Lungs") == OrganRole::lungs);
    CHECK(role_of_roi("SpinalCord") == OrganRole::spinal_cord);
    CHECK(role_of_roi("A_Aorta") == OrganRole::aorta);
    CHECK(role_of_roi("A_Pulmonary") == OrganRole::pulmonary_artery);
    CHECK(role_of_roi("V_Venacava_S") == OrganRole::superior_vena_cava);
    CHECK(role_of_roi("V_Venacava_I") == OrganRole::inferior_vena_cava);
    CHECK(role_of_roi("A_LAD") == OrganRole::coronary);
    CHECK(role_of_roi("Kidney_L") == OrganRole::kidney_left);
    CHECK(role_of_roi("Femur_Head_R") == OrganRole::femur);
    CHECK(role_of_roi("Bowel_Bag") == OrganRole::bowel);
    CHECK(role_of_roi("BoneMarrow") == OrganRole::marrow);
    CHECK(role_of_roi("PTV_60") == OrganRole::target);
    CHECK(role_of_roi("GTVp") == OrganRole::target);
    CHECK(role_of_roi("External") == OrganRole::external);
}

TEST_CASE("roles: what people write") {
    CHECK(role_of_roi("Lt Lung") == OrganRole::lung_left);
    CHECK(role_of_roi("LUNG RT") == OrganRole::lung_right);
    CHECK(role_of_roi("RLung") == OrganRole::lung_right);
    CHECK(role_of_roi("Lunge li.") == OrganRole::lung_left);
    CHECK(role_of_roi("Milz") == OrganRole::spleen);
    CHECK(role_of_roi("Rückenmark") == OrganRole::spinal_cord);
    CHECK(role_of_roi("cœur") == OrganRole::heart);
    CHECK(role_of_roi("Riñón izquierdo") == OrganRole::kidney_left);
    CHECK(role_of_roi("Rein droit") == OrganRole::kidney_right);
    CHECK(role_of_roi("nodes_hilar") == OrganRole::lymph_nodes);
    CHECK(role_of_roi("Nodes") == OrganRole::lymph_nodes);
    CHECK(role_of_roi("T7") == OrganRole::vertebrae);
    CHECK(role_of_roi("T5-T8") == OrganRole::vertebrae);
    CHECK(role_of_roi("Breast", "GTV") == OrganRole::breast);
    CHECK(role_of_roi("Tumor Bed", "CTV") == OrganRole::target);
    CHECK(role_of_roi("Boost volume", "CTV") == OrganRole::target);
    CHECK(role_of_roi("anything", "EXTERNAL") == OrganRole::external);
    CHECK(role_of_roi("something") == OrganRole::none);
    CHECK(role_of_roi("") == OrganRole::none);
}

TEST_CASE("roles: margins and helpers of the optimiser are not the organ") {
    for (const char* name :
         {"SpinalCord_PRV05", "zHeart", "PTV_Ring", "Lungs-GTV", "Lung_L-PTV", "Heart_opt", "Dose 50%"})
        CHECK_MESSAGE(role_of_roi(name) == OrganRole::none, name);
}

TEST_CASE("roles: one body outline, the one that is declared") {
    patient::StructureSet set;
    set.structures.resize(2);
    set.structures[0].name = "Body";
    set.structures[1].name = "Outer";
    set.structures[1].interpreted_type = "EXTERNAL";
    assign_roles(set);
    CHECK(set.structures[0].role == OrganRole::none);
    CHECK(set.structures[1].role == OrganRole::external);
    set.structures[1].interpreted_type.clear();
    assign_roles(set);
    CHECK(set.structures[0].role == OrganRole::external);
}
