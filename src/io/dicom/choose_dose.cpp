// The choice of the dose, with the sum over beams or fraction groups where that is what the folder has.
#include "io/dicom/choose_dose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "geometry/resample.hpp"
#include "io/dicom/links.hpp"

namespace abscope::io::dicom {
namespace {

using patient::DoseSummation;
using Doses = std::vector<const FoundDose*>;

std::string listed(const Doses& doses) {
    std::vector<std::string> names;
    for (const FoundDose* dose : doses)
        names.push_back(
            fmt::format("'{}' ({})", dose->source, patient::summation_name(dose->dose.summation)));
    return fmt::format("{}", fmt::join(names, ", "));
}

/// Adds doses of one grid in double precision, in the order given.
Result<patient::DoseGrid> sum_of(const Doses& doses, DoseSummation summation, const std::string& what) {
    patient::DoseGrid sum = doses.front()->dose;
    std::vector<double> values(sum.values.size(), 0.0);
    for (const FoundDose* part : doses) {
        if (!geometry::same_grid(part->dose.grid, sum.grid))
            return bad_input(fmt::format("the {} doses lie on different grids", what),
                             fmt::format("'{}' and '{}'", doses.front()->source, part->source),
                             "Export them on one grid, or export the dose of the whole plan.");
        if (part->dose.kind != sum.kind)
            return bad_input(fmt::format("the {} doses are of different types", what),
                             "PHYSICAL and EFFECTIVE cannot be added", "Export the dose of the whole plan.");
        for (std::size_t v = 0; v < values.size(); ++v) values[v] += part->dose.values[v];
        sum.quantum_gy = std::max(sum.quantum_gy, part->dose.quantum_gy);
    }
    for (std::size_t v = 0; v < values.size(); ++v) sum.values[v] = static_cast<float>(values[v]);
    sum.summation = summation;
    sum.bits = 0;
    sum.sop_instance_uid.clear();
    sum.referenced_beam.reset();
    sum.referenced_fraction_group.reset();
    sum.stored_dvhs.clear();
    sum.source = fmt::format("sum of {} {} doses", doses.size(), what);
    return sum;
}

/// Checks that `have` holds each number of `want` exactly once.
Result<void> complete(const Doses& doses, const std::vector<std::optional<int>>& have,
                      const std::set<int>& want, const std::string& what) {
    std::set<int> seen;
    for (std::size_t d = 0; d < doses.size(); ++d) {
        if (!have[d])
            return bad_input(fmt::format("'{}' does not say which {} it belongs to", doses[d]->source, what),
                             "whether the sum is complete is not known",
                             "Export the dose of the whole plan.");
        if (!seen.insert(*have[d]).second)
            return bad_input(fmt::format("several doses belong to {} {}", what, *have[d]), listed(doses),
                             "Name the dose, or keep one of them in the folder.");
    }
    std::vector<int> missing, strange;
    std::set_difference(want.begin(), want.end(), seen.begin(), seen.end(), std::back_inserter(missing));
    std::set_difference(seen.begin(), seen.end(), want.begin(), want.end(), std::back_inserter(strange));
    if (!missing.empty())
        return bad_input(
            fmt::format("the dose of {} {} is missing", what, fmt::join(missing, ", ")),
            fmt::format("the plan has {} {}(s), the folder doses of {}", want.size(), what, seen.size()),
            "Export all of them, or the dose of the whole plan.");
    if (!strange.empty())
        return bad_input(fmt::format("a dose belongs to {} {}, which the plan does not deliver", what,
                                     fmt::join(strange, ", ")),
                         listed(doses), "Name the dose.");
    return {};
}

/// Numbers of the beams that the plan delivers.
std::set<int> delivered_beams(const patient::Plan& plan) {
    std::set<int> beams;
    for (const patient::FractionGroup& group : plan.fraction_groups)
        for (const int number : group.beams) {
            const auto beam = std::find_if(plan.beams.begin(), plan.beams.end(),
                                           [&](const patient::Beam& b) { return b.number == number; });
            if (beam != plan.beams.end() && beam->delivery != "TREATMENT" && beam->delivery != "CONTINUATION")
                continue;
            beams.insert(number);
        }
    return beams;
}

Result<patient::DoseGrid> sum_of_beams(const Doses& doses, const FoundPlan* plan, DoseSummation summation) {
    if (plan == nullptr || delivered_beams(plan->plan).empty())
        return bad_input(
            fmt::format("the folder has doses of single beams ({}) and no plan that lists its beams",
                        listed(doses)),
            "whether the sum is complete is not known",
            "Add the RTPLAN, export the dose of the whole plan, or name one dose.");
    std::vector<std::optional<int>> have;
    for (const FoundDose* dose : doses) have.push_back(dose->dose.referenced_beam);
    ABSCOPE_CHECK_OK(complete(doses, have, delivered_beams(plan->plan), "beam"));
    return sum_of(doses, summation, "BEAM");
}

Result<patient::DoseGrid> sum_of_groups(const Doses& doses, const FoundPlan* plan, DoseSummation summation) {
    if (plan == nullptr) {
        if (doses.size() == 1) return doses.front()->dose;
        return bad_input(
            fmt::format("the folder has doses of several fraction groups ({}) and no plan", listed(doses)),
            "whether the sum is complete is not known", "Add the RTPLAN, or name one dose.");
    }
    std::set<int> want;
    for (const patient::FractionGroup& group : plan->plan.fraction_groups) want.insert(group.number);
    std::vector<std::optional<int>> have;
    for (const FoundDose* dose : doses) {
        have.push_back(dose->dose.referenced_fraction_group);
        if (!have.back() && doses.size() == 1 && want.size() == 1) have.back() = *want.begin();
    }
    ABSCOPE_CHECK_OK(complete(doses, have, want, "fraction group"));
    if (doses.size() == 1) return doses.front()->dose;
    return sum_of(doses, summation, "FRACTION");
}

Result<patient::DoseGrid> the_only(const Doses& doses) {
    if (doses.size() == 1) return doses.front()->dose;
    return bad_input(fmt::format("there are {} {} doses", doses.size(),
                                 patient::summation_name(doses.front()->dose.summation)),
                     listed(doses) + ": which one is meant is not known",
                     "Name the dose by its file or UID.");
}

/// The rule over summation types, in order.
Result<patient::DoseGrid> by_summation(const Doses& candidates, const FoundPlan* plan) {
    const auto of = [&](DoseSummation s) {
        Doses out;
        for (const FoundDose* dose : candidates)
            if (dose->dose.summation == s) out.push_back(dose);
        return out;
    };
    for (const DoseSummation s : {DoseSummation::plan, DoseSummation::multi_plan})
        if (const Doses d = of(s); !d.empty()) return the_only(d);
    if (const Doses d = of(DoseSummation::fraction); !d.empty())
        return sum_of_groups(d, plan, DoseSummation::plan);
    if (const Doses d = of(DoseSummation::beam); !d.empty())
        return sum_of_beams(d, plan, DoseSummation::plan);
    for (const DoseSummation s : {DoseSummation::plan_session, DoseSummation::fraction_session})
        if (const Doses d = of(s); !d.empty()) return the_only(d);
    if (const Doses d = of(DoseSummation::beam_session); !d.empty())
        return sum_of_beams(d, plan, DoseSummation::fraction_session);
    return bad_input(
        fmt::format("no dose of the folder is one of the whole plan, of fractions or of beams: {}",
                    listed(candidates)),
        "what its values add up to is not known",
        "Name one dose to use it as it is, or export the dose of the whole plan.");
}

Result<const FoundDose*> wanted_dose(const DicomFolder& folder, const std::string& wanted) {
    const FoundDose* found = nullptr;
    for (const FoundDose& dose : folder.doses) {
        if (dose.source != wanted && dose.dose.sop_instance_uid != wanted && dose.dose.comment != wanted &&
            std::filesystem::path(dose.source).filename() != wanted)
            continue;
        if (found != nullptr)
            return bad_input(fmt::format("several doses are called '{}'", wanted), "",
                             "Name the dose by its UID.");
        found = &dose;
    }
    if (found != nullptr) return found;
    Doses all;
    for (const FoundDose& dose : folder.doses) all.push_back(&dose);
    return bad_input(fmt::format("there is no dose called '{}'", wanted),
                     all.empty() ? "the folder has no dose" : "there are: " + listed(all),
                     "Use one of these names.");
}

Doses usable(const DicomFolder& folder, patient::Warnings& warnings) {
    Doses out;
    for (const FoundDose& dose : folder.doses) {
        if (!dose.refused)
            out.push_back(&dose);
        else
            warnings.push_back(
                {"dose-refused", fmt::format("{} is not used: {}", name_of(dose), dose.refused->message())});
    }
    return out;
}

/// Those that refer to the plan; where none does, those that refer to none or to a plan that is not there.
Doses of_plan(const Doses& doses, const DicomFolder& folder, const FoundPlan* plan,
              patient::Warnings& warnings) {
    if (plan == nullptr) return doses;
    Doses refer, loose;
    for (const FoundDose* dose : doses) {
        const std::string& uid = dose->dose.referenced_plan_uid;
        const bool known = std::any_of(folder.plans.begin(), folder.plans.end(),
                                       [&](const FoundPlan& p) { return p.plan.sop_instance_uid == uid; });
        if (!uid.empty() && uid == plan->plan.sop_instance_uid)
            refer.push_back(dose);
        else if (uid.empty() || !known)
            loose.push_back(dose);
    }
    if (!refer.empty()) return refer;
    if (!loose.empty())
        warnings.push_back(
            {"dose-without-plan",
             fmt::format("no dose refers to {}; {} is taken, which refers to no plan of the folder.",
                         name_of(*plan), listed(loose))});
    return loose;
}

void describe(const patient::DoseGrid& dose, ChosenAnatomy& chosen) {
    chosen.explanation.push_back(
        fmt::format("dose '{}': {}, {}.", dose.source, patient::summation_name(dose.summation),
                    patient::is_course_dose(dose.summation) ? "the whole course" : "one delivery"));
    if (dose.kind == patient::DoseKind::effective)
        chosen.warnings.push_back(
            {"dose-effective",
             fmt::format("dose '{}' is of type EFFECTIVE: it already contains a biological weight.",
                         dose.source)});
}

}  // namespace

Result<std::optional<patient::DoseGrid>> choose_dose(const DicomFolder& folder, const std::string& wanted,
                                                     const FoundPlan* plan, ChosenAnatomy& chosen) {
    if (!wanted.empty()) {
        ABSCOPE_TRY(const FoundDose* found, wanted_dose(folder, wanted));
        if (found->refused) return *found->refused;
        describe(found->dose, chosen);
        return std::optional(found->dose);
    }
    const Doses doses = usable(folder, chosen.warnings);
    if (doses.empty()) {
        if (!folder.doses.empty()) return *folder.doses.front().refused;
        return std::optional<patient::DoseGrid>();
    }
    const Doses candidates = of_plan(doses, folder, plan, chosen.warnings);
    if (candidates.empty())
        return bad_input(fmt::format("no dose belongs to {}", name_of(*plan)),
                         fmt::format("the doses refer to other plans: {}", listed(doses)),
                         "Name the dose, or the other plan.");
    ABSCOPE_TRY(patient::DoseGrid dose, by_summation(candidates, plan));
    describe(dose, chosen);
    return std::optional(std::move(dose));
}

}  // namespace abscope::io::dicom
