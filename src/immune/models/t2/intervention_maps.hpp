// The maps of T2 at an intervention, written once for numbers and for formulas (R): interventions.cpp instantiates them for numbers,
// symbolic.cpp for formulas. model.md, "At an intervention". Belongs to the shelf of model T2.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/contract.hpp"
#include "immune/models/t2/interventions.hpp"

namespace abscope::immune::t2::maps {

using std::exp;

/// ln of the surviving fraction after `d_gy` [Gy]; see interventions.hpp.
template <class R>
R log_survival(const ParametersOf<R>& p, const R& d_gy) {
    return -p.alpha * d_gy - (p.alpha / p.ab) * d_gy * d_gy / (1.0 + d_gy / (2.0 * p.dT));
}

/// What exponents may share without changing a ratio: the largest, so that numbers do not underflow; of formulas, nothing.
inline double common_exponent(const std::vector<double>& exponents) { return *std::max_element(exponents.begin(), exponents.end()); }
template <class R>
R common_exponent(const std::vector<R>&) {
    return R{};
}

// What drugs in the blood change about a fraction.
template <class R>
struct Affinity {
    R pd1{};         // occupancy of PD-1 [-]
    R sensitised{};  // share of the oxygen effect that a hypoxia modifier restores [-]
};

inline double dose_of(const std::vector<double>& gy, int i) {
    return static_cast<std::size_t>(i) < gy.size() ? gy[static_cast<std::size_t>(i)] : 0.0;
}

// Mean over the parts of a lesion of exp(−effect(dose)).
template <class R, class Effect>
R mean_survival(const DoseOverLesion& over, Effect effect) {
    R sum{};
    for (std::size_t b = 0; b < over.share.size(); ++b) sum += over.share[b] * exp(-effect(over.dose_gy[b]));
    return sum;
}

// Share of the tumour cells left by the earlier fractions that survives this one; `oer` divides the doses.
template <class R>
R tumour_survival(const ParametersOf<R>& p, const DoseOverLesion& over, const R& oer) {
    std::vector<R> past(over.share.size(), R{});
    for (std::size_t b = 0; b < past.size(); ++b) {
        for (const auto& earlier : over.earlier) past[b] += static_cast<double>(earlier.times) * log_survival<R>(p, earlier.dose_gy[b] / oer);
    }
    const R highest = common_exponent(past);
    R before{}, after{};
    for (std::size_t b = 0; b < past.size(); ++b) {
        const R here = over.share[b] * exp(past[b] - highest);
        before += here;
        after += here * exp(log_survival<R>(p, over.dose_gy[b] / oer));
    }
    return after / before;
}

// The mean dose everywhere, where nothing else is known.
inline const DoseOverLesion& parts_of(const Fraction& fraction, int lesion, DoseOverLesion& uniform) {
    const auto i = static_cast<std::size_t>(lesion);
    if (i < fraction.parts.size() && !fraction.parts[i].share.empty()) return fraction.parts[i];
    uniform.share = {1.0};
    uniform.dose_gy = {dose_of(fraction.lesion_gy, lesion)};
    return uniform;
}

template <class R>
void irradiate_lesion(const ParametersOf<R>& p, const DoseOverLesion& over, const Affinity<R>& drugs, StatesOf<R> y, int at) {
    using L = LesionIndex;
    const auto scale = [&](int state, const R& factor) { y[at + state] *= factor; };
    const auto at_rate = [&](const R& alpha) { return mean_survival<R>(over, [&](double d) { return alpha * d; }); };
    const R So = tumour_survival<R>(p, over, R(1.0));
    const R Sh = tumour_survival<R>(p, over, R(p.OER * (1.0 - drugs.sensitised) + drugs.sensitised));
    y[at + L::D1] += y[at + L::Co] * (1.0 - So) + y[at + L::Ch] * (1.0 - Sh);
    scale(L::Co, So);
    scale(L::Ch, Sh);
    const R recent = p.aNew * (1.0 + p.sPD1 * drugs.pd1);
    scale(L::En, at_rate(recent));
    scale(L::Ex, at_rate(recent + p.wEx * (p.aRes - recent)));
    scale(L::Er, at_rate(p.aRes));
    scale(L::R, at_rate(p.aR));
    scale(L::M, at_rate(p.aM));
    scale(L::M1, at_rate(p.aM1));
    scale(L::T, at_rate(p.aDC));
    for (std::size_t b = 0; b < over.share.size(); ++b) y[at + L::F] += over.share[b] * over.dose_gy[b];
    scale(L::V, mean_survival<R>(over, [&](double d) { return p.gV * d * d / (1.0 + d / 20.0); }));
}

// `e`: dose to the node [Gy].
template <class R>
void irradiate_node(const ParametersOf<R>& p, double e, StatesOf<R> y, int at) {
    using N = NodeIndex;
    const auto scale = [&](int state, const R& factor) { y[at + state] *= factor; };
    const R t_cells = exp(-p.aLN * e);
    for (const int state : {N::W1, N::W2, N::W3, N::Q}) scale(state, t_cells);
    const R dendritic = exp(-p.aDC * e);
    for (const int state : {N::DC1, N::DC2, N::DCn}) scale(state, dendritic);
    scale(N::Hn, exp(-p.aHn * e));
    scale(N::Tn, exp(-p.aR * e));
}

template <class R>
void apply_fraction(const Topology& topology, std::span<const ParametersOf<R>> lesions, const Fraction& fraction, StatesOf<R> y) {
    const ParametersOf<R>& body = lesions[0];
    const int systemic = topology.systemic_at();
    const R c1 = y[systemic + SystemicIndex::c1];
    Affinity<R> drugs{c1 / (c1 + body.K1), R{}};
    if (topology.adjuncts) {
        const R modifier = y[topology.adjunct_at() + AdjunctIndex::cHm];
        drugs.sensitised = body.wHs * modifier / (modifier + body.KHm);
    }
    R blood{};
    DoseOverLesion uniform;
    for (int i = 0; i < topology.lesions(); ++i) {
        const double d = dose_of(fraction.lesion_gy, i);
        if (d == 0.0) continue;
        irradiate_lesion<R>(lesions[static_cast<std::size_t>(i)], parts_of(fraction, i, uniform), drugs, y, topology.lesion_at(i));
        blood += 1.0 - exp(-body.bs * body.aN * d);
    }
    for (int j = 0; j < topology.nodes; ++j) {
        const double e = dose_of(fraction.node_gy, j);
        const int owner = topology.first_lesion_of(j);
        if (e != 0.0) irradiate_node<R>(lesions[static_cast<std::size_t>(owner)], e, y, topology.node_at(j));
    }
    const R k = fraction.blood_kill ? R(*fraction.blood_kill) : R(body.fB * body.field * blood);
    y[systemic + SystemicIndex::ALC] *= exp(-k);
    y[systemic + SystemicIndex::B] *= exp(-k * (1.0 + drugs.pd1));
}

template <class R>
void apply_chemotherapy(const Topology& topology, const Chemotherapy& given, StatesOf<R> y) {
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
template <class R>
void apply_surgery(const Topology& topology, const Surgery& surgery, StatesOf<R> y) {
    using L = LesionIndex;
    for (const int lesion : surgery.lesions) {
        for (const int state : {L::Co, L::Ch, L::D1, L::D2, L::A, L::T, L::En, L::Er, L::Ex, L::R, L::M, L::M1, L::St}) {
            y[topology.lesion_at(lesion) + state] = R{};
        }
    }
    for (const int node : surgery.nodes) {
        for (int state = 0; state < NodeIndex::count; ++state) y[topology.node_at(node) + state] = R{};
        y[topology.presence_at(node)] = R{};
    }
}

/// Whether there is something to scale, `x` [1e6 cells]; of a formula it is taken for granted.
inline bool may_divide(double x) { return x > 0.0; }
template <class R>
bool may_divide(const R&) {
    return true;
}

// Everything that is counted in cells keeps its share of the lesion.
template <class R>
void apply_measurement(const Topology& topology, const Measurement& measured, StatesOf<R> y) {
    using L = LesionIndex;
    for (int i = 0; i < topology.lesions() && static_cast<std::size_t>(i) < measured.volume.size(); ++i) {
        const int at = topology.lesion_at(i);
        const R now = y[at + L::Co] + y[at + L::Ch] + y[at + L::D1] + y[at + L::D2];
        if (!may_divide(now)) continue;
        const R factor = measured.volume[static_cast<std::size_t>(i)] / now;
        for (const int state : {L::Co, L::Ch, L::D1, L::D2, L::A, L::T, L::En, L::Er, L::Ex, L::R, L::M, L::M1, L::St}) y[at + state] *= factor;
    }
}

inline int compartment_of(const Topology& topology, Agent agent) {
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

template <class R>
void apply(const Topology& topology, std::span<const ParametersOf<R>> lesions, const Intervention& intervention, StatesOf<R> y) {
    if (const auto* fraction = std::get_if<Fraction>(&intervention.act)) {
        apply_fraction<R>(topology, lesions, *fraction, y);
        return;
    }
    if (const auto* measured = std::get_if<Measurement>(&intervention.act)) {
        apply_measurement<R>(topology, *measured, y);
        return;
    }
    if (const auto* chemotherapy = std::get_if<Chemotherapy>(&intervention.act)) {
        apply_chemotherapy<R>(topology, *chemotherapy, y);
        return;
    }
    if (const auto* surgery = std::get_if<Surgery>(&intervention.act)) {
        apply_surgery<R>(topology, *surgery, y);
        return;
    }
    const auto& given = std::get<Administration>(intervention.act);
    const int compartment = compartment_of(topology, given.agent);
    ABSCOPE_EXPECT(compartment < topology.size());
    y[compartment] += given.amount;
}

}  // namespace abscope::immune::t2::maps
