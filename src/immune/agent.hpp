// The drugs and biologicals that the twin's models know, and their names. Belongs to immune.
#pragma once

#include <optional>
#include <string_view>

namespace abscope::immune {

/// What an administration adds to: an antibody's plasma, a vaccine depot, or the circulating effectors.
enum class Agent {
    anti_pd1,
    anti_pdl1,
    anti_ctla4,
    ox40_agonist,
    tgf_beta_blocker,
    activin_blocker,
    ccr2_blocker,
    vaccine,
    adoptive_cells,
    // Followed only where a course has its adjunct states (t2::Topology::adjuncts).
    sting_agonist,
    cd73_blocker,
    ldh_inhibitor,
    hypoxia_modifier,
    vascular_normaliser,
};
constexpr int core_agent_count = 9;
constexpr int agent_count = 14;

/// "anti_pd1", as written in data files.
std::string_view agent_name(Agent agent);
std::optional<Agent> find_agent(std::string_view name);

}  // namespace abscope::immune
