// Radiation toxicity of a course: every organ with a model, under each of its models, with and without checkpoint inhibition.
// Belongs to toxicity; models [@lyman1985; @marks2010; @kallman1992] and their data: docs/methods/toxicity.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "patient/exposure.hpp"
#include "toxicity/ici_interaction.hpp"
#include "toxicity/ntcp_table.hpp"

namespace abscope::toxicity {

/// One organ and endpoint under one model.
struct OrganRisk {
    std::string model, organ, endpoint;
    double mean_eqd2_gy = 0.0;   ///< [Gy]
    double probability = 0.0;    ///< of radiotherapy alone [-]
    double with_ici = 0.0, with_ici_low = 0.0, with_ici_high = 0.0;  ///< with a checkpoint inhibitor; equal `probability` where no interaction is known [-]
    bool has_ici_term = false;
    std::string source, range;
    bool source_read = false;
};

/// The same organ under all its models: the spread is structural uncertainty, shown and not averaged.
struct OrganRange {
    std::string organ, endpoint;
    double low = 0.0, high = 0.0;  ///< over models, checkpoint inhibition included where given [-]
};

/// Fractions of block b are scaled by `dose_scale[b]` [-] and counted as `fractions[b]`; empty: as the exposure says. `added_gy[b]`
/// is then added evenly to all of every organ with each fraction [Gy]; empty: nothing.
struct CourseVariant {
    std::vector<double> dose_scale;  ///< [-]
    std::vector<int> fractions;
    std::vector<double> added_gy{};  ///< [Gy]
};

/// The organ's EQD2 distribution over all blocks; none where the organ is in no block. Left and right lung count as one.
std::optional<patient::DoseBins> organ_eqd2(const patient::Exposure& exposure, patient::OrganRole organ, double alpha_beta_gy,
                                            const CourseVariant& variant = {});

std::vector<OrganRisk> course_risks(const std::vector<OrganModel>& models, const patient::Exposure& exposure,
                                    bool checkpoint_inhibitor, const CourseVariant& variant = {});
std::vector<OrganRange> ranges_of(const std::vector<OrganRisk>& risks);
/// Risk of an organ that receives `eqd2_gy` [Gy] everywhere: what a plan at a limit would do at most where the mean counts.
OrganRisk risk_at_even_dose(const OrganModel& organ, double eqd2_gy, bool checkpoint_inhibitor);

/// Bowel that receives 0.25 to 4 Gy over the course (physical dose), beside what a retrospective series reports; context, never
/// an objective.
struct BowelLowDose {
    std::string organ;
    double volume_cc = 0.0;                     ///< with 0.25 to 4 Gy [cm3]
    double reported_low_cc = 0.0, reported_high_cc = 0.0;  ///< range in the series [cm3]
    std::string note;
};
std::vector<BowelLowDose> bowel_low_dose(const patient::Exposure& exposure, const CourseVariant& variant = {});

/// Lymphopenia is a toxicity and a loss of efficacy at once; each side with its number.
struct LymphopeniaSide {
    enum class Side { toxicity, efficacy };
    Side side = Side::toxicity;
    std::string text;
    std::optional<double> value;  ///< [-]; none: no number
    std::string evidence;         ///< id of the entry
};
/// `nadir_per_nl` [1e9/L]; `p_grade3` and `p_grade4` are probabilities [-] of a nadir below 0.5 and 0.2e9/L.
std::vector<LymphopeniaSide> lymphopenia_sides(double baseline_per_nl, double nadir_per_nl, double p_grade3, double p_grade4);

}  // namespace abscope::toxicity
