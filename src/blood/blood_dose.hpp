// The blood engine's front door: from a circulation and the exposure of each fraction to the dose distribution of the
// blood, surviving lymphocytes, EDIC, lymphoid organs, and the lymphocyte count over time. `twin` calls this.
// What is new against published blood-dose programs [@shin2021; @hammi2020] stands in docs/methods/blood.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "blood/blood_exposure.hpp"
#include "blood/circulation.hpp"
#include "blood/dwell.hpp"
#include "blood/edic.hpp"
#include "blood/lymphocyte_count.hpp"
#include "blood/lymphocyte_parameters.hpp"
#include "blood/survival_law.hpp"
#include "core/result.hpp"
#include "patient/warning.hpp"

namespace abscope::blood {

/// One fraction of the course.
struct BloodFraction {
    double t_day = 0.0;        ///< [d] from day 0
    std::size_t exposure = 0;  ///< index into BloodCourse::exposures
};

/// What the blood goes through: one exposure per radiotherapy block, and when each fraction is given.
struct BloodCourse {
    std::vector<BloodExposure> exposures;
    std::vector<BloodFraction> fractions;  ///< in order of time
    std::optional<double>
        baseline_per_nl;  ///< lymphocyte count before treatment [1e9/L]; none: population prior
    std::optional<double>
        neutrophils_per_nl;  ///< neutrophil count before treatment [1e9/L]; none: population prior
    /// Mean doses over the whole course, for EDIC; none: EDIC is left out.
    std::optional<EdicInput> edic;
    double horizon_day = 180.0;  ///< how long the count is followed after the first fraction [d]
};

struct BloodOptions {
    std::uint64_t seed = 1;
    Transport transport;
    int dose_bins = 32;               ///< dose rates kept per organ share (blood.md: what it costs)
    int curve_points = 201;           ///< points of each dose–volume curve
    int parameter_draws = 200;        ///< samples of the lymphocyte parameters behind the bands
    double cohort_dose_spread = 0.0;  ///< for a cohort: SD of ln(dose) between its patients [-]
};

/// Cumulative dose–volume histogram of the blood.
struct BloodDvh {
    std::vector<double> dose_gy;          ///< [Gy]
    std::vector<double> volume_fraction;  ///< share of the blood that received more than that dose [-]
    double inversion_error = 0.0;         ///< largest correction needed to make the curve monotone [-]
};

struct FractionDose {
    double mean_gy = 0.0;                  ///< [Gy]
    double sd_gy = 0.0;                    ///< [Gy]
    double fraction_irradiated = 0.0;      ///< share of the blood with any dose [-]
    double v_0_5gy = 0.0;                  ///< share with at least 0.5 Gy [-]
    double d2_gy = 0.0;                    ///< dose that the hottest 2 % exceed [Gy]
    double survival_fraction = 1.0;        ///< of circulating lymphocytes, one fraction [-]
    double volume_weighted_mean_gy = 0.0;  ///< ΣVᵢ·D̄ᵢ/TBV, the independent check of mean_gy [Gy]
    BloodDvh dvh;
};

struct CourseDose {
    double mean_gy = 0.0;              ///< [Gy]
    double sd_gy = 0.0;                ///< [Gy]
    double fraction_irradiated = 0.0;  ///< [-]
    double v_0_5gy = 0.0;              ///< [-]
    double d2_gy = 0.0;                ///< [Gy]
    BloodDvh dvh;
};

/// Dose to an organ that makes or holds lymphocytes, whole course.
struct LymphoidOrganDose {
    std::string organ;  ///< "spleen", "lymph_nodes", "red_marrow", "mucosa"
    bool contoured = false;
    double share = 0.0;    ///< share of the organ that has a dose [-]
    double mean_gy = 0.0;  ///< over the whole organ, parts without contours as the exposure has them [Gy]
    std::vector<double> threshold_gy;  ///< [Gy]
    std::vector<double> v_fraction;    ///< share of the organ with at least threshold_gy [-]
};

struct BloodResult {
    FractionDose per_fraction;            ///< the first exposure
    std::vector<FractionDose> exposures;  ///< every exposure, in the order given
    CourseDose course;                    ///< of the blood, fully mixed between fractions
    /// Of T cells that recirculate between blood and organs and live through the course: partial mixing, organ doses included.
    CourseDose course_cells;
    /// Of lymphocytes that circulate through the whole course, without supply [-].
    double survival_fraction = 1.0;  ///< [-]
    SurvivalLaw survival_law;
    BloodCoverage coverage;  ///< of the first exposure
    std::vector<EdicValue> edic;
    std::vector<LymphoidOrganDose> lymphoid;
    LymphocyteCount alc;
    std::vector<ParameterSource> parameters;  ///< every parameter with value, unit, spread, source and grade
    std::string circulation;                  ///< name of the network
    BloodScale scale;
    Transport transport;
    std::uint64_t seed = 0;
    patient::Warnings warnings;
};

/// Computes all of it. Deterministic but for the parameter bands of the count, which depend on the seed only.
Result<BloodResult> compute_blood(const CirculationNetwork& network, const BloodCourse& course,
                                  const LymphocyteParameters& parameters, const BloodOptions& options = {});

}  // namespace abscope::blood
