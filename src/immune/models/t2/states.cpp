// Names and places of T2's states.
#include "immune/models/t2/states.hpp"

#include <fmt/format.h>

#include <array>

namespace abscope::immune::t2 {

namespace {
#define ABSCOPE_T2_NAME(name) std::string_view(#name),
constexpr std::array<std::string_view, LesionIndex::count> lesion_names{ABSCOPE_T2_LESION_STATES(ABSCOPE_T2_NAME)};
constexpr std::array<std::string_view, NodeIndex::count> node_names{ABSCOPE_T2_NODE_STATES(ABSCOPE_T2_NAME)};
constexpr std::array<std::string_view, SystemicIndex::count> systemic_names{ABSCOPE_T2_SYSTEMIC_STATES(ABSCOPE_T2_NAME)};
constexpr std::array<std::string_view, AdjunctIndex::count> adjunct_names{ABSCOPE_T2_ADJUNCT_STATES(ABSCOPE_T2_NAME)};
#undef ABSCOPE_T2_NAME

// The state of TREX1 is X in the equations; X_ keeps it apart from the list macros' argument.
std::string_view shown(std::string_view name) { return name == "X_" ? "X" : name; }
}  // namespace

int Topology::first_lesion_of(int node) const {
    for (int i = 0; i < lesions(); ++i) {
        if (node_of[static_cast<std::size_t>(i)] == node) return i;
    }
    return -1;
}

Topology one_node_each(int lesions) {
    Topology topology;
    topology.nodes = lesions;
    for (int i = 0; i < lesions; ++i) topology.node_of.push_back(i);
    return topology;
}

std::string state_name(const Topology& topology, int state) {
    if (state < topology.node_at(0)) {
        const auto name = shown(lesion_names[static_cast<std::size_t>(state % LesionIndex::count)]);
        return fmt::format("{}[{}]", name, state / LesionIndex::count);
    }
    if (state < topology.systemic_at()) {
        const int local = state - topology.node_at(0);
        return fmt::format("{}[{}]", node_names[static_cast<std::size_t>(local % NodeIndex::count)], local / NodeIndex::count);
    }
    if (state < topology.adjunct_at()) return std::string(systemic_names[static_cast<std::size_t>(state - topology.systemic_at())]);
    const int local = state - topology.adjunct_at();
    if (local < AdjunctIndex::count) return std::string(adjunct_names[static_cast<std::size_t>(local)]);
    return fmt::format("present[{}]", local - AdjunctIndex::count);
}

int find_state(const Topology& topology, std::string_view name) {
    for (int s = 0; s < topology.size(); ++s) {
        if (state_name(topology, s) == name) return s;
    }
    return -1;
}

}  // namespace abscope::immune::t2
