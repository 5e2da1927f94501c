// Dose of one fraction to everything the immune system is made of.
#include "twin/exposure.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "dose/histogram.hpp"
#include "twin/body_remainder.hpp"
#include "twin/brain_exposure.hpp"

namespace abscope::twin {

using patient::BlockExposure;
using patient::LesionExposure;
using patient::OrganExposure;
using patient::OrganRole;

namespace {

constexpr double covered_tolerance = 1e-9;  // a share of a structure that is rounding [-]

/// One over the number of fractions the grid's values stand for [-].
double per_fraction_factor(const patient::DoseGrid& dose, int fractions) {
    return patient::is_course_dose(dose.summation) ? 1.0 / fractions : 1.0;
}

patient::DoseBins scaled(patient::DoseBins bins, double factor) {
    for (auto& d : bins.dose_gy) d *= factor;
    return bins;
}

void set_beam_on(const patient::Case& subject, const patient::RadiotherapyBlock& block, BlockExposure& exposure,
                 patient::Warnings& warnings) {
    if (block.beam_on) {
        exposure.beam_on_s = value_as<Second>(*block.beam_on);
        exposure.beam_on_source = "case";
        return;
    }
    for (const auto& plan : subject.anatomy.plans)
        if (const auto seconds_on = plan.beam_on_s()) {
            exposure.beam_on_s = *seconds_on;
            exposure.beam_on_source = "plan metersets and dose rates";
            return;
        }
    exposure.beam_on_s = assumed_beam_on_s;
    exposure.beam_on_source = "assumed";
    warnings.push_back({"beam-on-assumed",
                        "neither the case nor the plan says how long the beam is on; 90 s a fraction is assumed, which "
                        "moves the spread of the blood dose but not its mean; give beam_on in [[radiotherapy]]"});
}

OrganExposure organ_exposure(const StructureSolid& solid, const patient::DoseGrid& dose, double factor) {
    const auto sampled = dose::sample_dose(solid.solid, dose);
    OrganExposure organ;
    organ.name = solid.structure->name;
    organ.role = solid.structure->role;
    organ.volume_cc = solid.solid.volume_cc;
    organ.dose_coverage = sampled.coverage();
    organ.per_fraction = scaled(dose::to_bins(sampled), factor);
    return organ;
}

void warn_outside(const OrganExposure& organ, patient::Warnings& warnings) {
    if (organ.dose_coverage >= 1.0 - covered_tolerance) return;
    warnings.push_back({"outside-taken-as-zero",
                        fmt::format("structure '{}': {:.2g} % of it lies outside the dose grid and is taken to receive 0 Gy",
                                    organ.name, 100.0 * (1.0 - organ.dose_coverage))});
}

OrganExposure table_exposure(const patient::OrganDvhTable& table, double factor) {
    OrganExposure organ;
    organ.name = table.name;
    organ.role = table.role;
    organ.per_fraction = scaled(dose::to_bins(table), factor);
    return organ;
}

/// The ROI with that name, or all structures with that role; empty where nothing is meant by it.
std::vector<const OrganExposure*> find_organs(const std::vector<OrganExposure>& organs, const std::string& name) {
    std::vector<const OrganExposure*> found;
    for (const auto& organ : organs)
        if (organ.name == name) return {&organ};
    if (const auto role = patient::role_from_name(name))
        for (const auto& organ : organs)
            if (organ.role == *role) found.push_back(&organ);
    return found;
}

/// Equal weights where the volumes are not known (tables from elsewhere).
double volume_weighted_mean_gy(const std::vector<const OrganExposure*>& organs) {
    const bool known = std::all_of(organs.begin(), organs.end(), [](const auto* organ) { return organ->volume_cc > 0.0; });
    double volume = 0.0, dose = 0.0;
    for (const auto* organ : organs) {
        const double weight = known ? organ->volume_cc : 1.0;
        volume += weight;
        dose += weight * organ->mean_gy();
    }
    return volume > 0.0 ? dose / volume : 0.0;
}

/// The bins of the whole structure: what lies outside the dose grid is one more bin at 0 Gy.
patient::DoseBins whole(const OrganExposure& organ) {
    auto bins = organ.per_fraction;
    const double outside = bins.dose_gy.empty() ? 1.0 : 1.0 - organ.dose_coverage;
    if (outside <= covered_tolerance) return bins;
    for (auto& share : bins.volume_fraction) share *= organ.dose_coverage;
    bins.dose_gy.insert(bins.dose_gy.begin(), 0.0);
    bins.volume_fraction.insert(bins.volume_fraction.begin(), outside);
    return bins;
}

void set_node(const patient::Lesion& lesion, const std::vector<OrganExposure>& organs, LesionExposure& exposure,
              patient::Warnings& warnings) {
    exposure.node = lesion.drains_to;
    if (lesion.drains_to.empty()) return;
    const auto nodes = find_organs(organs, lesion.drains_to);
    if (nodes.empty()) {
        warnings.push_back({"node-not-contoured", "lesion '" + lesion.name + "' drains to '" + lesion.drains_to +
                                                      "', which is neither a structure nor a role with contours: the node "
                                                      "is taken to receive 0 Gy"});
        return;
    }
    exposure.node_mean_gy = volume_weighted_mean_gy(nodes);
}

Result<LesionExposure> lesion_exposure(const patient::Lesion& lesion, const std::vector<OrganExposure>& organs,
                                       int fractions, patient::Warnings& warnings) {
    LesionExposure exposure;
    exposure.lesion = lesion.name;
    exposure.per_fraction = {{0.0}, {1.0}};
    if (!lesion.structure.empty()) {
        const auto found = find_organs(organs, lesion.structure);
        if (found.empty())
            return bad_input("lesion '" + lesion.name + "' has no contours", "no structure '" + lesion.structure + "' has any",
                             "name a structure that `abscope inspect` lists with contours");
        exposure.per_fraction = whole(*found.front());
    } else if (lesion.dose) {
        exposure.per_fraction.dose_gy[0] = value_as<Gray>(*lesion.dose) / fractions;
    }
    exposure.mean_gy = exposure.per_fraction.mean_gy();
    exposure.irradiated = exposure.mean_gy * fractions >= irradiated_above_gy;
    set_node(lesion, organs, exposure, warnings);
    return exposure;
}

/// The blocks that have a distribution: the first, and those with their own or the first one's scaled. Others with the dates of the
/// first are targets of its plan.
Result<std::vector<int>> dosed_blocks(const patient::Case& subject) {
    const auto& blocks = subject.course.radiotherapy;
    if (blocks.empty())
        return bad_input("the dose has no number of fractions", "neither a plan nor a [[radiotherapy]] block says it",
                         "add [[radiotherapy]] with fractions and dose_per_fraction");
    std::vector<int> dosed{0};
    for (int b = 1; b < static_cast<int>(blocks.size()); ++b) {
        const auto& block = blocks[static_cast<std::size_t>(b)];
        if (block.dose != nullptr || block.rescale) dosed.push_back(b);
        else if (subject.course.fraction_times(b) != subject.course.fraction_times(0))
            return bad_input("[[radiotherapy]] blocks 1 and " + std::to_string(b + 1) + " have different dates but there is one dose grid",
                             "it cannot be told which fraction gives which dose",
                             "say rescale = true or name its dose_file in the later block");
    }
    return dosed;
}

/// Where the dose of one fraction of a block comes from.
struct Distribution {
    const patient::DoseGrid* grid = nullptr;  ///< none: DVH tables
    int fractions = 1;                        ///< of the course that it stands for
    double scale = 1.0;                       ///< [-]
};

Distribution distribution_of(const patient::Case& subject, int index) {
    const auto& blocks = subject.course.radiotherapy;
    const auto &block = blocks[static_cast<std::size_t>(index)], &first = blocks.front();
    if (block.dose != nullptr) return {block.dose.get(), block.fractions, 1.0};
    const auto* grid = subject.anatomy.dose ? &*subject.anatomy.dose : nullptr;
    return {grid, first.fractions, index == 0 ? 1.0 : block.dose_per_fraction.native() / first.dose_per_fraction.native()};
}

Result<BlockExposure> block_exposure(const patient::Case& subject, const AnatomyGeometry& geometry, int index,
                                     patient::Warnings& warnings) {
    const auto& block = subject.course.radiotherapy[static_cast<std::size_t>(index)];
    BlockExposure exposure;
    exposure.block = index;
    exposure.fractions = block.fractions;
    set_beam_on(subject, block, exposure, warnings);
    const auto from = distribution_of(subject, index);
    if (from.grid != nullptr) {
        const auto& dose = *from.grid;
        const double factor = from.scale * per_fraction_factor(dose, from.fractions);
        for (const auto& solid : geometry.solids) {
            exposure.organs.push_back(organ_exposure(solid, dose, factor));
            warn_outside(exposure.organs.back(), warnings);
        }
        exposure.brain = brain_exposure(geometry, dose, factor);
        set_body(exposure, geometry, dose, factor);
    }
    for (const auto& table : subject.anatomy.dvh_tables) exposure.organs.push_back(table_exposure(table, from.scale / from.fractions));
    for (const auto& lesion : subject.lesions) {
        auto given = lesion;
        if (index > 0) given.dose.reset();  // the dose of the course that a case gives counts once
        ABSCOPE_TRY(auto one, lesion_exposure(given, exposure.organs, block.fractions, warnings));
        exposure.lesions.push_back(std::move(one));
    }
    return exposure;
}

}  // namespace

Result<patient::Exposure> compute_exposure(const patient::Case& subject, const AnatomyGeometry& geometry) {
    patient::Exposure exposure;
    if (!subject.anatomy.dose && subject.anatomy.dvh_tables.empty()) {
        if (subject.course.radiotherapy.empty()) return exposure;
        return bad_input("there is no dose", "[[radiotherapy]] is prescribed but the anatomy has neither RTDOSE nor DVH tables",
                         "add the RTDOSE of the plan to the folder");
    }
    ABSCOPE_TRY(const auto indices, dosed_blocks(subject));
    for (const int index : indices) {
        ABSCOPE_TRY(auto block, block_exposure(subject, geometry, index, exposure.warnings));
        exposure.blocks.push_back(std::move(block));
    }
    return exposure;
}

}  // namespace abscope::twin
