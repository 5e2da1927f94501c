// Organ by organ over a course. Belongs to toxicity.
#include "toxicity/course_risk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace abscope::toxicity {

namespace {

using patient::OrganRole;

double scale_of(const CourseVariant& variant, std::size_t block) {
    return block < variant.dose_scale.size() ? variant.dose_scale[block] : 1.0;
}
double added_gy(const CourseVariant& variant, std::size_t block) { return block < variant.added_gy.size() ? variant.added_gy[block] : 0.0; }
int fractions_of(const CourseVariant& variant, const patient::Exposure& exposure, std::size_t block) {
    return block < variant.fractions.size() ? variant.fractions[block] : exposure.blocks[block].fractions;
}

bool is_part_of(OrganRole role, OrganRole organ) {
    return role == organ || (organ == OrganRole::lungs && (role == OrganRole::lung_left || role == OrganRole::lung_right));
}

/// Parts of an organ in one block, weighted by volume, doses scaled and raised by `added_gy`.
std::optional<patient::DoseBins> dose_in_block(const patient::BlockExposure& block, OrganRole organ, double scale, double added_gy) {
    patient::DoseBins sum;
    double volume = 0.0;
    for (const auto& part : block.organs) {
        // A contour of both lungs and contours of each would count the lung twice: the first kind found stands alone.
        if (!is_part_of(part.role, organ) || part.volume_cc <= 0.0 || part.per_fraction.dose_gy.empty()) continue;
        if (part.role == organ) {
            sum = {};
            volume = 0.0;
        }
        for (std::size_t i = 0; i < part.per_fraction.dose_gy.size(); ++i) {
            sum.dose_gy.push_back(scale * part.per_fraction.dose_gy[i] + added_gy);
            sum.volume_fraction.push_back(part.volume_cc * part.per_fraction.volume_fraction[i]);
        }
        volume += part.volume_cc;
        if (part.role == organ) break;
    }
    if (volume <= 0.0) return std::nullopt;
    for (double& v : sum.volume_fraction) v /= volume;
    return sum;
}

OrganRisk risk_of(const OrganModel& organ, const patient::DoseBins& eqd2, bool checkpoint_inhibitor) {
    OrganRisk risk;
    risk.model = organ.id;
    risk.organ = patient::role_name(organ.organ);
    risk.endpoint = organ.endpoint;
    risk.mean_eqd2_gy = eqd2.mean_gy();
    risk.probability = ntcp(organ.model, eqd2);
    risk.with_ici = risk.with_ici_low = risk.with_ici_high = risk.probability;
    risk.source = organ.source;
    risk.range = organ.range;
    risk.source_read = organ.source_read;
    if (checkpoint_inhibitor && organ.organ == OrganRole::lungs) {
        const auto ratio = pneumonitis_odds_ratio();
        risk.has_ici_term = true;
        risk.with_ici = with_odds_ratio(risk.probability, ratio.median);
        risk.with_ici_low = with_odds_ratio(risk.probability, ratio.low);
        risk.with_ici_high = with_odds_ratio(risk.probability, ratio.high);
    }
    return risk;
}

}  // namespace

std::optional<patient::DoseBins> organ_eqd2(const patient::Exposure& exposure, OrganRole organ, double alpha_beta_gy,
                                            const CourseVariant& variant) {
    std::vector<patient::DoseBins> parts;
    for (std::size_t b = 0; b < exposure.blocks.size(); ++b)
        if (const auto bins = dose_in_block(exposure.blocks[b], organ, scale_of(variant, b), added_gy(variant, b)))
            parts.push_back(to_eqd2(*bins, fractions_of(variant, exposure, b), alpha_beta_gy));
    if (parts.empty()) return std::nullopt;
    return parts.size() == 1 ? parts.front() : add_by_rank(parts);
}

std::vector<OrganRisk> course_risks(const std::vector<OrganModel>& models, const patient::Exposure& exposure,
                                    bool checkpoint_inhibitor, const CourseVariant& variant) {
    std::vector<OrganRisk> risks;
    for (const auto& model : models)
        if (const auto eqd2 = organ_eqd2(exposure, model.organ, model.alpha_beta_gy, variant))
            risks.push_back(risk_of(model, *eqd2, checkpoint_inhibitor));
    return risks;
}

std::vector<OrganRange> ranges_of(const std::vector<OrganRisk>& risks) {
    std::vector<OrganRange> ranges;
    for (const auto& risk : risks) {
        const auto known = std::find_if(ranges.begin(), ranges.end(), [&](const OrganRange& r) {
            return r.organ == risk.organ && (risk.organ != "heart" || r.endpoint == risk.endpoint);
        });
        if (known == ranges.end()) {
            ranges.push_back({risk.organ, risk.endpoint, risk.with_ici_low, risk.with_ici_high});
            continue;
        }
        known->low = std::min(known->low, risk.with_ici_low);
        known->high = std::max(known->high, risk.with_ici_high);
    }
    return ranges;
}

OrganRisk risk_at_even_dose(const OrganModel& organ, double eqd2_gy, bool checkpoint_inhibitor) {
    return risk_of(organ, {{eqd2_gy}, {1.0}}, checkpoint_inhibitor);
}

std::vector<BowelLowDose> bowel_low_dose(const patient::Exposure& exposure, const CourseVariant& variant) {
    constexpr double lowest_gy = 0.25, highest_gy = 4.0;
    std::vector<BowelLowDose> out;
    for (std::size_t b = 0; b < exposure.blocks.size(); ++b)
        for (const auto& organ : exposure.blocks[b].organs) {
            const bool small = organ.role == OrganRole::small_bowel, large = organ.role == OrganRole::large_bowel;
            if (!small && !large && organ.role != OrganRole::bowel) continue;
            BowelLowDose entry{organ.name, 0.0, small ? 7.0 : large ? 1031.0 : 0.0, small ? 588.0 : large ? 5766.0 : 0.0, ""};
            const double scale = scale_of(variant, b) * fractions_of(variant, exposure, b);
            for (std::size_t i = 0; i < organ.per_fraction.dose_gy.size(); ++i) {
                const double dose = scale * organ.per_fraction.dose_gy[i];
                if (dose >= lowest_gy && dose <= highest_gy) entry.volume_cc += organ.volume_cc * organ.per_fraction.volume_fraction[i];
            }
            entry.note = "retrospective; no colon measures 5766 cm3: context, never a target [ILDR-vol]";
            if (exposure.blocks.size() > 1) entry.note = "of one of several courses; " + entry.note;
            out.push_back(entry);
        }
    return out;
}

std::vector<LymphopeniaSide> lymphopenia_sides(double baseline_per_nl, double nadir_per_nl, double p_grade3, double p_grade4) {
    constexpr double split_per_nl = 1.3;  // [@chen2026]: entry ALC
    using Side = LymphopeniaSide::Side;
    std::vector<LymphopeniaSide> sides{
        {Side::toxicity, "nadir below 0.5e9/L (CTCAE grade 3 or more)", p_grade3, "RIL-sbrt"},
        {Side::toxicity, "nadir below 0.2e9/L (CTCAE grade 4)", p_grade4, "RIL-sbrt"}};
    const bool starts_high = baseline_per_nl >= split_per_nl;
    sides.push_back({Side::efficacy, fmt::format("abscopal response reported with a count of {} 1.3e9/L before treatment", starts_high ? "at least" : "less than"),
                     starts_high ? 0.303 : 0.078, "ALC"});
    sides.push_back({Side::efficacy, fmt::format("lowest count {:.2f}e9/L {} 1.3e9/L; the series split counts before treatment, not at the nadir: no number", nadir_per_nl,
                                                 nadir_per_nl < split_per_nl ? "falls below" : "stays above"),
                     std::nullopt, "ALC"});
    return sides;
}

}  // namespace abscope::toxicity
