// Belongs to twin.
#include "twin/brain_exposure.hpp"

#include "dose/region_dose.hpp"

namespace abscope::twin {

namespace {

patient::OrganExposure part(const char* name, const dose::RegionDose& region, double factor) {
    patient::OrganExposure out;
    out.name = name;
    out.role = patient::OrganRole::brain;
    out.volume_cc = region.volume_cc;
    out.dose_coverage = region.coverage;
    out.per_fraction = region.bins;
    for (auto& d : out.per_fraction.dose_gy) d *= factor;
    return out;
}

}  // namespace

std::optional<patient::BrainExposure> brain_exposure(const AnatomyGeometry& geometry, const patient::DoseGrid& dose, double factor) {
    const auto brains = geometry.with_role(patient::OrganRole::brain);
    if (brains.empty() || brains.front()->solid.empty()) return std::nullopt;
    const auto& brain = brains.front()->solid;
    patient::BrainExposure out;
    std::vector<const geometry::PrismStack*> targets;
    for (const auto* target : geometry.with_role(patient::OrganRole::target))
        if (dose::lies_in_box(target->solid, brain)) {
            targets.push_back(&target->solid);
            out.targets.push_back(target->structure->name);
        }
    const auto both = dose::dose_with_and_without(brain, targets, dose);
    out.with_targets = part("brain with targets", both.with, factor);
    out.without_targets = part("brain without targets", both.without, factor);
    return out;
}

}  // namespace abscope::twin
