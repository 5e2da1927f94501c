// Names of the organ roles.
#include "patient/organ_role.hpp"

#include <array>
#include <utility>

namespace abscope::patient {

namespace {
using enum OrganRole;
constexpr std::array<std::pair<OrganRole, std::string_view>, 51> names{{
    {none, "none"}, {external, "external"}, {target, "target"}, {heart, "heart"}, {left_heart, "left_heart"},
    {right_heart, "right_heart"}, {coronary, "coronary"}, {aorta, "aorta"}, {pulmonary_artery, "pulmonary_artery"},
    {superior_vena_cava, "superior_vena_cava"}, {inferior_vena_cava, "inferior_vena_cava"},
    {portal_vein, "portal_vein"}, {great_vessels, "great_vessels"}, {lung_left, "lung_left"},
    {lung_right, "lung_right"}, {lungs, "lungs"}, {spleen, "spleen"}, {liver, "liver"}, {kidney_left, "kidney_left"},
    {kidney_right, "kidney_right"}, {kidneys, "kidneys"}, {pancreas, "pancreas"}, {stomach, "stomach"},
    {oesophagus, "oesophagus"}, {small_bowel, "small_bowel"}, {large_bowel, "large_bowel"}, {bowel, "bowel"},
    {rectum, "rectum"}, {bladder, "bladder"}, {marrow, "marrow"}, {vertebrae, "vertebrae"},
    {pelvic_bone, "pelvic_bone"}, {ribs, "ribs"}, {sternum, "sternum"}, {femur, "femur"},
    {lymph_nodes, "lymph_nodes"}, {draining_node, "draining_node"}, {brain, "brain"}, {brainstem, "brainstem"},
    {spinal_cord, "spinal_cord"}, {thyroid, "thyroid"}, {adrenals, "adrenals"}, {gonads, "gonads"},
    {breast, "breast"}, {muscle, "muscle"}, {skin, "skin"}, {parotid, "parotid"}, {oral_cavity, "oral_cavity"},
    {trachea, "trachea"}, {thymus, "thymus"}, {support, "support"},
}};
}  // namespace

std::string_view role_name(OrganRole role) {
    for (const auto& [r, name] : names)
        if (r == role && !name.empty()) return name;
    return "none";
}

std::optional<OrganRole> role_from_name(std::string_view name) {
    for (const auto& [r, n] : names)
        if (!n.empty() && n == name) return r;
    return std::nullopt;
}

const std::vector<OrganRole>& all_roles() {
    static const std::vector<OrganRole> roles = [] {
        std::vector<OrganRole> out;
        for (const auto& [r, name] : names)
            if (!name.empty()) out.push_back(r);
        return out;
    }();
    return roles;
}

}  // namespace abscope::patient
