// Agreement of case file and plan.
#include "study/plan_match.hpp"

#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace abscope::study {

using patient::Plan;
using patient::RadiotherapyBlock;

namespace {

/// What the plan prescribes.
struct Prescribed {
    std::string label;
    std::string target;
    std::optional<int> fractions;
    std::optional<double> course_gy;
    bool from_beams = false;  ///< the dose is the sum of the beam doses at their specification points
};

std::string roi_name(const patient::Case& subject, int number) {
    for (const auto& structure : subject.anatomy.structures.structures)
        if (structure.number == number) return structure.name;
    return "";
}

/// Sum of the beam doses of one fraction, where every treatment beam has one [Gy].
std::optional<double> beam_dose_gy(const Plan& plan) {
    double sum = 0.0;
    for (const auto& beam : plan.beams) {
        if (beam.delivery == "SETUP") continue;
        if (!beam.dose_gy) return std::nullopt;
        sum += *beam.dose_gy;
    }
    if (sum <= 0.0) return std::nullopt;
    return sum;
}

/// The plan's prescription to `target`, or its largest one where none names that target.
Prescribed prescribed(const patient::Case& subject, const std::string& target) {
    const Plan& plan = subject.anatomy.plans.front();
    Prescribed out{plan.label, "", plan.fractions(), plan.prescription_gy(), false};
    for (const auto& prescription : plan.prescriptions) {
        if (!prescription.dose_gy) continue;
        const auto structure = prescription.roi_number ? roi_name(subject, *prescription.roi_number) : "";
        const bool named = !target.empty() && (prescription.target_name == target || structure == target);
        const bool largest = out.target.empty() && *prescription.dose_gy == out.course_gy;
        if (!named && !largest) continue;
        out.target = structure.empty() ? prescription.target_name : structure;
        if (!named) continue;
        out.course_gy = prescription.dose_gy;
        break;
    }
    const auto beams = beam_dose_gy(plan);
    if (!out.course_gy && beams && out.fractions) {
        out.course_gy = *beams * *out.fractions;
        out.from_beams = true;
    }
    return out;
}

std::string plan_name(const Prescribed& plan) {
    return plan.label.empty() ? "the plan" : "plan '" + plan.label + "'";
}

Error needs_block(const CaseFile& file, const std::string& problem, const std::string& why) {
    return file.anatomy.place.error(
        problem, why, "add [[radiotherapy]] with dose_per_fraction and fractions to the case file");
}

/// A course without a word from the case file.
Result<RadiotherapyBlock> block_from_plan(const CaseFile& file, patient::Case& subject) {
    const auto plan = prescribed(subject, "");
    if (!plan.fractions)
        return needs_block(file, plan_name(plan) + " does not say how many fractions",
                           "the dose of one fraction is needed");
    if (!plan.course_gy)
        return needs_block(file, plan_name(plan) + " has no prescription and no beam doses",
                           "the prescribed dose is needed");
    if (plan.from_beams)
        subject.warnings.push_back({"prescription-from-beams",
                                    plan_name(plan) +
                                        " has no prescribed dose: the sum of its beam doses at their "
                                        "specification points is taken; give [[radiotherapy]] to set it"});
    RadiotherapyBlock block;
    block.target = plan.target;
    block.fractions = *plan.fractions;
    block.dose_per_fraction = gray(*plan.course_gy / *plan.fractions);
    return block;
}

/// Multiplies the dose so that it belongs to the prescription of the case.
void rescale(patient::Case& subject, RadiotherapyBlock& block, const Prescribed& plan) {
    auto& dose = *subject.anatomy.dose;
    const double planned =
        patient::is_course_dose(dose.summation) ? *plan.course_gy : *plan.course_gy / *plan.fractions;
    const double wanted =
        block.dose_per_fraction.native() * (patient::is_course_dose(dose.summation) ? block.fractions : 1);
    block.rescale_factor = wanted / planned;
    const bool unchanged =
        block.rescale_factor == 1.0 && (!plan.fractions || *plan.fractions == block.fractions);
    if (unchanged) return;
    for (auto& value : dose.values) value = static_cast<float>(value * block.rescale_factor);
    subject.warnings.push_back(
        {"dose-rescaled",
         fmt::format("the whole dose grid was multiplied by {:.6g} because the case says rescale = true: {} "
                     "has {} Gy in {}, "
                     "the case {} Gy × {} fractions; scatter and beam-on time are not recomputed",
                     block.rescale_factor, plan_name(plan), *plan.course_gy,
                     plan.fractions ? std::to_string(*plan.fractions) : "an unknown number",
                     block.dose_per_fraction.native(), block.fractions)});
}

/// Both speak: they must agree, or the case asks for rescaling.
Result<void> reconcile(const RadiotherapyEntry& entry, RadiotherapyBlock& block, patient::Case& subject) {
    const auto plan = prescribed(subject, block.target);
    const auto& place = entry.place;
    if (!entry.has_fractions) {
        if (!plan.fractions)
            return place.error("'fractions' is missing", plan_name(plan) + " does not say it either",
                               "add it");
        block.fractions = *plan.fractions;
    }
    if (!entry.has_dose) {
        if (!plan.course_gy)
            return place.error("'dose_per_fraction' is missing", plan_name(plan) + " has no prescription",
                               "add it");
        block.dose_per_fraction =
            gray(*plan.course_gy / (plan.fractions ? *plan.fractions : block.fractions));
    }
    if (block.rescale) {
        if (!plan.course_gy || !plan.fractions || !subject.anatomy.dose)
            return place.error("'rescale' is not possible",
                               plan_name(plan) + " lacks a prescription, the number of fractions or a dose",
                               "leave it out, or give a plan that has them");
        rescale(subject, block, plan);
        return {};
    }
    if (plan.fractions && *plan.fractions != block.fractions)
        return place.error(fmt::format("{} fractions", block.fractions),
                           fmt::format("{} has {}", plan_name(plan), *plan.fractions),
                           "correct one of them, or say rescale = true to scale the whole dose to the case");
    const double course = block.dose_per_fraction.native() * block.fractions;
    const bool differs = plan.course_gy && std::abs(course / *plan.course_gy - 1.0) > plan_tolerance;
    if (differs && !plan.from_beams)
        return place.error(
            fmt::format("{} Gy × {} = {:.6g} Gy", block.dose_per_fraction.native(), block.fractions, course),
            fmt::format("{} prescribes {:.6g} Gy, a difference of more than 1 %", plan_name(plan),
                        *plan.course_gy),
            "correct one of them, or say rescale = true to scale the whole dose to the case");
    if (differs)
        subject.warnings.push_back(
            {"beam-doses-differ",
             fmt::format("{} has no prescription, and its beam doses add up to {:.6g} Gy where the case "
                         "says {:.6g} Gy; check that the dose grid belongs to the case",
                         plan_name(plan), *plan.course_gy, course)});
    if (!plan.course_gy)
        subject.warnings.push_back({"prescription-not-checked",
                                    plan_name(plan) +
                                        " has no prescription: the dose of the case file could not be "
                                        "compared with it; check that the dose grid belongs to the case"});
    return {};
}

/// There is no plan: the case file alone knows n.
Result<void> without_plan(const RadiotherapyEntry& entry) {
    for (const bool dose : {true, false})
        if (!(dose ? entry.has_dose : entry.has_fractions))
            return entry.place.error(
                std::string("'") + (dose ? "dose_per_fraction" : "fractions") + "' is missing",
                "there is no plan that says it", "add it");
    if (entry.block.rescale)
        return entry.place.error("'rescale' is not possible", "there is no plan whose dose could be scaled",
                                 "leave it out");
    return {};
}

Result<void> check_target(const RadiotherapyEntry& entry, const patient::Case& subject) {
    const auto& target = entry.block.target;
    const auto& set = subject.anatomy.structures;
    if (target.empty() || set.structures.empty() || set.find(target) != nullptr) return {};
    for (const auto& plan : subject.anatomy.plans)
        for (const auto& prescription : plan.prescriptions)
            if (prescription.target_name == target) return {};
    std::vector<std::string_view> names;
    for (const auto& structure : set.structures) names.push_back(structure.name);
    const auto nearest = nearest_word(target, names);
    return entry.place.find("target")->error(
        "'" + target + "' is neither a structure nor a target of the plan", "",
        nearest ? "did you mean '" + *nearest + "'?" : "`abscope inspect` lists the structures");
}

/// Blocks after the first: each says its dose, and where its distribution comes from.
Result<void> add_further_blocks(const CaseFile& file, patient::Case& subject) {
    for (std::size_t b = 1; b < file.radiotherapy.size(); ++b) {
        const auto& entry = file.radiotherapy[b];
        ABSCOPE_CHECK_OK(check_target(entry, subject));
        for (const bool dose : {true, false})
            if (!(dose ? entry.has_dose : entry.has_fractions))
                return entry.place.error(std::string("'") + (dose ? "dose_per_fraction" : "fractions") + "' is missing",
                                         "a block after the first takes nothing from the plan", "add it");
        if (entry.block.rescale == !entry.dose.empty())
            return entry.place.error(entry.block.rescale ? "both 'rescale' and 'dose_file'" : "a second [[radiotherapy]] block without a distribution",
                                     "the plan's distribution belongs to the first block",
                                     "say rescale = true where it has the shape of the first, or name its own with dose_file = \"boost.nrrd\"");
        subject.course.radiotherapy.push_back(entry.block);
    }
    return {};
}

}  // namespace

Result<void> match_plan(const CaseFile& file, patient::Case& subject) {
    auto& blocks = subject.course.radiotherapy;
    const bool has_plan = !subject.anatomy.plans.empty();
    if (file.radiotherapy.empty()) {
        if (!has_plan)
            return needs_block(file, "no plan and no [[radiotherapy]]",
                               "nobody says how many fractions there are");
        ABSCOPE_TRY(auto block, block_from_plan(file, subject));
        blocks.push_back(std::move(block));
        return {};
    }
    const auto& entry = file.radiotherapy.front();
    ABSCOPE_CHECK_OK(check_target(entry, subject));
    auto block = entry.block;
    ABSCOPE_CHECK_OK(has_plan ? reconcile(entry, block, subject) : without_plan(entry));
    blocks.push_back(std::move(block));
    return add_further_blocks(file, subject);
}

}  // namespace abscope::study
