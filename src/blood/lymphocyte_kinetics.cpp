// The linear lymphocyte model: its generator, the kill of a fraction, and the march over the course.
#include "blood/lymphocyte_kinetics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "blood/compress.hpp"
#include "core/contract.hpp"

namespace abscope::blood {
namespace {

constexpr double table_low = 0.1;   // [1/Gy]
constexpr double table_high = 2.5;  // [1/Gy]
constexpr int organ_bin_limit = 24;

constexpr std::size_t dying_fast = lymph_sites;
constexpr std::size_t dying_slow = lymph_sites + 1;
constexpr std::size_t marrow_deficit = lymph_sites + 2;
constexpr std::size_t one = lymph_sites + 3;
constexpr std::size_t state_size = lymph_sites + 4;
using Matrix = math::SquareMatrix<state_size>;
using State = std::array<double, state_size>;

constexpr std::size_t blood_site = 0;

Matrix generator(const LymphocyteRates& r) {
    Matrix a{};
    double total = 0.0;
    for (const double p : r.pool) total += p;
    for (std::size_t i = 0; i < lymph_sites; ++i) {
        if (i != blood_site) {
            a[blood_site][blood_site] -= r.from_blood[i];
            a[i][blood_site] += r.from_blood[i];
            a[i][i] -= r.to_blood[i];
            a[blood_site][i] += r.to_blood[i];
        }
        // Loss, and a supply of δ·poolᵢ·(1 − w·q + h·(1 − Σ/total)).
        const double supply = r.turnover_per_day * r.pool[i];
        a[i][i] -= r.turnover_per_day;
        a[i][one] += supply * (1.0 + r.feedback);
        a[i][marrow_deficit] -= supply * r.marrow_supply_share;
        for (std::size_t j = 0; j < lymph_sites; ++j) a[i][j] -= supply * r.feedback / total;
    }
    a[dying_fast][dying_fast] = -r.fast_clearance_per_day;
    a[dying_slow][dying_slow] = -r.slow_clearance_per_day;
    a[marrow_deficit][marrow_deficit] = -r.marrow_recovery_per_day;
    return a;
}

// Survival of progenitors, bin by bin, of one exposure.
struct MarrowBins {
    std::vector<double> deficit;
    double last_day = 0.0;
};

double hit_marrow(MarrowBins& bins, const OrganBins& organ, const LymphocyteRates& rates, double t_day) {
    bins.deficit.resize(organ.dose_gy.size(), 0.0);
    const double kept = std::exp(-rates.marrow_recovery_per_day * (t_day - bins.last_day));
    double sum = 0.0;
    for (std::size_t i = 0; i < organ.dose_gy.size(); ++i) {
        bins.deficit[i] =
            1.0 - (1.0 - bins.deficit[i] * kept) * std::exp(-rates.alpha_marrow_per_gy * organ.dose_gy[i]);
        sum += organ.weight[i] * bins.deficit[i];
    }
    bins.last_day = t_day;
    return sum;
}

}  // namespace

double OrganBins::survival(double alpha_per_gy) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < dose_gy.size(); ++i) sum += weight[i] * std::exp(-alpha_per_gy * dose_gy[i]);
    return sum;
}

std::span<const OrganPart> parts_of(LymphSite site) {
    static constexpr OrganPart spleen[] = {{"spleen", 1.0}};
    static constexpr OrganPart nodes[] = {{"lymph_nodes", 1.0}};
    static constexpr OrganPart marrow[] = {{"red_marrow", 1.0}};
    static constexpr OrganPart gut[] = {{"small_intestine", 0.7}, {"large_intestine", 0.3}};
    // Lung, liver, skin and the rest hold the remaining lymphocytes (assumed shares).
    static constexpr OrganPart rest[] = {
        {"lung", 0.35}, {"liver", 0.15}, {"skin", 0.25}, {"all_other", 0.25}};
    switch (site) {
        case LymphSite::blood:
            return {};
        case LymphSite::spleen:
            return spleen;
        case LymphSite::nodes:
            return nodes;
        case LymphSite::marrow:
            return marrow;
        case LymphSite::gut:
            return gut;
        case LymphSite::rest:
            return rest;
    }
    return {};
}

OrganBins organ_bins(const CirculationNetwork& network, const BloodExposure& exposure,
                     std::span<const OrganPart> parts) {
    std::vector<double> dose{0.0};
    std::vector<double> weight{0.0};
    double total = 0.0;
    for (const OrganPart& part : parts) {
        const auto index = network.index_of(part.compartment);
        if (!index) continue;
        total += part.weight;
        double covered = 0.0;
        for (const OrganDose& organ : exposure.organs) {
            if (organ.compartment != *index) continue;
            covered += organ.share;
            for (std::size_t i = 0; i < organ.dose_gy.size(); ++i) {
                dose.push_back(organ.dose_gy[i]);
                weight.push_back(part.weight * organ.share * organ.volume_fraction[i]);
            }
        }
        weight[0] += part.weight * std::max(0.0, 1.0 - covered);
    }
    if (total <= 0.0) return {{0.0}, {1.0}};
    for (double& w : weight) w /= total;
    const CompressedBins few = compress_bins(dose, weight, organ_bin_limit);
    return {few.dose_gy, few.weight};
}

SurvivalTable::SurvivalTable(const FractionSolver& solver) {
    std::array<double, 8> node{};
    for (std::size_t i = 0; i < 8; ++i) {
        const double x = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) / 8.0);
        node[i] = 0.5 * (table_low + table_high) + 0.5 * (table_high - table_low) * x;
    }
    const std::vector<double> value = solver.laplace(std::span<const double>(node));
    for (std::size_t k = 0; k < 8; ++k) {
        double sum = 0.0;
        for (std::size_t i = 0; i < 8; ++i)
            sum += std::log(std::max(value[i], 1e-300)) *
                   std::cos(std::numbers::pi * static_cast<double>(k) * (static_cast<double>(i) + 0.5) / 8.0);
        coefficient_[k] = sum * (k == 0 ? 1.0 : 2.0) / 8.0;
    }
}

double SurvivalTable::operator()(double alpha_per_gy) const {
    const double a = std::clamp(alpha_per_gy, table_low, table_high);
    const double x = (2.0 * a - table_low - table_high) / (table_high - table_low);
    double b1 = 0.0;
    double b2 = 0.0;
    for (std::size_t k = 8; k-- > 1;) {
        const double b = 2.0 * x * b1 - b2 + coefficient_[k];
        b2 = b1;
        b1 = b;
    }
    return std::exp(coefficient_[0] + x * b1 - b2);
}

LymphocyteRates make_rates(const LymphocyteParameters& parameters, std::span<const double> values) {
    const auto& rows = parameters.rows();
    ABSCOPE_EXPECT(values.size() == rows.size());
    const auto get = [&](std::string_view name) {
        return values[static_cast<std::size_t>(&parameters.row(name) - rows.data())];
    };
    constexpr double ln2 = std::numbers::ln2;
    LymphocyteRates r{};
    r.alpha_per_gy = get("alpha");
    r.alpha_marrow_per_gy = get("alpha_marrow");
    r.baseline_per_nl = get("baseline_per_nl");
    const std::array<double, lymph_sites> share{
        0.0,
        get("share_spleen"),
        get("share_nodes"),
        get("share_marrow"),
        get("share_gut"),
        std::max(0.05,
                 1.0 - get("share_spleen") - get("share_nodes") - get("share_marrow") - get("share_gut"))};
    const double other = get("transit_other_h");
    const std::array<double, lymph_sites> stay{
        1.0, get("transit_spleen_h"), get("transit_nodes_h"), other, other, other};
    double shares = 0.0;
    for (const double s : share) shares += s;
    const double blood = get("blood_share");
    r.pool[blood_site] = blood;
    double flux = 0.0;
    for (std::size_t i = 1; i < lymph_sites; ++i) {
        r.pool[i] = (1.0 - blood) * get("recirculating_share") * share[i] / shares;
        flux += r.pool[i] / stay[i];
    }
    // The organs' stays are relative: their scale follows from the flux through the blood.
    const double blood_flux = blood / (get("blood_transit_min") / 1440.0);
    for (std::size_t i = 1; i < lymph_sites; ++i) {
        const double through = blood_flux * (r.pool[i] / stay[i]) / flux;
        r.from_blood[i] = through / blood;
        r.to_blood[i] = through / r.pool[i];
    }
    r.turnover_per_day = get("turnover_per_day");
    r.feedback = get("feedback");
    r.marrow_supply_share = std::min(1.0, get("marrow_supply_share"));
    r.marrow_recovery_per_day = get("marrow_recovery_per_day");
    r.fast_clearance_per_day = ln2 * 24.0 / get("fast_clearance_h");
    r.slow_clearance_per_day = ln2 * 24.0 / get("slow_clearance_h");
    return r;
}

std::vector<double> simulate_count(const LymphocyteRates& rates, std::span<const FractionKill> kills,
                                   std::span<const DatedKill> fractions, std::span<const double> t_day) {
    const Matrix a = generator(rates);
    std::map<double, Matrix> steps;
    State x{};
    std::copy(rates.pool.begin(), rates.pool.end(), x.begin());
    x[one] = 1.0;
    std::vector<MarrowBins> marrow(kills.size());
    std::vector<double> counts;
    double now = t_day.front();
    const auto advance = [&](double to) {
        const double dt = std::round((to - now) * 1e6) * 1e-6;  // a tenth of a second
        if (dt > 0.0) {
            auto [step, fresh] = steps.try_emplace(dt);
            if (fresh) step->second = math::exponential(a, dt);
            x = math::product(step->second, x);
        }
        now = to;
    };
    std::size_t next = 0;
    for (const double t : t_day) {
        for (; next < fractions.size() && fractions[next].t_day < t; ++next) {
            advance(fractions[next].t_day);
            const FractionKill& kill = kills[fractions[next].kill];
            const double killed = x[blood_site] * (1.0 - kill.blood(rates.alpha_per_gy));
            x[blood_site] -= killed;
            x[dying_fast] += 0.5 * killed;
            x[dying_slow] += 0.5 * killed;
            for (std::size_t i = 1; i < lymph_sites; ++i) x[i] *= kill.organ[i].survival(rates.alpha_per_gy);
            double whole = 1.0;
            for (std::size_t e = 0; e < kills.size(); ++e) {
                const OrganBins& bins = kills[e].organ[static_cast<std::size_t>(LymphSite::marrow)];
                if (e == fractions[next].kill)
                    whole *= 1.0 - hit_marrow(marrow[e], bins, rates, now);
                else if (!marrow[e].deficit.empty()) {
                    double deficit = 0.0;
                    for (std::size_t i = 0; i < bins.weight.size(); ++i)
                        deficit += bins.weight[i] * marrow[e].deficit[i];
                    whole *=
                        1.0 - deficit * std::exp(-rates.marrow_recovery_per_day * (now - marrow[e].last_day));
                }
            }
            x[marrow_deficit] = 1.0 - whole;
        }
        advance(t);
        counts.push_back(rates.baseline_per_nl * (x[blood_site] + x[dying_fast] + x[dying_slow]) /
                         rates.pool[blood_site]);
    }
    return counts;
}

}  // namespace abscope::blood
