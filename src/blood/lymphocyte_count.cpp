// Samples the lymphocyte parameters, runs the slow layer for each, and reduces to bands and probabilities.
#include "blood/lymphocyte_count.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "blood/count_over_course.hpp"
#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "core/rng.hpp"

namespace abscope::blood {
namespace {

// Value of a rising list at quantile q, linear between order statistics.
double quantile(const std::vector<double>& sorted, double q) {
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] + (place - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

void fill_nadir(LymphocyteCount& out) {
    const auto lowest = std::min_element(out.per_nl.begin(), out.per_nl.end());
    out.nadir_per_nl = *lowest;
    out.nadir_day = out.t_day[static_cast<std::size_t>(lowest - out.per_nl.begin())];
    out.recovery_day = std::numeric_limits<double>::quiet_NaN();
    for (auto i = static_cast<std::size_t>(lowest - out.per_nl.begin()); i < out.per_nl.size(); ++i)
        if (out.per_nl[i] >= 0.9 * out.baseline_per_nl) {
            out.recovery_day = out.t_day[i];
            break;
        }
}

void fill_bands(LymphocyteCount& out, const std::vector<std::vector<double>>& draws) {
    out.bands = {{0.5, {}, {}}, {0.9, {}, {}}};
    std::vector<double> at(draws.size());
    for (std::size_t t = 0; t < out.t_day.size(); ++t) {
        for (std::size_t d = 0; d < draws.size(); ++d) at[d] = draws[d][t];
        std::sort(at.begin(), at.end());
        out.median_per_nl.push_back(quantile(at, 0.5));
        const auto low = std::lower_bound(at.begin(), at.end(), 0.5) - at.begin();
        out.p_below_0_5.push_back(static_cast<double>(low) / static_cast<double>(at.size()));
        for (CountBand& band : out.bands) {
            band.low_per_nl.push_back(quantile(at, 0.5 - 0.5 * band.level));
            band.high_per_nl.push_back(quantile(at, 0.5 + 0.5 * band.level));
        }
    }
    std::vector<double> nadir;
    for (const auto& curve : draws) nadir.push_back(*std::min_element(curve.begin(), curve.end()));
    const auto below = [&](double limit) {
        return static_cast<double>(
                   std::count_if(nadir.begin(), nadir.end(), [&](double n) { return n < limit; })) /
               static_cast<double>(nadir.size());
    };
    out.p_grade3 = below(0.5);
    out.p_grade4 = below(0.2);
    std::sort(nadir.begin(), nadir.end());
    out.nadir_low_per_nl = quantile(nadir, 0.05);
    out.nadir_high_per_nl = quantile(nadir, 0.95);
}

}  // namespace

std::vector<double> central_values(const LymphocyteParameters& parameters, std::optional<double> baseline) {
    std::vector<double> values;
    for (const ParameterSource& r : parameters.rows())
        values.push_back(r.name == "baseline_per_nl" ? baseline.value_or(r.value) : r.value);
    return values;
}

std::vector<double> sampled_values(const LymphocyteParameters& parameters, std::optional<double> baseline,
                                   std::uint64_t seed, std::size_t draw) {
    RandomStream random(seed, RandomPurpose::lymphocyte_parameters, draw);
    std::vector<double> values;
    for (const ParameterSource& r : parameters.rows()) {
        const double u = random.uniform();
        const double z = inverse_normal_cdf(u);
        if (r.name == "baseline_per_nl" && baseline) {
            values.push_back(*baseline * std::exp(parameters.value("baseline_noise") * z));
            continue;
        }
        switch (r.distribution) {
            case Spread::fixed:
                values.push_back(r.value);
                break;
            case Spread::normal:
                values.push_back(r.value + r.spread * z);
                break;
            case Spread::lognormal:
                values.push_back(r.value * std::exp(r.spread * z));
                break;
            case Spread::loguniform:
                values.push_back(r.value * std::pow(r.spread, 2.0 * u - 1.0));
                break;
        }
    }
    return values;
}

LymphocyteCount count_over_course(const LymphocyteParameters& parameters, std::span<const FractionKill> kills,
                                  std::span<const DatedKill> fractions, const CountOptions& options) {
    ABSCOPE_EXPECT(options.draws >= 2);
    LymphocyteCount out;
    const double first = fractions.empty() ? 0.0 : std::floor(fractions.front().t_day);
    for (double t = first; t <= first + options.horizon_day + 1e-9; t += 1.0) out.t_day.push_back(t);
    const std::vector<double> central = central_values(parameters, options.baseline_per_nl);
    const LymphocyteRates rates = make_rates(parameters, central);
    out.per_nl = simulate_count(rates, kills, fractions, out.t_day);
    out.baseline_per_nl = rates.baseline_per_nl;
    out.baseline_assumed = !options.baseline_per_nl.has_value();
    out.draws = options.draws;
    fill_nadir(out);
    std::vector<std::vector<double>> draws(static_cast<std::size_t>(options.draws));
    parallel_for(draws.size(), [&](std::size_t d) {
        draws[d] = simulate_count(
            make_rates(parameters, sampled_values(parameters, options.baseline_per_nl, options.seed, d)),
            kills, fractions, out.t_day);
    });
    fill_bands(out, draws);
    return out;
}

int lymphopenia_grade(double alc_per_nl) {
    if (alc_per_nl >= 1.0) return 0;
    if (alc_per_nl >= 0.8) return 1;
    if (alc_per_nl >= 0.5) return 2;
    if (alc_per_nl >= 0.2) return 3;
    return 4;
}

}  // namespace abscope::blood
