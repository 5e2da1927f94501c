// Moments by recursion, the distribution on a lattice by Fourier transform, and the particles that remember.
#include "blood/cell_dose.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <map>
#include <numeric>

#include "blood/particle_walk.hpp"
#include "core/parallel.hpp"
#include "core/rng.hpp"
#include "math/fft.hpp"
#include "math/matrix_exponential.hpp"

namespace abscope::blood {
namespace {

constexpr std::size_t lattice = 4096;
using Complex = std::complex<double>;
using SiteMatrix = math::SquareMatrix<lymph_sites>;
template <class T>
using Sites = std::array<T, lymph_sites>;

// Column j of the result: where cells of site j are after `days`.
SiteMatrix moves(const SubsetRates& rates, double days) {
    SiteMatrix q{};
    for (std::size_t i = 1; i < lymph_sites; ++i) {
        q[0][0] -= rates.from_blood[i];
        q[i][0] += rates.from_blood[i];
        q[i][i] -= rates.to_blood[i];
        q[0][i] += rates.to_blood[i];
    }
    return math::exponential(q, days);
}

template <class T>
Sites<T> moved(const SiteMatrix& m, const Sites<T>& x) {
    Sites<T> y{};
    for (std::size_t i = 0; i < lymph_sites; ++i)
        for (std::size_t j = 0; j < lymph_sites; ++j) y[i] += m[i][j] * x[j];
    return y;
}

Sites<double> at_rest(const SubsetRates& rates) {
    const double total = std::accumulate(rates.pool.begin(), rates.pool.end(), 0.0);
    Sites<double> p = rates.pool;
    for (double& x : p) x /= total;
    return p;
}

// What one exposure does at each site.
struct SiteDoses {
    Sites<double> mean{}, square{}, none{}, top{};
};

SiteDoses doses_at(const SiteExposure& exposure) {
    SiteDoses out;
    const DoseMoments m = exposure.blood->moments();
    out.mean[0] = m.mean_gy;
    out.square[0] = m.variance_gy2 + m.mean_gy * m.mean_gy;
    out.none[0] = 1.0 - exposure.blood->fraction_irradiated();
    out.top[0] = exposure.blood->max_dose_gy();
    for (std::size_t i = 1; i < lymph_sites; ++i) {
        const OrganBins& bins = exposure.organ[i];
        for (std::size_t b = 0; b < bins.dose_gy.size(); ++b) {
            out.mean[i] += bins.weight[b] * bins.dose_gy[b];
            out.square[i] += bins.weight[b] * bins.dose_gy[b] * bins.dose_gy[b];
            out.none[i] += bins.dose_gy[b] <= 0.0 ? bins.weight[b] : 0.0;
            out.top[i] = std::max(out.top[i], bins.dose_gy[b]);
        }
    }
    return out;
}

// Steps between fractions, equal ones shared.
class Between {
public:
    explicit Between(const SubsetRates& rates) : rates_(rates) {}
    const SiteMatrix& days(double d) {
        const double rounded = std::round(d * 1e6) * 1e-6;
        auto [at, fresh] = known_.try_emplace(rounded);
        if (fresh) at->second = moves(rates_, rounded);
        return at->second;
    }

private:
    const SubsetRates& rates_;
    std::map<double, SiteMatrix> known_;
};

void set_moments(CellDose& out, const SubsetRates& rates, const std::vector<SiteDoses>& doses,
                 std::span<const DatedKill> fractions) {
    Between between(rates);
    Sites<double> p = at_rest(rates), first{}, second{}, none = p;
    for (std::size_t f = 0; f < fractions.size(); ++f) {
        const SiteDoses& d = doses[fractions[f].kill];
        for (std::size_t i = 0; i < lymph_sites; ++i) {
            second[i] += 2.0 * first[i] * d.mean[i] + p[i] * d.square[i];
            first[i] += p[i] * d.mean[i];
            none[i] *= d.none[i];
        }
        if (f + 1 == fractions.size()) break;
        const SiteMatrix& m = between.days(fractions[f + 1].t_day - fractions[f].t_day);
        p = moved(m, p);
        first = moved(m, first);
        second = moved(m, second);
        none = moved(m, none);
    }
    const auto sum = [](const Sites<double>& x) { return std::accumulate(x.begin(), x.end(), 0.0); };
    out.mean_gy = sum(first);
    out.sd_gy = std::sqrt(std::max(0.0, sum(second) - out.mean_gy * out.mean_gy));
    out.fraction_irradiated = std::clamp(1.0 - sum(none), 0.0, 1.0);
}

// The doses of one site on the lattice, transformed.
std::vector<Complex> transform_of(const SiteExposure& exposure, std::size_t site, double step) {
    std::vector<Complex> x(lattice, 0.0);
    if (site == 0) {
        const FractionGroup group{exposure.blood, 1};
        const DoseDistributionOfBlood dvh = invert({&group, 1});
        double above = 1.0;
        for (std::size_t j = 0; j + 1 < lattice && above > 0.0; ++j) {
            const double next = std::min(above, dvh.volume_above((static_cast<double>(j) + 0.5) * step));
            x[j] = above - next;
            above = next;
        }
    } else {
        const OrganBins& bins = exposure.organ[site];
        for (std::size_t b = 0; b < bins.dose_gy.size(); ++b) {  // split between neighbours: the mean is kept
            const double at = std::min(bins.dose_gy[b] / step, static_cast<double>(lattice - 2));
            const auto low = static_cast<std::size_t>(at);
            x[low] += bins.weight[b] * (1.0 - (at - static_cast<double>(low)));
            x[low + 1] += bins.weight[b] * (at - static_cast<double>(low));
        }
    }
    math::fourier(x, false);
    return x;
}

void set_distribution(CellDose& out, const SubsetRates& rates, std::span<const SiteExposure> exposures,
                      std::span<const DatedKill> fractions, double top) {
    const double step = top / static_cast<double>(lattice - lattice / 16);
    std::vector<Sites<std::vector<Complex>>> transform(exposures.size());
    for (std::size_t e = 0; e < exposures.size(); ++e)
        for (std::size_t i = 0; i < lymph_sites; ++i) transform[e][i] = transform_of(exposures[e], i, step);
    Between between(rates);
    const Sites<double> rest = at_rest(rates);
    std::vector<const SiteMatrix*> matrices;
    for (std::size_t f = 0; f + 1 < fractions.size(); ++f)
        matrices.push_back(&between.days(fractions[f + 1].t_day - fractions[f].t_day));
    std::vector<Complex> density(lattice);
    parallel_chunks(lattice, 256, [&](std::size_t begin, std::size_t end) {
        for (std::size_t k = begin; k < end; ++k) {
            Sites<Complex> v{};
            for (std::size_t i = 0; i < lymph_sites; ++i) v[i] = rest[i];
            for (std::size_t f = 0; f < fractions.size(); ++f) {
                for (std::size_t i = 0; i < lymph_sites; ++i) v[i] *= transform[fractions[f].kill][i][k];
                if (f + 1 < fractions.size()) v = moved(*matrices[f], v);
            }
            density[k] = std::accumulate(v.begin(), v.end(), Complex(0.0));
        }
    });
    math::fourier(density, true);
    double above = 1.0;
    for (std::size_t j = 0; j < lattice; ++j) {
        above -= std::max(0.0, density[j].real() / static_cast<double>(lattice));
        out.dose_gy.push_back((static_cast<double>(j) + 0.5) * step);
        out.above.push_back(std::clamp(above, 0.0, 1.0));
    }
}

std::size_t drawn_site(const double* cumulative_end, double u) {
    std::size_t i = 0;
    while (i + 1 < lymph_sites && u >= cumulative_end[i]) ++i;
    return i;
}

double organ_dose(const OrganBins& bins, double u) {
    for (std::size_t b = 0; b < bins.weight.size(); ++b)
        if ((u -= bins.weight[b]) < 0.0) return bins.dose_gy[b];
    return bins.dose_gy.back();
}

}  // namespace

double CellDose::volume_above(double at_gy) const {
    if (dose_gy.empty() || at_gy <= 0.0) return fraction_irradiated;
    const double place = at_gy / (2.0 * dose_gy.front()) - 0.5;
    if (place <= 0.0)
        return fraction_irradiated + (above.front() - fraction_irradiated) * at_gy / dose_gy.front();
    const auto low = static_cast<std::size_t>(place);
    if (low + 1 >= above.size()) return 0.0;
    return above[low] + (place - static_cast<double>(low)) * (above[low + 1] - above[low]);
}

double CellDose::dose_exceeded_by(double volume) const {
    for (std::size_t j = 0; j < above.size(); ++j)
        if (above[j] <= volume) return dose_gy[j];
    return dose_gy.empty() ? 0.0 : dose_gy.back();
}

CellDose dose_of_cells(const SubsetRates& rates, std::span<const SiteExposure> exposures,
                       std::span<const DatedKill> fractions) {
    std::vector<SiteDoses> doses;
    for (const SiteExposure& exposure : exposures) doses.push_back(doses_at(exposure));
    double top = 0.0;
    for (const DatedKill& f : fractions)
        top += *std::max_element(doses[f.kill].top.begin(), doses[f.kill].top.end());
    CellDose out;
    set_moments(out, rates, doses, fractions);
    if (top > 0.0) set_distribution(out, rates, exposures, fractions, top);
    return out;
}

MonteCarloResult simulate_cells(const SubsetRates& rates, std::span<const ParticleWalk> walks,
                                std::span<const SiteExposure> exposures, std::span<const DatedKill> fractions,
                                std::uint64_t seed, std::uint64_t cells) {
    const Sites<double> rest = at_rest(rates);
    const auto cumulate = [](const auto& column) {
        Sites<double> c{};
        std::partial_sum(column.begin(), column.end(), c.begin());
        return c;
    };
    const Sites<double> start = cumulate(rest);
    Between between(rates);
    std::vector<Sites<Sites<double>>> move;  // by fraction and site
    for (std::size_t f = 0; f + 1 < fractions.size(); ++f) {
        const SiteMatrix& m = between.days(fractions[f + 1].t_day - fractions[f].t_day);
        move.emplace_back();
        for (std::size_t j = 0; j < lymph_sites; ++j) {
            Sites<double> column{};
            for (std::size_t i = 0; i < lymph_sites; ++i) column[i] = m[i][j];
            move.back()[j] = cumulate(column);
        }
    }
    double top = 0.0;
    for (const DatedKill& f : fractions) {
        const SiteDoses d = doses_at(exposures[f.kill]);
        top += std::max(walks[f.kill].max_dose_gy(), *std::max_element(d.top.begin(), d.top.end()));
    }
    return estimate_particles(cells, top, 20000, {}, [&](std::uint64_t cell) {
        RandomStream random(seed, RandomPurpose::blood_particle, cell, 1);
        std::size_t site = drawn_site(start.data(), random.uniform());
        double dose = 0.0;
        for (std::size_t f = 0; f < fractions.size(); ++f) {
            const std::size_t e = fractions[f].kill;
            dose +=
                site == 0 ? walks[e].dose_gy(random) : organ_dose(exposures[e].organ[site], random.uniform());
            if (f < move.size()) site = drawn_site(move[f][site].data(), random.uniform());
        }
        return dose;
    });
}

}  // namespace abscope::blood
