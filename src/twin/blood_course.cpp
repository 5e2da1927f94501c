// Organs to blood compartments, and the course's mean doses for EDIC.
#include "twin/blood_course.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "patient/course.hpp"

namespace abscope::twin {

using patient::BlockExposure;
using patient::OrganExposure;
using patient::OrganRole;

double reference_body_volume_cc(const patient::Host& host) {
    constexpr double reference_male_kg = 73.0, reference_female_kg = 60.0, litre_cc = 1000.0;
    const double reference_kg = host.sex == patient::Sex::female ? reference_female_kg : reference_male_kg;
    return litre_cc * (host.weight ? value_as<Kilogram>(*host.weight) : reference_kg);
}

blood::CirculationNetwork patient_circulation(const patient::Host& host) {
    const auto sex = host.sex == patient::Sex::female ? patient::Sex::female : patient::Sex::male;
    return blood::reference_circulation(sex).scaled(blood::patient_scale(host));
}

namespace {

/// Share of the uncontoured reference body that lies in the dose grid [-] (interface.md, "What a case means", 5).
double remainder_inside(const BlockExposure& block, const patient::Host& host) {
    if (block.remainder.volume_cc <= 0.0) return 0.0;
    double contoured_cc = 0.0;
    for (const auto& organ : block.organs)
        if (!blood::compartments_for(organ.role).empty()) contoured_cc += organ.volume_cc;
    const double reference_cc = std::max(reference_body_volume_cc(host) - contoured_cc, block.remainder.volume_cc);
    return std::min(1.0, block.remainder.volume_cc / reference_cc);
}

Result<blood::BloodExposure> blood_exposure(const BlockExposure& block, const patient::Host& host,
                                            const blood::CirculationNetwork& network, patient::Warnings& warnings) {
    blood::BloodExposureBuilder builder(network);
    for (const auto& organ : block.organs)
        if (!blood::compartments_for(organ.role).empty())
            builder.add_organ(organ.role, organ.per_fraction, organ.dose_coverage, organ.name);
    if (!block.remainder.per_fraction.dose_gy.empty())
        builder.set_remainder(block.remainder.per_fraction, remainder_inside(block, host));
    auto exposure = builder.build(block.beam_on_s);
    warnings.insert(warnings.end(), builder.warnings().begin(), builder.warnings().end());
    return exposure;
}

/// Mean course dose over the organs with one of these roles, weighted with their volumes (equally where a table from elsewhere has
/// none); none where none is contoured [Gy].
std::optional<double> course_mean_gy(const patient::Exposure& exposure, std::initializer_list<OrganRole> roles) {
    double sum = 0.0;
    bool found = false;
    for (const auto& block : exposure.blocks) {
        double volume = 0.0, dose_volume = 0.0;
        for (const auto& organ : block.organs) {
            if (std::find(roles.begin(), roles.end(), organ.role) == roles.end()) continue;
            const double weight = organ.volume_cc > 0.0 ? organ.volume_cc : 1.0;
            volume += weight;
            dose_volume += weight * organ.mean_gy();
        }
        if (volume <= 0.0) continue;
        found = true;
        sum += block.fractions * dose_volume / volume;
    }
    return found ? std::optional(sum) : std::nullopt;
}

bool has_role(const patient::Exposure& exposure, OrganRole role) {
    for (const auto& block : exposure.blocks)
        for (const auto& organ : block.organs)
            if (organ.role == role) return true;
    return false;
}

std::optional<double> mean_lung_gy(const patient::Exposure& exposure, patient::Warnings& warnings) {
    if (has_role(exposure, OrganRole::lungs)) return course_mean_gy(exposure, {OrganRole::lungs});
    const bool left = has_role(exposure, OrganRole::lung_left), right = has_role(exposure, OrganRole::lung_right);
    if (left != right)
        warnings.push_back({"edic-one-lung",
                            "only one lung is contoured: EDIC's mean lung dose takes the other lung as unirradiated, "
                            "which underestimates it if the other lung was treated too"});
    const auto mean = course_mean_gy(exposure, {OrganRole::lung_left, OrganRole::lung_right});
    return mean && left != right ? std::optional(*mean / 2.0) : mean;
}

std::optional<blood::EdicInput> edic_input(const patient::Exposure& exposure, patient::Warnings& warnings) {
    blood::EdicInput input;
    input.fractions = 0;
    for (const auto& block : exposure.blocks) {
        input.fractions += block.fractions;
        input.mean_body_gy += block.fractions * block.mean_body_dose_gy;
        input.integral_dose_gy_cc += block.fractions * block.integral_dose_gy_cc;
        input.body_definition = block.body_definition;
    }
    if (input.fractions == 0 || input.body_definition.empty()) return std::nullopt;
    input.mean_lung_gy = mean_lung_gy(exposure, warnings);
    input.mean_heart_gy = course_mean_gy(exposure, {OrganRole::heart});
    input.mean_liver_gy = course_mean_gy(exposure, {OrganRole::liver});
    return input;
}

}  // namespace

Result<blood::BloodCourse> blood_course(const patient::Case& subject, const patient::Exposure& exposure,
                                        const blood::CirculationNetwork& network, patient::Warnings& warnings) {
    blood::BloodCourse course;
    for (const auto& block : exposure.blocks) {
        ABSCOPE_TRY(auto blood_of_block, blood_exposure(block, subject.host, network, warnings));
        course.exposures.push_back(std::move(blood_of_block));
        for (const auto time : subject.course.fraction_times(block.block))
            course.fractions.push_back({value_as<Day>(time), course.exposures.size() - 1});
    }
    std::stable_sort(course.fractions.begin(), course.fractions.end(),
                     [](const auto& a, const auto& b) { return a.t_day < b.t_day; });
    if (subject.host.anc) course.neutrophils_per_nl = value_as<GigaPerLitre>(*subject.host.anc);
    if (subject.host.alc) course.baseline_per_nl = value_as<GigaPerLitre>(*subject.host.alc);
    course.edic = edic_input(exposure, warnings);
    return course;
}

}  // namespace abscope::twin
