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

TEST_CASE("roles: the organs that matter to blood and immunity, in six languages") {
    using enum OrganRole;
    const auto check = [](OrganRole role, std::initializer_list<const char*> names) {
        for (const char* name : names) CHECK_MESSAGE(role_of_roi(name) == role, std::string(name));
    };
    // English, German, French, Spanish, Italian, Dutch.
    check(heart, {"HEART", "Herz", "Coeur", "CORAZÓN", "Cuore", "hart"});
    check(lung_left, {"LtLung", "Lunge links", "Linke Lunge", "Poumon gauche", "Poumon G", "Pulmón izq.", "Polmone sx", "Polmone sinistro", "Long links", "long_li"});
    check(lung_right, {"Right Lung", "Lunge_re", "rechte Lunge", "Poumon Dt", "POUMON DROIT", "Pulmón derecho", "Polmone_dx", "polmone destro", "Long_re"});
    check(lungs, {"Lungs", "Both Lungs", "Lunge gesamt", "Lungen bds.", "Poumons", "Pulmones", "Polmoni", "Longen", "Lungs_Total"});
    check(spleen, {"Spleen", "Milz", "Rate", "Bazo", "Milza", "Milt"});
    check(liver, {"Liver", "Leber", "Foie", "HÍGADO", "Fegato", "Lever"});
    check(kidney_left, {"KidneyL", "Niere links", "Rein gauche", "RIÑÓN IZQUIERDO", "Rene sx", "Nier links", "LKidney"});
    check(oesophagus, {"Esophagus", "Oesophagus", "Ösophagus", "Speiseröhre", "Œsophage", "Esófago", "Esofago", "Slokdarm"});
    check(spinal_cord, {"Spinal Cord", "Myelon", "Rückenmark", "Moelle épinière", "Médula espinal", "Midollo spinale", "Ruggenmerg", "SpinalCanal"});
    check(aorta, {"Aorta", "A_Aorta_Asc", "aorte", "Aorta descendens"});
    check(superior_vena_cava, {"SVC", "V. cava superior", "VCS", "Veine cave supérieure", "Vena cava superiore"});
    check(pulmonary_artery, {"Pulmonary Artery", "Pulmonalarterie", "Artère pulmonaire", "Arteria pulmonar", "Arteria polmonare"});
    check(great_vessels, {"GreatVes", "Great Vessels", "Große Gefäße", "Gros vaisseaux", "Grandes vasos", "Grandi vasi"});
    check(marrow, {"Bone Marrow", "Knochenmark", "Moelle osseuse", "Médula ósea", "Midollo osseo", "Beenmerg"});
    check(vertebrae, {"Vertebrae", "Wirbelsäule", "BWS", "Rachis", "Columna vertebral", "Corpi vertebrali", "Wervels", "VB_T7", "T5-T8", "L1"});
    check(lymph_nodes, {"LN_Ax_L1", "LN_Mediastinals", "LNs_Pelvics", "Nodes_IMN", "hilar lymph nodes", "Lymphknoten mediastinal", "LK axillär", "Ganglions médiastinaux", "Ganglios", "Linfonodi", "Lymfeklieren"});
    check(small_bowel, {"Bowel_Small", "Dünndarm", "Intestin grêle", "Intestino delgado", "Intestino tenue", "Dunne darm", "Duodenum"});
    check(bowel, {"Bag_Bowel", "Darm", "Intestin", "Intestino", "Darmen"});
    check(stomach, {"Stomach", "Magen", "Estomac", "Estómago", "Stomaco", "Maag"});
    check(brain, {"Brain", "Gehirn", "Cerveau", "Cerebro", "Cervello", "Hersenen"});
    check(brainstem, {"Brainstem", "Hirnstamm", "Tronc cérébral", "Tronco cerebral", "Tronco encefalico", "Hersenstam"});
    check(external, {"BODY", "External", "Außenkontur", "Contour externe", "Cuerpo", "Corpo", "Lichaam", "Haut"});
    check(breast, {"Breast_L", "Mamma links", "Sein droit", "Mama izq", "Mammella sx", "Borst"});
    check(thyroid, {"Glnd_Thyroid", "Schilddrüse", "Thyroïde", "Tiroides", "Tiroide", "Schildklier"});
    check(target, {"GTV", "GTVp_1", "CTV_High", "PTV 60/30", "ITV", "IGTV_Phase", "PTV_nodes", "PTV!", "Tumor Bed", "Zielvolumen", "Tumeur", "GTVn"});
    check(support, {"CouchSurface", "Couch Outer Shell 1", "Tisch", "Bolus"});
}

TEST_CASE("roles: a part of an organ, or another organ with a similar name, is not that organ") {
    for (const char* name : {"Lung_LUL", "Lung_RML", "Kidney_Cortex_L", "Spleen_Hilum", "Heart_Wall", "Bladder wall", "Liver_Dome", "Brain_R_temporal",
                             "Lens_L", "Larynx", "Retina_R", "Cochlea_L", "OpticChiasm", "Rectal_Gel", "Humerus", "Livermore", "heartbeat", "V_Pulmonary"})
        CHECK_MESSAGE(role_of_roi(name) == OrganRole::none, std::string(name));
}

TEST_CASE("roles: margins and helpers of the optimiser are not the organ") {
    for (const char* name :
         {"SpinalCord_PRV05", "SpinalCord_PRV_5mm", "PRV Myelon", "MyelonPRV", "Brainstem_PRV03", "zHeart", "z_Lungs", "zPTV_60", "_Heart", "PTV_Ring", "Ring_PTV",
          "NS_Ring1", "Lungs-GTV", "Lung_L-PTV", "Lunge-PTV", "Body-PTV", "Liver-GTV", "Heart_opt", "Heart opti", "Lung_L^Opt", "OptPTV", "Kidney_L_Avoid",
          "Bowel Overlap", "PTV60-1mm shell", "Heart cropped", "Dose 50%", "Isodose 95", "Dosis 20 Gy", "HilfsRing", "Hilfe_Lunge"})
        CHECK_MESSAGE(role_of_roi(name) == OrganRole::none, std::string(name));
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
