// The right-hand side of T2, written once for a number and for a lane of patients (R). The equations stand in model.md in
// the same order and with the same letters; time in days, cells in 1e6, drugs in ug/mL. No term sees a schedule.
// Belongs to the shelf of model T2; always_inline so that the callers compile it for each vector unit.
#pragma once

#include <cmath>

#include "immune/models/t2/parameters.hpp"
#include "immune/models/t2/states.hpp"
#include "math/pack.hpp"

#define ABSCOPE_T2_INLINE inline __attribute__((always_inline))

namespace abscope::immune::t2 {

using math::root;
template <class R> ABSCOPE_T2_INLINE R square(const R& x) { return x * x; }
/// x/(x+half): saturation. Of packs it is a fraction that waits for its division.
template <class R> ABSCOPE_T2_INLINE auto hill(const R& x, const R& half) { return x / (x + half); }

/// What all lesions and nodes see of the circulation: drug occupancies [-] and cells.
template <class R>
struct Circulation {
    R drop;            ///< free share of the PD-1 axis
    R r4, ro;          ///< occupancy of CTLA-4 and of OX40
    R bT, bA, bC;      ///< blocked share of TGF-beta, Activin A, CCR2
    R ALC, root_alc;   ///< lymphocytes [1e3/uL]; sqrt(ALC/1.5)
    R B, NEU, cVx;
    R bSt, b73, bLD, bHm, bNv;  ///< effect share of the further drugs; 0 where they are not followed
};

/// What one lesion hands to the circulation.
template <class R>
struct LesionFluxes {
    R entry, egress;   ///< effectors in and out [1e6/d]
    R release;         ///< antigen release plus basal shedding into plasma [1e6/d]
    R siphon;          ///< share of hepatic removal [-]
};

template <class R>
ABSCOPE_T2_INLINE Circulation<R> circulation(const ParametersOf<R>& p, const SystemicOf<R>& s) {
    Circulation<R> c;
    c.drop = (1.0 - hill(s.c1, p.K1)) * (1.0 - hill(s.cL, p.K1));
    c.r4 = hill(s.c4, p.K4);
    c.ro = hill(s.cO, p.KO);
    c.bT = hill(s.cTb, p.Kt);
    c.bA = hill(s.cAb, p.Kt);
    c.bC = hill(s.cCc, p.Kt);
    c.ALC = s.ALC;
    c.root_alc = root(R(s.ALC * (1.0 / 1.5)));
    c.B = s.B;
    c.NEU = s.NEU;
    c.cVx = s.cVx;
    c.bSt = c.b73 = c.bLD = c.bHm = c.bNv = R{};
    return c;
}

template <class R>
ABSCOPE_T2_INLINE void add_adjuncts(const ParametersOf<R>& p, const AdjunctOf<R>& a, Circulation<R>& c) {
    c.bSt = hill(a.cSt, p.KSt);
    c.b73 = hill(a.c73, p.K73);
    c.bLD = hill(a.cLD, p.KLD);
    c.bHm = hill(a.cHm, p.KHm);
    c.bNv = hill(a.cNv, p.KNv);
}

/// Quantities of one lesion that several of its equations share.
template <class R>
struct LesionLocal {
    R C, D, tot, dens, E, ts;
    R Ve;              ///< vessels that perfuse: V, and more under a normaliser
    R h;               ///< hypoxic share, smoothly capped at 0.9
    R Hc;              ///< PD-1 brake
    R Gs;              ///< TGF-beta and Activin signal
    R ld;              ///< low-dose arm
    R live;
    R uu;              ///< damage that recruits
    R gI;              ///< interferon-gamma surrogate
};

template <class R>
ABSCOPE_T2_INLINE LesionLocal<R> lesion_local(const ParametersOf<R>& p, const LesionOf<R>& s, const Circulation<R>& c) {
    LesionLocal<R> q;
    q.C = s.Co + s.Ch;
    q.D = s.D1 + s.D2;
    q.tot = q.C + q.D;
    q.dens = 1.0 / (q.tot + p.hDens);
    q.E = s.En + s.Er;
    q.ts = q.tot + s.St;
    q.Ve = s.V * (1.0 + p.aNv * c.bNv);
    const R x = p.hmax * (1.0 - p.wHx * c.bHm) * q.C / ((q.C + p.hC) * (0.2 + 0.8 * q.Ve));
    q.h = x / root(R(1.0 + square<R>(x * (1.0 / 0.9))));
    const R pe = square<R>(s.P * c.drop);
    q.Hc = hill<R>(pe, p.p50 * p.p50);
    q.Gs = (s.GT * (1.0 - c.bT) + p.wA * s.GA * (1.0 - c.bA)) / (1.0 + p.wA);
    q.ld = hill(s.F, p.FL);
    q.live = hill<R>(q.C + s.D1, p.hLive);
    q.uu = hill<R>(s.U, R{} + 0.8);
    const R g = 60.0 * q.E * q.dens;
    q.gI = g / (g + 1.0);
    return q;
}

/// Tumour cells: growth, hypoxia, killing, doomed cells, debris. Gives the antigen release [1e6/d].
template <class R>
ABSCOPE_T2_INLINE R tumour_rates(const ParametersOf<R>& p, const LesionOf<R>& s, const LesionLocal<R>& q,
                                 const Circulation<R>& c, LesionOf<R>& d) {
    const auto brakes = (1.0 + 0.5 * s.M * q.dens / (0.06 * p.M50)) * (1.0 + q.Gs / p.G50) *
                     (1.0 + 0.8 * s.R / (10.0 * p.R50 * (q.E + s.Ex) + 0.001));
    const R starved = 0.6 * q.h * (1.0 - p.wAd * c.b73) * (1.0 - p.wLa * c.bLD);
    const R phi = (1.0 - 0.85 * q.Hc) * (1.0 - starved) / brakes;
    const R kill = p.kE * q.E * phi * (1.0 + 0.3 * s.I + p.aMh * q.uu) / (q.E + p.KTC * q.C + p.eK);
    const R natural = p.kNk * q.uu / (1.0 + 0.5 * s.M * q.dens / (0.06 * p.M50));
    const R attack = kill + natural;
    const R growth = p.rg * (1.0 - q.tot / p.Cmax);
    const R transfer = p.kho * (q.h * q.C - s.Ch);
    const R killed = attack * (s.Co + 0.5 * s.Ch);
    const R doomed_death = 0.5 * p.kdn * s.D1;
    d.Co = growth * s.Co - attack * s.Co - transfer;
    d.Ch = 0.25 * growth * s.Ch - 0.5 * attack * s.Ch + transfer;
    d.D1 = -doomed_death;
    d.D2 = doomed_death + killed - p.kcl * s.D2;
    const R release = doomed_death + 0.5 * killed + p.kbd * q.C;
    d.A = p.kA * release - p.kAd * s.A;
    return release;
}

/// Damage, cytosolic DNA, TREX1, type-I interferon, PD-L1, loaded dendritic cells.
template <class R>
ABSCOPE_T2_INLINE void sensing_rates(const ParametersOf<R>& p, const LesionOf<R>& s, const LesionLocal<R>& q,
                                    const Circulation<R>& c, LesionOf<R>& d) {
    d.F = -p.krep * s.F;
    d.U = p.kmis * s.F - p.kU * s.U;
    d.S = p.kS * s.U - p.dS * s.X_ * s.S;
    const R f = square(square(square<R>(s.F / p.F50)));
    d.X_ = p.aX * f / (1.0 + f) - p.kXd * (s.X_ - 1.0);
    const R sting2 = square<R>(s.S / p.S50);
    const R sting = sting2 * sting2 * sting2;
    d.I = (p.kI * sting / (1.0 + sting) + p.ldI * q.ld + p.aSt * c.bSt) * q.live - p.kId * s.I;
    d.P = p.kP * (1.0 + p.aPI * s.I / (s.I + 0.6) + p.aPg * q.gI + p.aPF * s.U / (1.0 + s.U * 0.125) - s.P);
    const R licensing = (1.0 + p.wI * s.I / (s.I + p.I50) + p.wD * s.A / (s.A + p.AD50)) / (1.0 + s.M * q.dens / p.M8);
    d.T = 0.3 * p.kDC * licensing * s.A / (s.A + p.A50) - (p.kmig + p.kDCd) * s.T;
}

/// Effectors of the lesion: entry, local proliferation, exhaustion, egress.
template <class R>
ABSCOPE_T2_INLINE void effector_rates(const ParametersOf<R>& p, const LesionOf<R>& s, const LesionLocal<R>& q,
                                      const Circulation<R>& c, LesionOf<R>& d, LesionFluxes<R>& flux) {
    const R entry = p.kin * c.root_alc * c.B * p.siteT * s.K / (s.K + p.K50) * 2.2 * q.Ve / (q.Ve + 1.2) * (1.0 - 0.4 * q.h) *
                    q.ts / (q.ts + p.hN);
    const R cap = 0.15 * q.tot + 0.5 * s.St + p.eCap;
    const R proliferation = p.kEp * (0.25 + 0.45 * (s.T / (s.T + p.T50) + s.I / (s.I + 1.0))) * (1.0 - q.Hc) *
                            (1.0 + 0.4 * s.I) * q.ts / (q.ts + p.hPro) * cap / (q.E + cap);
    const R exhaustion = p.kex * q.Hc * q.C / (q.C + p.hN);
    const R loss = p.kEd + exhaustion + 0.1 * q.Gs / (q.Gs + 2.0);
    d.En = entry + (proliferation - loss - p.kEg - p.kmat) * s.En;
    const R revived = p.kRv * (1.0 - c.drop) * s.Ex;
    d.Er = p.kmat * s.En + (proliferation - loss - 0.2 * p.kEg) * s.Er + revived;
    d.Ex = exhaustion * q.E - p.kExd * s.Ex - revived;
    flux.entry = entry;
    flux.egress = p.kEg * (s.En + 0.2 * s.Er);
}

/// Regulatory and myeloid cells, chemokine, vessels, TGF-beta, Activin, stroma.
template <class R>
ABSCOPE_T2_INLINE void stroma_rates(const ParametersOf<R>& p, const LesionOf<R>& s, const LesionLocal<R>& q,
                                    const Circulation<R>& c, LesionOf<R>& d) {
    const R recruit = 1.0 - 0.7 * c.bC;
    d.R = 0.01 * p.kR * (q.C + p.fRD * q.D) * (1.0 + p.aRG * q.Gs) / (1.0 + p.aRG) * (1.0 + p.aRU * q.uu * recruit * (1.0 + p.wRG * (q.Gs - 1.0))) + 0.02 * q.E -
          (p.kRd + p.adR * c.r4) * s.R;
    d.M = 0.3 * p.kM * (q.C + p.fMD * q.D) * p.siteM * c.NEU * 0.25 * recruit * (1.0 + p.aMF * q.uu + 0.8 * q.h) -
          (p.kMd + 0.125 * q.ld) * s.M;
    d.M1 = 0.1 * p.kM1 * (q.C + 0.1 * q.D) * (1.0 + 2.5 * q.ld + s.I) - p.kM1d * s.M1;
    const R m1 = 20.0 * s.M1 * q.dens;
    d.K = p.kK * (0.25 + p.aKI * s.I / (s.I + 0.5) + p.aKL * q.ld + p.kK1 * q.gI + 0.2 * m1 / (1.0 + m1) - s.K);
    d.V = p.kV * (1.0 - s.V) - p.kPr * c.bNv * s.V;
    d.St = 0.06 * (0.2 * q.tot - s.St);
    d.GT = p.kG * (1.0 + 2.0 * p.aGF * s.U + 0.5 * q.h - s.GT);
    d.GA = p.kG * (1.0 + 2.0 * p.aGA * s.U + p.aGc * c.bT * s.GT - s.GA);
}

template <class R>
ABSCOPE_T2_INLINE LesionFluxes<R> lesion_rates(const ParametersOf<R>& p, const LesionOf<R>& s, const Circulation<R>& c,
                                               const R& Ms, LesionOf<R>& d) {
    const LesionLocal<R> q = lesion_local(p, s, c);
    LesionFluxes<R> flux;
    const R release = tumour_rates(p, s, q, c, d);
    flux.release = release + 0.002 * q.C;
    sensing_rates(p, s, q, c, d);
    effector_rates(p, s, q, c, d, flux);
    stroma_rates(p, s, q, c, d);
    flux.siphon = p.siteL * s.M / (s.M + Ms);
    return flux;
}

/// A draining node: dendritic transit, priming and recall into the proliferating chain, stem-like pool, homing, Treg brake.
/// `loaded` is the migrating dendritic cells that its lesions send [1e6/d], `interferon` the sum of their type-I IFN [-],
/// `vaccine` what a vaccine adds [1e6/d], `present` 1 or, once it is removed, 0.
template <class R>
ABSCOPE_T2_INLINE void node_rates(const ParametersOf<R>& p, const NodeOf<R>& s, const Circulation<R>& c, const R& loaded,
                                  const R& interferon, const R& vaccine, const R& present, NodeOf<R>& d) {
    d.DC1 = (loaded + vaccine) * s.Hn - p.ktr * s.DC1;
    d.DC2 = p.ktr * (s.DC1 - s.DC2);
    d.DCn = p.ktr * s.DC2 - p.kDCn * s.DCn;
    const R dc2 = square(s.DCn);
    const R act = dc2 / (dc2 + p.DC50 * p.DC50);
    const R recall = s.DCn / (s.DCn + p.qf * p.DC50);
    const R z = square<R>((1.0 + 0.5 * interferon) * c.drop);
    const R HL = 0.5 * z / (1.0 + z);
    const R cost = (p.c0 + 1.6 * (1.0 - p.c0) * c.r4) * (1.0 + p.wTn) / (1.0 + p.wTn * s.Tn);
    const R ox = 1.0 + 2.0 * p.aox * c.ro * act;
    const R naive = p.nu * p.ag * c.ALC * s.Hn;
    const R niche = p.Wc / (p.Wc + s.W1 + s.W2 + s.W3);
    const R pc = p.pro * act * niche;
    const R sustained = (p.kC4 * c.r4 + p.kOx * c.ro) * niche;
    d.W1 = p.kpr * (2.0 * act * naive * cost + recall * p.kQp * s.Q * (1.0 - HL)) - p.ktw * s.W1 +
           0.4 * pc * (1.0 - HL) * ox * s.W1 + sustained * s.W1;
    d.W2 = p.ktw * (s.W1 - s.W2) + 0.55 * pc * (1.0 - 0.5 * HL) * ox * s.W2 + sustained * s.W2;
    d.W3 = p.ktw * (s.W2 - s.W3) + 0.4 * pc * s.W3;
    d.Q = p.mem * p.ktw * s.W3 + p.kQ * recall * s.Q * (1.0 - HL) * (1.0 - s.Q / p.Qmax) - p.kQd * s.Q -
          p.kQb * (1.0 - c.drop) * (1.0 - recall) * s.Q;
    d.Hn = p.kHr * (present - s.Hn);
    d.Tn = p.kTn * (1.0 - s.Tn) - p.adN * c.r4 * s.Tn;
}

/// Sums over lesions and nodes that the systemic block needs.
template <class R>
struct Totals {
    R exported{};   ///< effectors leaving the nodes [1e6/d]
    R entry{}, egress{}, release{}, siphon{}, myeloid{};
};

template <class R>
ABSCOPE_T2_INLINE void systemic_rates(const ParametersOf<R>& p, const SystemicOf<R>& s, const Totals<R>& sum, SystemicOf<R>& d) {
    d.B = sum.exported - (p.kB + p.ksiph * sum.siphon) * s.B - (sum.entry - sum.egress);
    d.ALC = p.kALC * (p.ALC0 - s.ALC);
    d.NEU = 0.3 * (p.NEU0 + p.kNM * sum.myeloid - s.NEU);
    d.CT = sum.release - p.kCT * s.CT;
    d.c1 = p.k21_1 * s.c1p - (p.kel1 + p.k12_1) * s.c1;
    d.c1p = p.k12_1 * s.c1 - p.k21_1 * s.c1p;
    d.cL = p.k21_L * s.cLp - (p.kelL + p.k12_L) * s.cL;
    d.cLp = p.k12_L * s.cL - p.k21_L * s.cLp;
    d.c4 = p.k21_4 * s.c4p - (p.kel4 + p.k12_4) * s.c4;
    d.c4p = p.k12_4 * s.c4 - p.k21_4 * s.c4p;
    d.cO = -p.kelO * s.cO;
    d.cTb = -p.kel * s.cTb;
    d.cAb = -p.kel * s.cAb;
    d.cCc = -p.kel * s.cCc;
    d.cVx = -p.kelV * s.cVx;
}

/// The further drugs leave the blood.
template <class R>
ABSCOPE_T2_INLINE void adjunct_rates(const ParametersOf<R>& p, const AdjunctOf<R>& s, AdjunctOf<R>& d) {
    d.cSt = -p.kelSt * s.cSt;
    d.c73 = -p.kel73 * s.c73;
    d.cLD = -p.kelLD * s.cLD;
    d.cHm = -p.kelHm * s.cHm;
    d.cNv = -p.kelNv * s.cNv;
}

#define ABSCOPE_T2_LOAD(name) s.name = y[Index::name];
#define ABSCOPE_T2_STORE(name) dy[Index::name] = d.name;
template <class R> ABSCOPE_T2_INLINE LesionOf<R> load_lesion(const R* y) {
    using Index = LesionIndex;
    LesionOf<R> s;
    ABSCOPE_T2_LESION_STATES(ABSCOPE_T2_LOAD)
    return s;
}
template <class R> ABSCOPE_T2_INLINE void store_lesion(const LesionOf<R>& d, R* dy) {
    using Index = LesionIndex;
    ABSCOPE_T2_LESION_STATES(ABSCOPE_T2_STORE)
}
template <class R> ABSCOPE_T2_INLINE NodeOf<R> load_node(const R* y) {
    using Index = NodeIndex;
    NodeOf<R> s;
    ABSCOPE_T2_NODE_STATES(ABSCOPE_T2_LOAD)
    return s;
}
template <class R> ABSCOPE_T2_INLINE void store_node(const NodeOf<R>& d, R* dy) {
    using Index = NodeIndex;
    ABSCOPE_T2_NODE_STATES(ABSCOPE_T2_STORE)
}
template <class R> ABSCOPE_T2_INLINE SystemicOf<R> load_systemic(const R* y) {
    using Index = SystemicIndex;
    SystemicOf<R> s;
    ABSCOPE_T2_SYSTEMIC_STATES(ABSCOPE_T2_LOAD)
    return s;
}
template <class R> ABSCOPE_T2_INLINE void store_systemic(const SystemicOf<R>& d, R* dy) {
    using Index = SystemicIndex;
    ABSCOPE_T2_SYSTEMIC_STATES(ABSCOPE_T2_STORE)
}
template <class R> ABSCOPE_T2_INLINE AdjunctOf<R> load_adjuncts(const R* y) {
    using Index = AdjunctIndex;
    AdjunctOf<R> s;
    ABSCOPE_T2_ADJUNCT_STATES(ABSCOPE_T2_LOAD)
    return s;
}
template <class R> ABSCOPE_T2_INLINE void store_adjuncts(const AdjunctOf<R>& d, R* dy) {
    using Index = AdjunctIndex;
    ABSCOPE_T2_ADJUNCT_STATES(ABSCOPE_T2_STORE)
}
#undef ABSCOPE_T2_LOAD
#undef ABSCOPE_T2_STORE

/// dy = f(y) of the whole body. `lesion` holds the parameters of each lesion; the systemic block uses those of the first,
/// a node those of the first lesion that drains to it. A vaccine goes to the first node.
template <class R>
ABSCOPE_T2_INLINE void rates(const Topology& topology, const ParametersOf<R>* lesion, const R* y, R* dy) {
    const ParametersOf<R>& body = lesion[0];
    const SystemicOf<R> systemic = load_systemic(y + topology.systemic_at());
    Circulation<R> c = circulation(body, systemic);
    if (topology.adjuncts) {
        const AdjunctOf<R> adjuncts = load_adjuncts(y + topology.adjunct_at());
        add_adjuncts(body, adjuncts, c);
        AdjunctOf<R> d;
        adjunct_rates(body, adjuncts, d);
        store_adjuncts(d, dy + topology.adjunct_at());
        for (int j = 0; j < topology.nodes; ++j) dy[topology.presence_at(j)] = R{};
    }
    Totals<R> sum;
    for (int i = 0; i < topology.lesions(); ++i) {
        const LesionOf<R> s = load_lesion(y + topology.lesion_at(i));
        LesionOf<R> d;
        const LesionFluxes<R> flux = lesion_rates(lesion[i], s, c, body.Ms, d);
        store_lesion(d, dy + topology.lesion_at(i));
        sum.entry += flux.entry;
        sum.egress += flux.egress;
        sum.release += flux.release;
        sum.siphon += flux.siphon;
        sum.myeloid += s.M;
    }
    for (int j = 0; j < topology.nodes; ++j) {
        R loaded{}, interferon{};
        for (int i = 0; i < topology.lesions(); ++i) {
            if (topology.node_of[static_cast<std::size_t>(i)] != j) continue;
            const R* from = y + topology.lesion_at(i);
            loaded += lesion[i].kmig * from[LesionIndex::T];
            interferon += from[LesionIndex::I];
        }
        const ParametersOf<R>& p = lesion[topology.first_lesion_of(j)];
        const R vaccine = j == 0 ? R(p.kvac * c.cVx) : R{};
        const NodeOf<R> s = load_node(y + topology.node_at(j));
        NodeOf<R> d;
        const R present = topology.adjuncts ? y[topology.presence_at(j)] : R(R{} + 1.0);
        node_rates(p, s, c, loaded, interferon, vaccine, present, d);
        store_node(d, dy + topology.node_at(j));
        sum.exported += p.ktw * s.W3;
    }
    SystemicOf<R> d;
    systemic_rates(body, systemic, sum, d);
    store_systemic(d, dy + topology.systemic_at());
}

}  // namespace abscope::immune::t2
