// References between the objects of a folder.
#include "io/dicom/links.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace abscope::io::dicom {
namespace {

using State = DicomLink::State;

template <class Range, class Match>
auto find_object(Range& range, Match match) -> decltype(&*range.begin()) {
    const auto at = std::find_if(range.begin(), range.end(), match);
    return at == range.end() ? nullptr : &*at;
}

/// Adds one link; `what` is the kind of object that is referred to.
template <class Target>
void add_link(DicomFolder& folder, const std::string& from, const std::string& what, const std::string& uid,
              const Target* target) {
    if (uid.empty()) {
        folder.links.push_back({from, what, State::absent});
    } else if (target != nullptr) {
        folder.links.push_back({from, name_of(*target), State::resolved});
    } else {
        folder.links.push_back({from, fmt::format("{} {}", what, uid), State::broken});
        folder.warnings.push_back(
            {"link-broken", fmt::format("{} refers to {} {}, which is not in the folder.", from, what, uid)});
    }
}

FoundStructureSet* set_of(DicomFolder& folder, const std::string& uid) {
    return find_object(folder.structure_sets,
                       [&](const FoundStructureSet& s) { return s.set.sop_instance_uid == uid; });
}

void name_targets(DicomFolder& folder) {
    for (FoundPlan& plan : folder.plans) {
        const FoundStructureSet* set = set_of(folder, plan.plan.referenced_structure_set_uid);
        if (set == nullptr) continue;
        for (patient::Prescription& p : plan.plan.prescriptions) {
            if (!p.roi_number) continue;
            const auto* roi = find_object(
                set->set.structures, [&](const patient::Structure& s) { return s.number == *p.roi_number; });
            if (roi != nullptr && p.target_name.empty()) p.target_name = roi->name;
        }
    }
}

}  // namespace

std::string name_of(const FoundImage& image) {
    const std::string& d = image.image.description;
    return d.empty() ? fmt::format("{} series {}", image.image.modality, image.image.series_uid)
                     : fmt::format("{} series '{}'", image.image.modality, d);
}
std::string name_of(const FoundStructureSet& set) {
    return fmt::format("structure set '{}'", set.set.label.empty() ? set.source : set.set.label);
}
std::string name_of(const FoundPlan& plan) { return fmt::format("plan '{}'", plan.plan.label); }
std::string name_of(const FoundDose& dose) { return fmt::format("dose '{}'", dose.source); }

void link_objects(DicomFolder& folder) {
    for (const FoundStructureSet& set : folder.structure_sets) {
        const std::string& uid = set.set.referenced_series_uid;
        add_link(folder, name_of(set), "image series", uid,
                 find_object(folder.images, [&](const FoundImage& i) { return i.image.series_uid == uid; }));
    }
    for (const FoundPlan& plan : folder.plans) {
        const std::string& uid = plan.plan.referenced_structure_set_uid;
        add_link(folder, name_of(plan), "structure set", uid, set_of(folder, uid));
    }
    for (const FoundDose& dose : folder.doses) {
        const std::string& uid = dose.dose.referenced_plan_uid;
        add_link(folder, name_of(dose), "plan", uid, find_object(folder.plans, [&](const FoundPlan& p) {
                     return p.plan.sop_instance_uid == uid;
                 }));
        const std::string& set_uid = dose.dose.referenced_structure_set_uid;
        if (!set_uid.empty())
            add_link(folder, name_of(dose), "structure set", set_uid, set_of(folder, set_uid));
    }
    name_targets(folder);
}

}  // namespace abscope::io::dicom
