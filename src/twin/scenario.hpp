// A scenario: what is done to a patient, apart from who the patient is. A plain value: a search over schedules takes one,
// changes `fractions` and `drugs`, and simulates it for the same virtual patients.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "blood/blood_dose.hpp"
#include "core/result.hpp"
#include "immune/regimen.hpp"
#include "patient/case.hpp"
#include "patient/exposure.hpp"
#include "twin/immune_model.hpp"

namespace abscope::twin {

struct ScenarioLesion {
    std::string name, site;
    double volume_cc = 1.0;   ///< before treatment [cm3]
    bool irradiated = false;  ///< for display; nothing depends on it
    int node = 0;             ///< index into Scenario::nodes
    std::string tumour = {};  ///< type that sets how fast it grows, e.g. "melanoma"; empty: as the parameter set says
};

/// What one fraction of one radiotherapy block gives.
struct BlockDose {
    std::vector<immune::DoseOverLesion> lesions;  ///< of each lesion, without `earlier`
    std::vector<double> node_gy;                  ///< mean of each node [Gy]
};

struct ScenarioFraction {
    double t_day = 0.0;     ///< [d]
    std::size_t block = 0;  ///< index into Scenario::blocks
    double scale = 1.0;     ///< of the block's dose, the same for lesions, nodes and blood [-]
};

struct ScenarioDrug {
    double t_day = 0.0;         ///< [d]
    std::string drug;           ///< a name that the drug table knows
    double dose_mg = 0.0;       ///< [mg]
    bool per_kilogram = false;  ///< the dose is mg/kg
};

/// Fractions and blood: what the blood engine needs to say how many lymphocytes each fraction kills.
struct BloodOfScenario {
    blood::CirculationNetwork network;
    std::vector<blood::BloodExposure> exposures;  ///< of each block
};

struct Scenario {
    std::string name;
    std::vector<ScenarioLesion> lesions;
    std::vector<std::string> nodes;
    std::vector<BlockDose> blocks;
    std::vector<ScenarioFraction> fractions;
    std::vector<ScenarioDrug> drugs;
    std::vector<immune::Intervention> other;         ///< chemotherapy and surgery
    std::shared_ptr<const BloodOfScenario> blood;    ///< none: the model's own blood rule
    patient::Host host;
    double horizon_day = 180.0;                      ///< how long it is followed from day 0 [d]
    std::vector<std::string> unmodelled;             ///< treatment that the model has no term for, in words
    patient::Warnings warnings;
};

/// How long a case is followed unless something else is asked [d]: half a year, and 84 d beyond the last treatment.
double default_horizon_day(const patient::Course& course);

/// The scenario of a case. Lesions without a volume, a lesion that surgery names and the case does not have, are refused;
/// drugs and treatments that the model has no term for are listed in `unmodelled`.
Result<Scenario> make_scenario(const patient::Case& subject, const patient::Exposure& exposure, const ImmuneModel& model,
                               std::optional<double> horizon_day = std::nullopt);

/// At most `parts` groups of neighbouring doses of a distribution; volume and mean dose are kept exactly.
immune::DoseOverLesion lesion_parts(const patient::DoseBins& bins, int parts = 8);

}  // namespace abscope::twin
