// Roles by name and by the case file.
#include "study/anatomy_roles.hpp"

namespace abscope::study {

Result<void> give_roles(const CaseFile& file, patient::Case& subject) {
    auto& structures = subject.anatomy.structures.structures;
    for (const auto& override_ : file.roles) {
        bool found = false;
        for (auto& structure : structures) {
            if (structure.name != override_.structure) continue;
            structure.role = override_.role;
            structure.role_from_user = true;
            found = true;
        }
        if (found) continue;
        std::vector<std::string_view> names;
        for (const auto& structure : structures) names.push_back(structure.name);
        const auto nearest = nearest_word(override_.structure, names);
        return override_.place.error("there is no structure '" + override_.structure + "'", "a role is given by the exact name of a contour",
                                     nearest ? "did you mean '" + *nearest + "'?" : "`abscope inspect` lists the structures");
    }
    return {};
}

}  // namespace abscope::study
