// Names of the agents.
#include "immune/agent.hpp"

#include <array>

namespace abscope::immune {

namespace {
constexpr std::array<std::string_view, agent_count> names{
    "anti_pd1",        "anti_pdl1",    "anti_ctla4", "ox40_agonist",  "tgf_beta_blocker",
    "activin_blocker", "ccr2_blocker", "vaccine",    "adoptive_cells", "sting_agonist",
    "cd73_blocker",    "ldh_inhibitor", "hypoxia_modifier", "vascular_normaliser"};
}  // namespace

std::string_view agent_name(Agent agent) { return names[static_cast<std::size_t>(agent)]; }

std::optional<Agent> find_agent(std::string_view name) {
    for (int i = 0; i < agent_count; ++i) {
        if (names[static_cast<std::size_t>(i)] == name) return static_cast<Agent>(i);
    }
    return std::nullopt;
}

}  // namespace abscope::immune
