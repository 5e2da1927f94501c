// Maps of T2 at an intervention, and its initial state (model.md, "At an intervention", "Before treatment").
#include "immune/models/t2/interventions.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/contract.hpp"

namespace abscope::immune::t2 {

namespace {

// What drugs in the blood change about a fraction.
struct Affinity {
    double pd1 = 0.0;         // occupancy of PD-1 [-]
    double sensitised = 0.0;  // share of the oxygen effect that a hypoxia modifier restores [-]
};

double dose_of(const std::vector<double>& gy, int i) {
    return static_cast<std::size_t>(i) < gy.size() ? gy[static_cast<std::size_t>(i)] : 0.0;
}

// Mean over the parts of a lesion of exp(−effect(dose)).
template <class Effect>
double mean_survival(const DoseOverLesion& over, Effect effect) {
    double sum = 0.0;
    for (std::size_t b = 0; b < over.share.size(); ++b) sum += over.share[b] * std::exp(-effect(over.dose_gy[b]));
    return sum;
}

// Share of the tumour cells left by the earlier fractions that survives this one; `oer` divides the doses.
double tumour_survival(const Parameters& p, const DoseOverLesion& over, double oer) {
    std::vector<double> past(over.share.size(), 0.0);
    for (std::size_t b = 0; b < past.size(); ++b) {
        for (const auto& earlier : over.earlier) past[b] += earlier.times * log_survival(p, earlier.dose_gy[b] / oer);
    }
    const double highest = *std::max_element(past.begin(), past.end());
    double before = 0.0, after = 0.0;
    for (std::size_t b = 0; b < past.size(); ++b) {
        const double here = over.share[b] * std::exp(past[b] - highest);
        before += here;
        after += here * std::exp(log_survival(p, over.dose_gy[b] / oer));
    }
    return after / before;
}

// The mean dose everywhere, where nothing else is known.
const DoseOverLesion& parts_of(const Fraction& fraction, int lesion, DoseOverLesion& uniform) {
    const auto i = static_cast<std::size_t>(lesion);
    if (i < fraction.parts.size() && !fraction.parts[i].share.empty()) return fraction.parts[i];
    uniform.share = {1.0};
    uniform.dose_gy = {dose_of(fraction.lesion_gy, lesion)};
    return uniform;
}

void irradiate_lesion(const Parameters& p, const DoseOverLesion& over, const Affinity& drugs, StateView y, int at) {
    using L = LesionIndex;
    const auto scale = [&](int state, double factor) { y[at + state] *= factor; };
    const auto at_rate = [&](double alpha) { return mean_survival(over, [&](double d) { return alpha * d; }); };
    const double So = tumour_survival(p, over, 1.0);
    const double Sh = tumour_survival(p, over, p.OER * (1.0 - drugs.sensitised) + drugs.sensitised);
    y[at + L::D1] += y[at + L::Co] * (1.0 - So) + y[at + L::Ch] * (1.0 - Sh);
    scale(L::Co, So);
    scale(L::Ch, Sh);
    const double recent = at_rate(p.aNew * (1.0 + p.sPD1 * drugs.pd1));
    scale(L::En, recent);
    scale(L::Ex, recent);
    scale(L::Er, at_rate(p.aRes));
    scale(L::R, at_rate(p.aR));
    scale(L::M, at_rate(p.aM));
    scale(L::M1, at_rate(p.aM1));
    scale(L::T, at_rate(p.aDC));
    for (std::size_t b = 0; b < over.share.size(); ++b) y[at + L::F] += over.share[b] * over.dose_gy[b];
    scale(L::V, mean_survival(over, [&](double d) { return p.gV * d * d / (1.0 + d / 20.0); }));
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
    Affinity drugs{c1 / (c1 + body.K1), 0.0};
    if (topology.adjuncts) {
        const double modifier = y[topology.adjunct_at() + AdjunctIndex::cHm];
        drugs.sensitised = body.wHs * modifier / (modifier + body.KHm);
    }
    double blood = 0.0;
    DoseOverLesion uniform;
    for (int i = 0; i < topology.lesions(); ++i) {
        const double d = dose_of(fraction.lesion_gy, i);
        if (d == 0.0) continue;
        irradiate_lesion(lesions[static_cast<std::size_t>(i)], parts_of(fraction, i, uniform), drugs, y, topology.lesion_at(i));
        blood += 1.0 - std::exp(-body.bs * body.aN * d);
    }
    for (int j = 0; j < topology.nodes; ++j) {
        const double e = dose_of(fraction.node_gy, j);
        const int owner = topology.first_lesion_of(j);
        if (e != 0.0) irradiate_node(lesions[static_cast<std::size_t>(owner)], e, y, topology.node_at(j));
    }
    const double k = fraction.blood_kill.value_or(body.fB * body.field * blood);
    y[systemic + SystemicIndex::ALC] *= std::exp(-k);
    y[systemic + SystemicIndex::B] *= std::exp(-k * (1.0 + drugs.pd1));
}

void apply_chemotherapy(const Topology& topology, const Chemotherapy& given, StateView y) {
    using L = LesionIndex;
    using N = NodeIndex;
    using S = SystemicIndex;
    const double oxic = std::exp(-given.tumour_kill), hypoxic = std::exp(-given.hypoxic_kill);
    const double lymphocytes = std::exp(-given.lymphocyte_kill), myeloid = std::exp(-given.myeloid_kill);
    for (int i = 0; i < topology.lesions(); ++i) {
        const int at = topology.lesion_at(i);
        y[at + L::D1] += y[at + L::Co] * (1.0 - oxic) + y[at + L::Ch] * (1.0 - hypoxic);
        y[at + L::Co] *= oxic;
        y[at + L::Ch] *= hypoxic;
        for (const int state : {L::En, L::Er, L::Ex, L::R}) y[at + state] *= lymphocytes;
        y[at + L::M] *= myeloid;
    }
    for (int j = 0; j < topology.nodes; ++j) {
        for (const int state : {N::W1, N::W2, N::W3, N::Q}) y[topology.node_at(j) + state] *= lymphocytes;
    }
    const int at = topology.systemic_at();
    for (const int state : {S::B, S::ALC}) y[at + state] *= lymphocytes;
    y[at + S::NEU] *= myeloid;
}

// What is removed leaves no cell behind; signals of the bed fade at their own rates.
void apply_surgery(const Topology& topology, const Surgery& surgery, StateView y) {
    using L = LesionIndex;
    for (const int lesion : surgery.lesions) {
        for (const int state : {L::Co, L::Ch, L::D1, L::D2, L::A, L::T, L::En, L::Er, L::Ex, L::R, L::M, L::M1, L::St}) {
            y[topology.lesion_at(lesion) + state] = 0.0;
        }
    }
    for (const int node : surgery.nodes) {
        for (int state = 0; state < NodeIndex::count; ++state) y[topology.node_at(node) + state] = 0.0;
        y[topology.presence_at(node)] = 0.0;
    }
}

// Everything that is counted in cells keeps its share of the lesion.
void apply_measurement(const Topology& topology, const Measurement& measured, StateView y) {
    using L = LesionIndex;
    for (int i = 0; i < topology.lesions() && static_cast<std::size_t>(i) < measured.volume.size(); ++i) {
        const int at = topology.lesion_at(i);
        const double now = y[at + L::Co] + y[at + L::Ch] + y[at + L::D1] + y[at + L::D2];
        if (!(now > 0.0)) continue;
        const double factor = measured.volume[static_cast<std::size_t>(i)] / now;
        for (const int state : {L::Co, L::Ch, L::D1, L::D2, L::A, L::T, L::En, L::Er, L::Ex, L::R, L::M, L::M1, L::St}) y[at + state] *= factor;
    }
}

int compartment_of(const Topology& topology, Agent agent) {
    using S = SystemicIndex;
    using A = AdjunctIndex;
    const int at = topology.systemic_at(), further = topology.adjunct_at();
    switch (agent) {
        case Agent::anti_pd1: return at + S::c1;
        case Agent::anti_pdl1: return at + S::cL;
        case Agent::anti_ctla4: return at + S::c4;
        case Agent::ox40_agonist: return at + S::cO;
        case Agent::tgf_beta_blocker: return at + S::cTb;
        case Agent::activin_blocker: return at + S::cAb;
        case Agent::ccr2_blocker: return at + S::cCc;
        case Agent::vaccine: return at + S::cVx;
        case Agent::adoptive_cells: return at + S::B;
        case Agent::sting_agonist: return further + A::cSt;
        case Agent::cd73_blocker: return further + A::c73;
        case Agent::ldh_inhibitor: return further + A::cLD;
        case Agent::hypoxia_modifier: return further + A::cHm;
        case Agent::vascular_normaliser: return further + A::cNv;
    }
    ABSCOPE_EXPECT(false);
    return at + S::B;
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
    if (const auto* measured = std::get_if<Measurement>(&intervention.act)) {
        apply_measurement(topology, *measured, y);
        return;
    }
    if (const auto* chemotherapy = std::get_if<Chemotherapy>(&intervention.act)) {
        apply_chemotherapy(topology, *chemotherapy, y);
        return;
    }
    if (const auto* surgery = std::get_if<Surgery>(&intervention.act)) {
        apply_surgery(topology, *surgery, y);
        return;
    }
    const auto& given = std::get<Administration>(intervention.act);
    const int compartment = compartment_of(topology, given.agent);
    ABSCOPE_EXPECT(compartment < topology.size());
    y[compartment] += given.amount;
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
