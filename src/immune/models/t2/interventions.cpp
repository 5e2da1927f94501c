// Maps of T2 at an intervention, and its initial state (model.md, "At a fraction", "Before treatment").
#include "immune/models/t2/interventions.hpp"

#include <cmath>

#include "core/contract.hpp"

namespace abscope::immune::t2 {

namespace {

double dose_of(const std::vector<double>& gy, int i) {
    return static_cast<std::size_t>(i) < gy.size() ? gy[static_cast<std::size_t>(i)] : 0.0;
}

void irradiate_lesion(const Parameters& p, double d, double pd1_occupancy, StateView y, int at) {
    using L = LesionIndex;
    const auto scale = [&](int state, double factor) { y[at + state] *= factor; };
    const double So = std::exp(log_survival(p, d));
    const double Sh = std::exp(log_survival(p, d / p.OER));
    y[at + L::D1] += y[at + L::Co] * (1.0 - So) + y[at + L::Ch] * (1.0 - Sh);
    scale(L::Co, So);
    scale(L::Ch, Sh);
    const double recent = std::exp(-p.aNew * (1.0 + p.sPD1 * pd1_occupancy) * d);
    scale(L::En, recent);
    scale(L::Ex, recent);
    scale(L::Er, std::exp(-p.aRes * d));
    scale(L::R, std::exp(-p.aR * d));
    scale(L::M, std::exp(-p.aM * d));
    scale(L::M1, std::exp(-p.aM1 * d));
    scale(L::T, std::exp(-p.aDC * d));
    y[at + L::F] += d;
    scale(L::V, std::exp(-p.gV * d * d / (1.0 + d / 20.0)));
}

void irradiate_node(const Parameters& p, double e, StateView y, int at) {
    using N = NodeIndex;
    const auto scale = [&](int state, double factor) { y[at + state] *= factor; };
    const double t_cells = std::exp(-p.aLN * e);
    for (const int state : {N::W1, N::W2, N::W3, N::Q}) scale(state, t_cells);
    const double dendritic = std::exp(-p.aDC * e);
    for (const int state : {N::DC1, N::DC2, N::DCn}) scale(state, dendritic);
    scale(N::Hn, std::exp(-p.aHn * e));
    scale(N::Tn, std::exp(-p.aR * e));
}

void apply_fraction(const Topology& topology, std::span<const Parameters> lesions, const Fraction& fraction, StateView y) {
    const Parameters& body = lesions[0];
    const int systemic = topology.systemic_at();
    const double c1 = y[systemic + SystemicIndex::c1];
    const double r1 = c1 / (c1 + body.K1);
    double blood = 0.0;
    for (int i = 0; i < topology.lesions(); ++i) {
        const double d = dose_of(fraction.lesion_gy, i);
        if (d == 0.0) continue;
        irradiate_lesion(lesions[static_cast<std::size_t>(i)], d, r1, y, topology.lesion_at(i));
        blood += 1.0 - std::exp(-body.bs * body.aN * d);
    }
    for (int j = 0; j < topology.nodes; ++j) {
        const double e = dose_of(fraction.node_gy, j);
        const int owner = topology.first_lesion_of(j);
        if (e != 0.0) irradiate_node(lesions[static_cast<std::size_t>(owner)], e, y, topology.node_at(j));
    }
    const double k = body.fB * body.field * blood;
    y[systemic + SystemicIndex::ALC] *= std::exp(-k);
    y[systemic + SystemicIndex::B] *= std::exp(-k * (1.0 + r1));
}

int compartment_of(Agent agent) {
    using S = SystemicIndex;
    switch (agent) {
        case Agent::anti_pd1: return S::c1;
        case Agent::anti_pdl1: return S::cL;
        case Agent::anti_ctla4: return S::c4;
        case Agent::ox40_agonist: return S::cO;
        case Agent::tgf_beta_blocker: return S::cTb;
        case Agent::activin_blocker: return S::cAb;
        case Agent::ccr2_blocker: return S::cCc;
        case Agent::vaccine: return S::cVx;
        case Agent::adoptive_cells: return S::B;
    }
    ABSCOPE_EXPECT(false);
    return S::B;
}

}  // namespace

double log_survival(const Parameters& p, double d_gy) {
    return -p.alpha * d_gy - (p.alpha / p.ab) * d_gy * d_gy / (1.0 + d_gy / (2.0 * p.dT));
}

void apply(const Topology& topology, std::span<const Parameters> lesions, const Intervention& intervention, StateView y) {
    if (const auto* fraction = std::get_if<Fraction>(&intervention.act)) {
        apply_fraction(topology, lesions, *fraction, y);
        return;
    }
    const auto& given = std::get<Administration>(intervention.act);
    y[topology.systemic_at() + compartment_of(given.agent)] += given.amount;
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
}

}  // namespace abscope::immune::t2
