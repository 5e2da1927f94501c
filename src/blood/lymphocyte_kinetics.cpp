// The linear lymphocyte model: its generator, the kill of a fraction, and the march over the course.
#include "blood/lymphocyte_kinetics.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

#include "blood/marrow_damage.hpp"
#include "core/contract.hpp"
#include "math/matrix_exponential.hpp"

namespace abscope::blood {
namespace {

constexpr std::size_t dying_fast = lymph_sites;
constexpr std::size_t dying_slow = lymph_sites + 1;
constexpr std::size_t marrow_deficit = lymph_sites + 2;
constexpr std::size_t one = lymph_sites + 3;
constexpr std::size_t state_size = lymph_sites + 4;
using Matrix = math::SquareMatrix<state_size>;
using State = std::array<double, state_size>;

constexpr std::size_t blood_site = 0;

Matrix generator(const LymphocyteRates& r, const SubsetRates& s) {
    Matrix a{};
    const double total = std::accumulate(s.pool.begin(), s.pool.end(), 0.0);
    for (std::size_t i = 0; i < lymph_sites; ++i) {
        if (i != blood_site) {
            a[blood_site][blood_site] -= s.from_blood[i];
            a[i][blood_site] += s.from_blood[i];
            a[i][i] -= s.to_blood[i];
            a[blood_site][i] += s.to_blood[i];
        }
        // Loss, and a supply of δ·poolᵢ·(1 − w·q + h·(1 − Σ/total)).
        const double supply = s.turnover_per_day * s.pool[i];
        a[i][i] -= s.turnover_per_day;
        a[i][one] += supply * (1.0 + r.feedback);
        a[i][marrow_deficit] -= supply * s.marrow_supply_share;
        for (std::size_t j = 0; j < lymph_sites; ++j) a[i][j] -= supply * r.feedback / total;
    }
    a[dying_fast][dying_fast] = -r.fast_clearance_per_day;
    a[dying_slow][dying_slow] = -r.slow_clearance_per_day;
    a[marrow_deficit][marrow_deficit] = -r.marrow_recovery_per_day;
    return a;
}

// Stretches of equal length share their exponential; lengths are rounded to a tenth of a second.
class Stepper {
public:
    explicit Stepper(const Matrix& a) : a_(a) {}
    void advance(State& x, double days) {
        const double dt = std::round(days * 1e6) * 1e-6;
        if (dt <= 0.0) return;
        auto [step, fresh] = steps_.try_emplace(dt);
        if (fresh) step->second = math::exponential(a_, dt);
        x = math::product(step->second, x);
    }

private:
    Matrix a_;
    std::map<double, Matrix> steps_;
};

// One fraction: the killed cells of the blood stay in the count and leave in two halves.
void apply_kill(State& x, const FractionKill& kill, double alpha_per_gy, double deficit) {
    const double killed = x[blood_site] * (1.0 - kill.blood(alpha_per_gy));
    x[blood_site] -= killed;
    x[dying_fast] += 0.5 * killed;
    x[dying_slow] += 0.5 * killed;
    for (std::size_t i = 1; i < lymph_sites; ++i) x[i] *= kill.organ[i].survival(alpha_per_gy);
    x[marrow_deficit] = deficit;
}

std::vector<double> simulate_subset(const LymphocyteRates& rates, const SubsetRates& subset,
                                    std::span<const FractionKill> kills, std::span<const DatedKill> fractions,
                                    std::span<const double> deficits, std::span<const double> t_day) {
    Stepper stepper(generator(rates, subset));
    State x{};
    std::copy(subset.pool.begin(), subset.pool.end(), x.begin());
    x[one] = 1.0;
    std::vector<double> counts;
    double now = t_day.front();
    std::size_t next = 0;
    for (const double t : t_day) {
        for (; next < fractions.size() && fractions[next].t_day < t; ++next) {
            stepper.advance(x, fractions[next].t_day - now);
            now = fractions[next].t_day;
            apply_kill(x, kills[fractions[next].kill], subset.alpha_per_gy, deficits[next]);
        }
        stepper.advance(x, t - now);
        now = t;
        counts.push_back(rates.baseline_per_nl * subset.blood_share *
                         (x[blood_site] + x[dying_fast] + x[dying_slow]));
    }
    return counts;
}

// N' = k·(N₀·(1 − s·m(t)) − N), with a marrow deficit m that falls as e^(−ρt): exact between events.
std::vector<double> simulate_neutrophils(const LymphocyteRates& rates, std::span<const DatedKill> fractions,
                                         std::span<const double> deficits, std::span<const double> t_day) {
    const double k = rates.neutrophil_transit_per_day;
    const double rho = rates.marrow_recovery_per_day;
    double now = t_day.front();
    double deficit = 0.0;
    double loss = 0.0;  // 1 − N/N₀
    const auto advance = [&](double to) {
        const double h = std::max(0.0, to - now);
        const double shared = std::abs(k - rho) * h < 1e-9
                                  ? k * h * std::exp(-k * h)
                                  : k * (std::exp(-rho * h) - std::exp(-k * h)) / (k - rho);
        loss = loss * std::exp(-k * h) + rates.neutrophil_marrow_effect * deficit * shared;
        deficit *= std::exp(-rho * h);
        now = to;
    };
    std::vector<double> counts;
    std::size_t next = 0;
    for (const double t : t_day) {
        for (; next < fractions.size() && fractions[next].t_day < t; ++next) {
            advance(fractions[next].t_day);
            deficit = deficits[next];
        }
        advance(t);
        counts.push_back(rates.neutrophils_per_nl * std::max(0.0, 1.0 - loss));
    }
    return counts;
}

// Reads values by name.
class Values {
public:
    Values(const LymphocyteParameters& parameters, std::span<const double> values)
        : parameters_(parameters), values_(values) {
        ABSCOPE_EXPECT(values.size() == parameters.rows().size());
    }
    double operator()(std::string_view name) const {
        return values_[static_cast<std::size_t>(&parameters_.row(name) - parameters_.rows().data())];
    }

private:
    const LymphocyteParameters& parameters_;
    std::span<const double> values_;
};

constexpr auto index(LymphSite site) { return static_cast<std::size_t>(site); }

// Where all lymphocytes outside the blood are, and the mean stays relative to each other.
struct Organs {
    std::array<double, lymph_sites> share{}, stay{};
    std::array<double, lymph_sites> t{}, b{};  // of the lymphocytes there
};

Organs organs_of(const Values& get) {
    Organs o;
    const double draining = std::min(0.5, get("draining_share"));
    o.share[index(LymphSite::spleen)] = get("share_spleen");
    o.share[index(LymphSite::draining_node)] = get("share_nodes") * draining;
    o.share[index(LymphSite::nodes)] = get("share_nodes") * (1.0 - draining);
    o.share[index(LymphSite::marrow)] = get("share_marrow");
    o.share[index(LymphSite::mucosa)] = get("share_mucosa");
    const double named = std::accumulate(o.share.begin(), o.share.end(), 0.0);
    o.share[index(LymphSite::rest)] = std::max(0.05, 1.0 - named);
    const double other = get("transit_other_h");
    o.stay = {1.0,  get("transit_spleen_h"), get("transit_nodes_h"), get("transit_nodes_h"), other, other,
              other};
    o.t = {0.0,
           get("t_in_spleen"),
           get("t_in_nodes"),
           get("t_in_nodes"),
           get("t_in_marrow"),
           get("t_in_mucosa"),
           get("t_in_rest")};
    o.b = {0.0,
           get("b_in_spleen"),
           get("b_in_nodes"),
           get("b_in_nodes"),
           get("b_in_marrow"),
           get("b_in_mucosa"),
           get("b_in_rest")};
    return o;
}

// Pools and exchange of one subset. The pool outside is the same multiple of the blood for each subset; where it is follows
// from the organs' composition. The organs' stays are relative: their scale follows from the flux through the blood.
void set_exchange(SubsetRates& s, const Organs& organs, const std::array<double, lymph_sites>& there,
                  double outside, double blood_flux) {
    double sum = 0.0;
    for (std::size_t i = 1; i < lymph_sites; ++i) sum += organs.share[i] * there[i];
    s.pool[blood_site] = 1.0;
    double flux = 0.0;
    for (std::size_t i = 1; i < lymph_sites; ++i) {
        s.pool[i] = outside * organs.share[i] * there[i] / sum;
        flux += s.pool[i] / organs.stay[i];
    }
    for (std::size_t i = 1; i < lymph_sites; ++i) {
        s.from_blood[i] = blood_flux * (s.pool[i] / organs.stay[i]) / flux;
        s.to_blood[i] = s.from_blood[i] / s.pool[i];
    }
}

}  // namespace

std::string_view subset_name(Subset subset) {
    constexpr std::array<std::string_view, subset_count> names{"CD4", "CD8", "Treg", "B", "NK"};
    return names[static_cast<std::size_t>(subset)];
}

LymphocyteRates make_rates(const LymphocyteParameters& parameters, std::span<const double> values) {
    const Values get(parameters, values);
    constexpr double ln2 = std::numbers::ln2;
    LymphocyteRates r{};
    const Organs organs = organs_of(get);
    std::array<double, lymph_sites> nk{};
    for (std::size_t i = 1; i < lymph_sites; ++i) nk[i] = std::max(0.01, 1.0 - organs.t[i] - organs.b[i]);
    const double blood = get("blood_share");
    const double outside = (1.0 - blood) * get("recirculating_share") / blood;
    const double blood_flux = 1440.0 / get("blood_transit_min");
    const double t = get("turnover_t_per_day");
    struct Kind {
        const char* name;
        const std::array<double, lymph_sites>* there;
        double turnover, marrow;
    };
    const double marrow_t = std::min(1.0, get("marrow_supply_t"));
    const double marrow_b = std::min(1.0, get("marrow_supply_b_nk"));
    const std::array<Kind, subset_count> kinds{{{"cd4", &organs.t, t, marrow_t},
                                                {"cd8", &organs.t, t, marrow_t},
                                                {"treg", &organs.t, t, marrow_t},
                                                {"b", &organs.b, get("turnover_b_per_day"), marrow_b},
                                                {"nk", &nk, get("turnover_nk_per_day"), marrow_b}}};
    double shares = 0.0;
    for (std::size_t i = 0; i < subset_count; ++i) {
        const std::string name = kinds[i].name;
        SubsetRates& s = r.subset[i];
        s.blood_share = get("blood_" + name);
        shares += s.blood_share;
        s.alpha_per_gy = get("alpha") * get("sensitivity_" + name);
        s.turnover_per_day = kinds[i].turnover;
        s.marrow_supply_share = kinds[i].marrow;
        set_exchange(s, organs, *kinds[i].there, outside, blood_flux);
    }
    for (SubsetRates& s : r.subset) s.blood_share /= shares;
    r.baseline_per_nl = get("baseline_per_nl");
    r.feedback = get("feedback");
    r.alpha_marrow_per_gy = get("alpha_marrow");
    r.marrow_recovery_per_day = get("marrow_recovery_per_day");
    r.fast_clearance_per_day = ln2 * 24.0 / get("fast_clearance_h");
    r.slow_clearance_per_day = ln2 * 24.0 / get("slow_clearance_h");
    r.neutrophils_per_nl = get("neutrophils_per_nl");
    r.neutrophil_transit_per_day = 1.0 / get("neutrophil_transit_day");
    r.neutrophil_marrow_effect = std::min(1.0, get("neutrophil_marrow_effect"));
    return r;
}

CellCounts simulate_counts(const LymphocyteRates& rates, std::span<const FractionKill> kills,
                           std::span<const DatedKill> fractions, std::span<const double> t_day) {
    const std::vector<double> deficits = marrow_deficits(rates, kills, fractions);
    CellCounts out;
    out.lymphocytes.assign(t_day.size(), 0.0);
    for (std::size_t i = 0; i < subset_count; ++i) {
        out.subset[i] = simulate_subset(rates, rates.subset[i], kills, fractions, deficits, t_day);
        for (std::size_t t = 0; t < t_day.size(); ++t) out.lymphocytes[t] += out.subset[i][t];
    }
    out.neutrophils = simulate_neutrophils(rates, fractions, deficits, t_day);
    return out;
}

}  // namespace abscope::blood
