// Two plans for the same patient side by side: what the second leaves more (or less) than the first, with the uncertainty of the
// biology paired, so that what is uncertain in both cancels. Radiosensitivity is the largest part of it [@nakamura1990].
#pragma once

#include "blood/blood_dose.hpp"
#include "blood/count_over_course.hpp"

namespace abscope::blood {

/// Second plan minus first plan.
struct PlanDifference {
    double course_mean_gy = 0.0;                     ///< mean dose of the blood, course [Gy]
    double course_v_0_5gy = 0.0;                     ///< share of the blood with at least 0.5 Gy [-]
    double course_d2_gy = 0.0;                       ///< [Gy]
    double survival_fraction = 0.0;                  ///< of circulating lymphocytes, central parameters [-]
    double survival_low = 0.0, survival_high = 0.0;  ///< 90 % of the samples of that difference [-]
    CountDifference count;
    int draws = 0;
};

/// Both courses in their own networks (plans may differ in nothing but dose, or in beam time, dates and fractions). The options
/// are those of both results: same seed, same number of samples.
Result<PlanDifference> compare_plans(const CirculationNetwork& network_a, const BloodCourse& a,
                                     const BloodResult& result_a, const CirculationNetwork& network_b,
                                     const BloodCourse& b, const BloodResult& result_b,
                                     const LymphocyteParameters& parameters, const BloodOptions& options);

}  // namespace abscope::blood
