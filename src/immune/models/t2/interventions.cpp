// The maps of T2 for numbers, and its initial state (model.md, "Before treatment").
#include "immune/models/t2/interventions.hpp"

#include "immune/models/t2/intervention_maps.hpp"

namespace abscope::immune::t2 {

double log_survival(const Parameters& p, double d_gy) { return maps::log_survival<double>(p, d_gy); }

void apply(const Topology& topology, std::span<const Parameters> lesions, const Intervention& intervention, StateView y) {
    maps::apply<double>(topology, lesions, intervention, y);
}

void set_initial_state(const Topology& topology, std::span<const Parameters> lesions, std::span<const double> cells, StateView y) {
    using L = LesionIndex;
    using N = NodeIndex;
    using S = SystemicIndex;
    for (int s = 0; s < topology.size(); ++s) y[s] = 0.0;
    for (int i = 0; i < topology.lesions(); ++i) {
        const Parameters& p = lesions[static_cast<std::size_t>(i)];
        const double c = cells[static_cast<std::size_t>(i)];
        const double h = p.hmax * c / (c + p.hC);
        const int at = topology.lesion_at(i);
        y[at + L::Co] = c * (1.0 - h);
        y[at + L::Ch] = c * h;
        for (const int state : {L::X_, L::P, L::V, L::GT, L::GA}) y[at + state] = 1.0;
        y[at + L::St] = 0.2 * c;
        y[at + L::K] = 0.25;
        y[at + L::En] = 0.002 * c;
        y[at + L::Er] = 0.006 * c;
        y[at + L::Ex] = y[at + L::R] = 0.008 * c;
        y[at + L::M] = 0.05 * c * p.siteM;
        y[at + L::M1] = 0.02 * c;
    }
    for (int j = 0; j < topology.nodes; ++j) {
        const Parameters& p = lesions[static_cast<std::size_t>(topology.first_lesion_of(j))];
        const int at = topology.node_at(j);
        y[at + N::Hn] = y[at + N::Tn] = 1.0;
        y[at + N::Q] = p.Q0 * p.ALC0 / 1.5;
    }
    const int at = topology.systemic_at();
    y[at + S::B] = 0.02;
    y[at + S::ALC] = lesions[0].ALC0;
    y[at + S::NEU] = lesions[0].NEU0;
    for (int j = 0; topology.adjuncts && j < topology.nodes; ++j) y[topology.presence_at(j)] = 1.0;
}

}  // namespace abscope::immune::t2
