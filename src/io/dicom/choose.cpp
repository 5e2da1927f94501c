// The choice of one anatomy out of a folder, by the rule that stands in dicom_folder.hpp.
#include <algorithm>

#include <fmt/format.h>

#include "io/dicom/choose_dose.hpp"
#include "io/dicom/dicom_folder.hpp"
#include "io/dicom/frames.hpp"
#include "io/dicom/links.hpp"
#include "io/dicom/sum_plans.hpp"

namespace abscope::io {
namespace {

using namespace dicom;

template <class Object>
std::string listed(const std::vector<Object>& objects) {
    std::vector<std::string> names;
    for (const Object& object : objects) names.push_back(name_of(object));
    return fmt::format("{}", fmt::join(names, ", "));
}

/// The one object that the user's text names.
template <class Object, class Keys>
Result<const Object*> named(const std::vector<Object>& objects, const std::string& wanted,
                            const std::string& what, Keys keys) {
    const Object* found = nullptr;
    for (const Object& object : objects)
        for (const std::string& key : keys(object))
            if (key == wanted && found != &object) {
                if (found != nullptr)
                    return bad_input(fmt::format("several {}s are called '{}'", what, wanted),
                                     listed(objects), "Name it by its file or its UID.");
                found = &object;
            }
    if (found == nullptr)
        return bad_input(
            fmt::format("there is no {} called '{}'", what, wanted),
            objects.empty() ? fmt::format("the folder has no {}", what) : "there are: " + listed(objects),
            "Use one of these names.");
    return found;
}

Result<const FoundPlan*> choose_plan(const DicomFolder& folder, const DicomSelection& selection,
                                     ChosenAnatomy& chosen) {
    const auto keys = [](const FoundPlan& p) {
        return std::vector<std::string>{p.plan.label, p.plan.name, p.source, p.plan.sop_instance_uid};
    };
    if (!selection.plan.empty()) return named(folder.plans, selection.plan, "plan", keys);
    if (folder.plans.empty()) return nullptr;
    if (folder.plans.size() == 1) {
        chosen.explanation.push_back(fmt::format("{}: the only plan.", name_of(folder.plans.front())));
        return &folder.plans.front();
    }
    std::vector<const FoundPlan*> referred;
    for (const FoundPlan& plan : folder.plans)
        if (std::any_of(folder.doses.begin(), folder.doses.end(), [&](const FoundDose& d) {
                return !d.refused && d.dose.referenced_plan_uid == plan.plan.sop_instance_uid;
            }))
            referred.push_back(&plan);
    if (referred.size() == 1) {
        chosen.explanation.push_back(fmt::format("{}: the only one of {} plans that a dose refers to.",
                                                 name_of(*referred.front()), folder.plans.size()));
        return referred.front();
    }
    return bad_input(fmt::format("the folder has {} plans", folder.plans.size()),
                     listed(folder.plans) + ": which one is meant is not known", "Name the plan.");
}

Result<const FoundStructureSet*> choose_structures(const DicomFolder& folder, const DicomSelection& selection,
                                                   const FoundPlan* plan, ChosenAnatomy& chosen) {
    const auto keys = [](const FoundStructureSet& s) {
        return std::vector<std::string>{s.set.label, s.source, s.set.sop_instance_uid};
    };
    if (!selection.structures.empty())
        return named(folder.structure_sets, selection.structures, "structure set", keys);
    if (folder.structure_sets.empty()) return nullptr;
    const auto with_uid = [&](const std::string& uid) -> const FoundStructureSet* {
        for (const FoundStructureSet& set : folder.structure_sets)
            if (!uid.empty() && set.set.sop_instance_uid == uid) return &set;
        return nullptr;
    };
    if (plan != nullptr)
        if (const FoundStructureSet* set = with_uid(plan->plan.referenced_structure_set_uid)) {
            chosen.explanation.push_back(fmt::format("{}: the plan refers to it.", name_of(*set)));
            return set;
        }
    for (const FoundDose& dose : folder.doses)
        if (const FoundStructureSet* set = with_uid(dose.dose.referenced_structure_set_uid)) {
            chosen.explanation.push_back(fmt::format("{}: {} refers to it.", name_of(*set), name_of(dose)));
            return set;
        }
    if (folder.structure_sets.size() == 1) {
        chosen.explanation.push_back(
            fmt::format("{}: the only one.", name_of(folder.structure_sets.front())));
        return &folder.structure_sets.front();
    }
    return bad_input(fmt::format("the folder has {} structure sets", folder.structure_sets.size()),
                     listed(folder.structure_sets) + ": which one is meant is not known",
                     "Name the structure set.");
}

/// The image is a help for the eye: where the rule does not decide, it is left out with a warning.
Result<const FoundImage*> choose_image(const DicomFolder& folder, const DicomSelection& selection,
                                       const patient::Anatomy& anatomy, ChosenAnatomy& chosen) {
    const auto keys = [](const FoundImage& i) {
        return std::vector<std::string>{i.image.series_uid, i.image.description, i.source};
    };
    if (!selection.image.empty()) return named(folder.images, selection.image, "image series", keys);
    std::vector<const FoundImage*> candidates;
    for (const FoundImage& image : folder.images) {
        if (!anatomy.structures.referenced_series_uid.empty() &&
            image.image.series_uid == anatomy.structures.referenced_series_uid) {
            chosen.explanation.push_back(fmt::format("{}: the structure set refers to it.", name_of(image)));
            return &image;
        }
        const std::string& frame = !anatomy.structures.frame_of_reference_uid.empty()
                                       ? anatomy.structures.frame_of_reference_uid
                                   : anatomy.dose ? anatomy.dose->frame_of_reference_uid
                                                  : image.image.frame_of_reference_uid;
        if (frame.empty() || frame == image.image.frame_of_reference_uid) candidates.push_back(&image);
    }
    if (candidates.size() == 1) {
        chosen.explanation.push_back(
            fmt::format("{}: the only one in the frame of reference.", name_of(*candidates.front())));
        return candidates.front();
    }
    if (!folder.images.empty())
        chosen.warnings.push_back(
            {"image-not-chosen",
             fmt::format("{} image series, {} of them in the frame of reference of the structures, none "
                         "referred to: no image is used ({}).",
                         folder.images.size(), candidates.size(), listed(folder.images))});
    return nullptr;
}

void use_image(const DicomFolder& folder, const FoundImage& found, ChosenAnatomy& chosen) {
    patient::Image image = found.image;
    if (!gather_image(folder, chosen, image))
        chosen.warnings.push_back(
            {"image-other-frame",
             fmt::format("{} lies in another frame of reference than the structures; it is not used.",
                         name_of(found))});
    else if (found.has_values)
        chosen.anatomy.image = std::move(image);
}

/// The plans that are added, by name.
Result<std::vector<const FoundPlan*>> plans_to_add(const DicomFolder& folder, const DicomSelection& selection) {
    std::vector<const FoundPlan*> plans;
    for (const std::string& name : selection.sum_of_plans) {
        DicomSelection one;
        one.plan = name;
        ChosenAnatomy ignored;
        ABSCOPE_TRY(const FoundPlan* plan, choose_plan(folder, one, ignored));
        if (std::find(plans.begin(), plans.end(), plan) != plans.end())
            return bad_input(fmt::format("plan '{}' is named twice", name), "its dose would count twice", "Name it once.");
        if (plan->refused) return *plan->refused;
        plans.push_back(plan);
    }
    return plans;
}

/// Plan and dose of several phases. Returns the plan whose references lead on.
Result<const FoundPlan*> add_plans(const DicomFolder& folder, const DicomSelection& selection, ChosenAnatomy& chosen) {
    ABSCOPE_TRY(const auto plans, plans_to_add(folder, selection));
    chosen.anatomy.plans.push_back(sum_of_plans(plans));
    if (selection.without_dose) return plans.front();
    std::vector<patient::DoseGrid> doses;
    for (const FoundPlan* plan : plans) {
        ABSCOPE_TRY(auto dose, choose_dose(folder, "", plan, chosen));
        if (!dose || dose->referenced_plan_uid != plan->plan.sop_instance_uid)
            return bad_input(fmt::format("no dose refers to {}", name_of(*plan)), "the sum would be incomplete",
                             "Export the dose of each plan.");
        doses.push_back(std::move(*dose));
    }
    ABSCOPE_TRY(chosen.anatomy.dose, sum_of_doses(doses, chosen.warnings));
    chosen.explanation.push_back(fmt::format("dose: the sum of {} plans, {}.", plans.size(), chosen.anatomy.plans.front().label));
    return plans.front();
}

/// One plan and its dose, or several.
Result<const FoundPlan*> choose_plan_and_dose(const DicomFolder& folder, const DicomSelection& selection,
                                              ChosenAnatomy& chosen) {
    if (!selection.sum_of_plans.empty()) return add_plans(folder, selection, chosen);
    ABSCOPE_TRY(const FoundPlan* plan, choose_plan(folder, selection, chosen));
    if (plan != nullptr) {
        if (plan->refused) return *plan->refused;
        chosen.anatomy.plans.push_back(plan->plan);
    }
    if (!selection.without_dose) {
        ABSCOPE_TRY(chosen.anatomy.dose, choose_dose(folder, selection.dose, plan, chosen));
    }
    return plan;
}

}  // namespace

Result<ChosenAnatomy> choose_anatomy(const DicomFolder& folder, const DicomSelection& selection) {
    const std::string where = fmt::format("choosing from '{}'", folder.path.string());
    const auto fail = [&](Error error) { return std::move(error).within(where); };
    ChosenAnatomy chosen;
    chosen.warnings = folder.warnings;
    patient::Anatomy& anatomy = chosen.anatomy;
    anatomy.identity = folder.identity;
    auto plan = choose_plan_and_dose(folder, selection, chosen);
    if (!plan.ok()) return fail(std::move(plan).error());
    auto structures = choose_structures(folder, selection, *plan, chosen);
    if (!structures.ok()) return fail(std::move(structures).error());
    if (*structures != nullptr) {
        if ((*structures)->refused) return fail(*(*structures)->refused);
        anatomy.structures = (*structures)->set;
        gather_structures(folder, chosen);
    }
    if (auto gathered = gather_dose(folder, chosen); !gathered.ok()) return fail(std::move(gathered).error());
    auto image = choose_image(folder, selection, anatomy, chosen);
    if (!image.ok()) return fail(std::move(image).error());
    if (*image != nullptr) {
        if ((*image)->refused) return fail(*(*image)->refused);
        use_image(folder, **image, chosen);
    }
    return chosen;
}

Result<patient::Anatomy> anatomy_of(const DicomFolder& folder, const DicomSelection& selection) {
    ABSCOPE_TRY(ChosenAnatomy chosen, choose_anatomy(folder, selection));
    return std::move(chosen.anatomy);
}

}  // namespace abscope::io
