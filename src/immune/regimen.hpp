// A regimen as the immune models see it: dated fractions (dose to each lesion and node) and administrations. It carries no
// name of a schedule, no number of a fraction and no class of a dose: a model cannot depend on what it does not see.
#pragma once

#include <variant>
#include <vector>

#include "immune/agent.hpp"

namespace abscope::immune {

/// One fraction of radiotherapy; a list shorter than the number of lesions (nodes) means 0 Gy to the rest.
struct Fraction {
    std::vector<double> lesion_gy;  ///< dose to each lesion [Gy]
    std::vector<double> node_gy;    ///< dose to each draining node [Gy]
};

/// One administration.
struct Administration {
    Agent agent = Agent::anti_pd1;
    double amount = 0.0;  ///< rise of the plasma concentration [ug/mL]; vaccine [a.u.]; adoptive cells [1e6]
};

struct Intervention {
    double time_day = 0.0;  ///< [d]
    std::variant<Fraction, Administration> act;
};

using Regimen = std::vector<Intervention>;

/// The order in which interventions act: by time; at equal times fractions before administrations; else as listed.
Regimen in_order(Regimen regimen);

}  // namespace abscope::immune
