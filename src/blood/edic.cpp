// Formulas of EDIC and its variants.
#include "blood/edic.hpp"

#include <cmath>

namespace abscope::blood {
namespace {

// Names what the formula needed and did not get.
std::string missing(const EdicInput& in, bool with_liver) {
    std::string text;
    const auto add = [&](const char* organ) { text += text.empty() ? organ : std::string(", ") + organ; };
    if (!in.mean_lung_gy) add("lungs");
    if (!in.mean_heart_gy) add("heart");
    if (with_liver && !in.mean_liver_gy) add("liver");
    return text.empty() ? text : "0 Gy taken for " + text;
}

}  // namespace

std::vector<EdicValue> edic_variants(const EdicInput& in) {
    // Weights of the blood each region holds or passes and of how well fractions mix: Jin 2021 [@jin2021], Xu 2020 [@xu2020].
    const double mixing = 0.85 * std::sqrt(in.fractions / 45.0);
    const double lung_heart = 0.12 * in.mean_lung_gy.value_or(0.0) + 0.08 * in.mean_heart_gy.value_or(0.0);
    const double body_weight = 0.45 + 0.35 * mixing;
    const double liver = 0.15 * mixing * in.mean_liver_gy.value_or(0.0);
    const double litres_62 = in.integral_dose_gy_cc / 62.0e3;
    const double litres_61_8 = in.integral_dose_gy_cc / 61.8e3;
    return {
        {"EDIC, mean body dose", lung_heart + body_weight * in.mean_body_gy, in.body_definition, "jin2021",
         missing(in, false)},
        {"EDIC, integral dose / 62 L", lung_heart + body_weight * litres_62, in.body_definition, "jin2021",
         missing(in, false)},
        {"EDRIC with liver, integral dose / 61.8 L", lung_heart + liver + body_weight * litres_61_8,
         in.body_definition, "xu2020", missing(in, true)},
    };
}

}  // namespace abscope::blood
