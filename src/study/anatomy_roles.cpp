// Roles by name and by the case file.
#include "study/anatomy_roles.hpp"

#include "geometry/roles.hpp"

namespace abscope::study {

namespace {

Error unknown_structure(const RoleOverride& wanted, const patient::StructureSet& set) {
    std::vector<std::string_view> names;
    for (const auto& structure : set.structures) names.push_back(structure.name);
    const auto nearest = nearest_word(wanted.structure, names);
    return wanted.place.error(
        "there is no structure '" + wanted.structure + "'", "a role is given by the exact name of a contour",
        nearest ? "did you mean '" + *nearest + "'?" : "`abscope inspect` lists the structures");
}

}  // namespace

Result<void> give_roles(const CaseFile& file, patient::Case& subject) {
    auto& set = subject.anatomy.structures;
    geometry::assign_roles(set);
    for (const auto& wanted : file.roles) {
        bool found = false;
        for (auto& structure : set.structures) {
            if (structure.name != wanted.structure) continue;
            structure.role = wanted.role;
            structure.role_from_user = true;
            found = true;
        }
        if (!found) return unknown_structure(wanted, set);
    }
    return {};
}

}  // namespace abscope::study
