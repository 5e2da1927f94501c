// Plans and doses of several phases added.
#include "io/dicom/sum_plans.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geometry/resample.hpp"

namespace abscope::io::dicom {
namespace {

/// Adds the beams and groups of a plan, with numbers above those that are taken.
void append(patient::Plan& sum, const patient::Plan& plan) {
    int shift = 0;
    for (const patient::Beam& beam : sum.beams) shift = std::max(shift, beam.number);
    for (patient::Beam beam : plan.beams) {
        beam.number += shift;
        for (patient::ControlPoint& point : beam.control_points) point.dose_rate_mu_per_min.reset();
        sum.beams.push_back(std::move(beam));
    }
    for (patient::FractionGroup group : plan.fraction_groups) {
        group.number = static_cast<int>(sum.fraction_groups.size()) + 1;
        for (int& beam : group.beams) beam += shift;
        sum.fraction_groups.push_back(std::move(group));
    }
}

/// The target of a plan's largest prescription.
std::string target_of(const patient::Plan& plan) {
    for (const patient::Prescription& p : plan.prescriptions)
        if (p.dose_gy && p.dose_gy == plan.prescription_gy()) return p.target_name;
    return {};
}

}  // namespace

patient::Plan sum_of_plans(const std::vector<const FoundPlan*>& plans) {
    patient::Plan sum;
    const patient::Plan& first = plans.front()->plan;
    sum.position = first.position;
    sum.frame_of_reference_uid = first.frame_of_reference_uid;
    sum.study_uid = first.study_uid;
    sum.referenced_structure_set_uid = first.referenced_structure_set_uid;
    double prescribed = 0.0;
    bool all_prescribed = true;
    for (const FoundPlan* found : plans) {
        sum.label += (sum.label.empty() ? "" : " + ") + found->plan.label;
        append(sum, found->plan);
        const auto dose = found->plan.prescription_gy();
        all_prescribed = all_prescribed && dose;
        prescribed += dose.value_or(0.0);
    }
    if (all_prescribed) sum.prescriptions.push_back({target_of(first), std::nullopt, prescribed});
    return sum;
}

Result<patient::DoseGrid> sum_of_doses(const std::vector<patient::DoseGrid>& doses, patient::Warnings& warnings) {
    patient::DoseGrid sum = doses.front();
    std::vector<double> values(sum.values.begin(), sum.values.end());
    for (std::size_t d = 0; d < doses.size(); ++d) {
        const patient::DoseGrid& dose = doses[d];
        if (!patient::is_course_dose(dose.summation))
            return bad_input(fmt::format("dose '{}' is that of one delivery ({})", dose.source,
                                         patient::summation_name(dose.summation)),
                             "only doses of whole plans add up to a course", "Export the dose of the whole plan.");
        if (dose.kind != sum.kind)
            return bad_input(fmt::format("'{}' and '{}' are of different types", sum.source, dose.source),
                             "PHYSICAL and EFFECTIVE cannot be added", "Export both as PHYSICAL.");
        if (dose.frame_of_reference_uid != sum.frame_of_reference_uid)
            return bad_input(fmt::format("'{}' and '{}' lie in different frames of reference", sum.source, dose.source),
                             "their voxels are not at the same places", "Export both on one image.");
        if (d == 0) continue;
        const bool same = geometry::same_grid(dose.grid, sum.grid);
        const auto other = same ? std::vector<float>() : geometry::resample(dose.values, dose.grid, sum.grid, 0.0f);
        const std::vector<float>& added = same ? dose.values : other;
        for (std::size_t v = 0; v < values.size(); ++v) values[v] += static_cast<double>(added[v]);
        sum.source += " + " + dose.source;
        if (!same)
            warnings.push_back({"dose-sum-resampled",
                                fmt::format("dose '{}' lies on another grid than '{}'; it was interpolated onto that one, and "
                                            "what lies outside it is left out.",
                                            dose.source, doses.front().source)});
    }
    for (std::size_t v = 0; v < values.size(); ++v) sum.values[v] = static_cast<float>(values[v]);
    sum.summation = patient::DoseSummation::multi_plan;
    sum.bits = 0;
    sum.quantum_gy = 0.0;
    sum.sop_instance_uid.clear();
    sum.stored_dvhs.clear();
    return sum;
}

}  // namespace abscope::io::dicom
