// Bounds of what no plan says. Belongs to schedule.
#include "schedule/toxicity_range.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace abscope::schedule {

namespace {

using toxicity::OrganRisk;

std::vector<std::string> names_of(const SearchCase& fixed, const std::vector<std::size_t>& lesions) {
    std::vector<std::string> names;
    for (const auto i : lesions) names.push_back(fixed.scenario.lesions[i].name);
    return names;
}

/// Organs with a limit, at that limit; the names of those without go to `unbounded`.
std::vector<OrganRisk> at_limits(const std::vector<toxicity::OrganModel>& models, const std::vector<OrganRisk>& planned, const Limits& limits, bool ici,
                                 std::vector<std::string>& unbounded) {
    std::vector<OrganRisk> risks;
    for (const auto& model : models) {
        const auto name = patient::role_name(model.organ);
        if (std::none_of(planned.begin(), planned.end(), [&](const auto& r) { return r.organ == name; })) continue;
        const auto limit = std::find_if(limits.organs.begin(), limits.organs.end(), [&](const auto& l) { return l.organ == model.organ; });
        if (limit != limits.organs.end()) risks.push_back(toxicity::risk_at_even_dose(model, limit->eqd2_gy, ici));
        else if (std::find(unbounded.begin(), unbounded.end(), name) == unbounded.end()) unbounded.emplace_back(name);
    }
    return risks;
}

void widen(ToxicityRange& range, const std::vector<OrganRisk>& risks, bool upwards) {
    for (const auto& bound : toxicity::ranges_of(risks))
        for (auto& organ : range.organs)
            if (organ.organ == bound.organ && organ.endpoint == bound.endpoint) {
                if (upwards) organ.high = std::max(organ.high, bound.high);
                else organ.low = std::min(organ.low, bound.low);
            }
}

}  // namespace

ToxicityRange toxicity_range(const SearchCase& fixed, const Candidate& candidate, const std::vector<toxicity::OrganModel>& models, const Limits& limits) {
    const auto variant = variant_of(fixed, candidate);
    const bool ici = fixed.has_checkpoint_inhibitor();
    const auto planned = toxicity::course_risks(models, fixed.exposure, ici, variant);
    ToxicityRange range;
    range.organs = toxicity::ranges_of(planned);
    const auto change = change_of(fixed.target_sets.front(), targets_of(fixed, candidate));
    if (candidate.other_lesions_gy > 0.0) {
        auto bathed = variant;
        bathed.added_gy.assign(candidate.blocks.size(), candidate.other_lesions_gy);
        widen(range, toxicity::course_risks(models, fixed.exposure, ici, bathed), true);
        range.unknown.push_back(fmt::format("low dose elsewhere: no organ doses; at the upper end every contoured organ receives {:.2g} Gy with each fraction, organs without contours are not counted",
                                            candidate.other_lesions_gy));
    }
    if (!change.added.empty()) {
        std::vector<std::string> unbounded;
        widen(range, at_limits(models, planned, limits, ici, unbounded), true);
        range.unknown.push_back(fmt::format("{} added: no plan, so no organ doses; at the upper end organs are irradiated evenly to their limit{}{}", fmt::join(names_of(fixed, change.added), ", "),
                                            unbounded.empty() ? "" : "; without a limit, so without an upper end: ", fmt::join(unbounded, ", ")));
    }
    if (!change.dropped.empty()) {
        auto nothing = variant;
        std::fill(nothing.dose_scale.begin(), nothing.dose_scale.end(), 0.0);
        widen(range, toxicity::course_risks(models, fixed.exposure, ici, nothing), false);
        range.unknown.push_back(fmt::format("{} dropped: organs receive less than in the plan; how much less is not known, so the lower end is no dose", fmt::join(names_of(fixed, change.dropped), ", ")));
    }
    for (const auto& organ : range.organs) {
        if (organ.endpoint == "late cardiac mortality") continue;  // a cohort of the 1970s: printed, not optimised
        if (organ.low + organ.high > range.low + range.high) {
            range.low = organ.low;
            range.high = organ.high;
        }
    }
    return range;
}

}  // namespace abscope::schedule
