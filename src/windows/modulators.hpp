// What shifts the windows, as explicit inputs of the map: time, space, site, dose rate, host. Each has a default that changes
// nothing; the sign of each is tested, and an ablation says what each does to one schedule. The list: [@chen2026], entry Wmod.
// Belongs to windows.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "immune/models/t2/parameters.hpp"
#include "windows/twin_map.hpp"

namespace abscope::windows {

enum class Site { reference, liver, lymph_node };

/// Defaults have no effect.
struct Modulators {
    double target_volume = 1.0;       ///< field factor of the blood dose [-]
    double blood_dose = 1.0;          ///< blood fraction of a fraction relative to conventional dose rate; below 1: FLASH, fewer beams [-]
    double low_dose_bath = 1.0;       ///< share of blood that the volume with low dose adds to a fraction's [-]
    double other_lesions_gy = 0.0;    ///< low dose to the lesions outside the field, with each fraction [Gy]
    Site site = Site::reference;      ///< of the irradiated lesion
    double lymphocytes = 1.0;         ///< count before treatment relative to the patient's [-]
    double neutrophils = 1.0;         ///< likewise [-]
    double infiltrate = 1.0;          ///< entry of T cells into the tumour relative to the patient's [-]
    bool microbiome_favourable = false;  ///< recorded only: the model has no term for it
};

/// The patient with the modulators applied. Site: the model's own site factors (model.md), liver 2.2, 0.6, 1; node 0.8, 1, 0.
immune::t2::Parameters modulated(immune::t2::Parameters patient, const Modulators& modulators);

/// One line of the ablation: what one modulator alone does to the median yield of a schedule.
struct AblationLine {
    std::string modulator, setting;
    double yield = 0.0, yield_default = 0.0;  ///< medians [1e6]
    double p_higher = 0.0;                    ///< share of patients in whom it raises the yield [-]
    int expected_sign = 0;                    ///< of the hypothesis; 0: none is claimed
    std::vector<std::string> sources;
};

/// Ablation of `fractions` fractions of `dose_gy` [Gy].
std::vector<AblationLine> ablation(std::span<const immune::t2::Parameters> patients, double dose_gy, int fractions);

}  // namespace abscope::windows
