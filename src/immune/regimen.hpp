// A regimen as the immune models see it: dated fractions (dose to each lesion and node), administrations, chemotherapy and
// surgery. It carries no name of a schedule, no number of a fraction and no class of a dose: a model cannot depend on what
// it does not see.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "immune/agent.hpp"

namespace abscope::immune {

/// The lesions have been measured: their cells are scaled so that each has this volume. It sets where a simulation begins.
struct Measurement {
    std::vector<double> volume;  ///< of each lesion, viable, doomed and dead cells [unit of tumour cells]
};

/// Fractions given earlier to the same parts of a lesion.
struct EarlierDose {
    int times = 1;
    std::vector<double> dose_gy;  ///< of one of them, a part each [Gy]
};

/// The dose of one fraction over the parts of a lesion, and what the parts have received before. Cells do not change their
/// part between fractions, so the survivors gather where the dose is low: the share that survives this fraction is
/// Σ wS·S(d) / Σ wS with S the survival of the earlier fractions.
struct DoseOverLesion {
    std::vector<double> share;    ///< of the volume, sums to 1 [-]
    std::vector<double> dose_gy;  ///< of this fraction, a part each [Gy]
    std::vector<EarlierDose> earlier = {};
};

/// One fraction of radiotherapy; a list shorter than the number of lesions (nodes) means 0 Gy to the rest.
struct Fraction {
    std::vector<double> lesion_gy = {};  ///< mean dose to each lesion [Gy]
    std::vector<double> node_gy = {};    ///< dose to each draining node [Gy]
    std::vector<DoseOverLesion> parts = {};  ///< of each lesion; missing or empty: the mean dose everywhere
    /// −ln of the share of circulating lymphocytes that survives, from a blood-dose engine; none: the model's fB·field rule.
    std::optional<double> blood_kill = std::nullopt;  ///< [-]
};

/// One administration.
struct Administration {
    Agent agent = Agent::anti_pd1;
    double amount = 0.0;  ///< rise of the plasma concentration [ug/mL]; vaccine [a.u.]; adoptive cells [1e6]
};

/// One cycle of chemotherapy: what it kills, as −ln of the surviving share [-].
struct Chemotherapy {
    double tumour_kill = 0.0;      ///< oxic tumour cells [-]
    double hypoxic_kill = 0.0;     ///< hypoxic tumour cells [-]
    double lymphocyte_kill = 0.0;  ///< circulating, infiltrating and nodal T cells [-]
    double myeloid_kill = 0.0;     ///< neutrophils and suppressive myeloid cells [-]
};

/// An operation: lesions and nodes that are taken out.
struct Surgery {
    std::vector<int> lesions, nodes;
};

struct Intervention {
    double time_day = 0.0;  ///< [d]
    std::variant<Measurement, Fraction, Administration, Chemotherapy, Surgery> act;
};

using Regimen = std::vector<Intervention>;

/// The order in which interventions act: by time; at equal times measurements, fractions, administrations, chemotherapy,
/// surgery; else as listed.
Regimen in_order(Regimen regimen);

}  // namespace abscope::immune
