// Effective dose to immune cells: published one-line surrogates, shown beside the engine's own result.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace abscope::blood {

/// Mean doses of the whole course.
struct EdicInput {
    int fractions = 1;
    std::optional<double> mean_lung_gy;   ///< both lungs [Gy]
    std::optional<double> mean_heart_gy;  ///< [Gy]
    std::optional<double> mean_liver_gy;  ///< [Gy]
    double mean_body_gy = 0.0;            ///< over the body as defined below [Gy]
    double integral_dose_gy_cc = 0.0;     ///< over the body as defined below [Gy·cm³]
    std::string body_definition;          ///< e.g. "External contour within the dose grid"
};

struct EdicValue {
    std::string variant;
    double value_gy = 0.0;        ///< [Gy]
    std::string body_definition;  ///< it changes the number
    std::string source;           ///< reference key
    std::string assumed;          ///< what was missing and taken as 0; may be empty
};

/// Every variant that the input allows.
/// EDIC = 0.12·MLD + 0.08·MHD + [0.45 + 0.35·0.85·√(n/45)]·(mean body dose) [@jin2021], the integral-dose form
/// with a body of 62 dm³, and the form with the liver term 0.15·0.85·√(n/45)·MLiverD [@xu2020].
/// Range: thoracic photon plans of 15–45 fractions; elsewhere a number to compare, not a dose.
std::vector<EdicValue> edic_variants(const EdicInput& input);

}  // namespace abscope::blood
