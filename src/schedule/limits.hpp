// What a schedule may not do: organ limits in EQD2 and intervals of drug labels. Values stand in data/oar_limits.toml with
// their sources [@quantec2010]. Belongs to schedule.
#pragma once

#include <string>
#include <vector>

#include "core/document.hpp"
#include "toxicity/course_risk.hpp"

namespace abscope::schedule {

struct OrganLimit {
    patient::OrganRole organ = patient::OrganRole::none;
    bool of_mean = true;          ///< false: of the maximum
    double eqd2_gy = 0.0;         ///< [Gy]
    double alpha_beta_gy = 3.0;   ///< [Gy]
    std::string source;
};

struct DrugLabel {
    std::string drug;
    double least_day = 0.0;  ///< between administrations [d]
    std::string source;
};

struct Limits {
    std::vector<OrganLimit> organs;
    std::vector<DrugLabel> labels;
};

Result<Limits> read_limits(const Document& document);

/// What a variant of the course breaks, in words; empty: nothing. Organs without contours are not judged.
std::vector<std::string> broken_limits(const Limits& limits, const patient::Exposure& exposure, const toxicity::CourseVariant& variant);
/// The same for an interval [d] of a drug; empty where the drug has no label here.
std::string broken_label(const Limits& limits, const std::string& drug, double every_day);

}  // namespace abscope::schedule
