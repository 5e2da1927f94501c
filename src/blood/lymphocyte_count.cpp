// Samples the lymphocyte parameters, runs the slow layer for each, and reduces to bands and probabilities.
#include "blood/lymphocyte_count.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "blood/count_over_course.hpp"
#include "blood/parameter_draw.hpp"
#include "core/contract.hpp"
#include "core/parallel.hpp"

namespace abscope::blood {
namespace {

// Curves of all samples, one row a sample. Single precision: only quantiles are taken of them.
using Curves = std::vector<std::vector<float>>;

// Value of a rising list at quantile q, linear between order statistics.
template <class T>
double quantile(const std::vector<T>& sorted, double q) {
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] +
           (place - static_cast<double>(low)) * (static_cast<double>(sorted[high]) - sorted[low]);
}

std::vector<float> at_time(const Curves& curves, std::size_t t) {
    std::vector<float> values(curves.size());
    for (std::size_t d = 0; d < curves.size(); ++d) values[d] = curves[d][t];
    std::sort(values.begin(), values.end());
    return values;
}

std::vector<float> single(const std::vector<double>& values) { return {values.begin(), values.end()}; }

// Everything of one sample that a quantile is taken of.
struct Samples {
    explicit Samples(std::size_t draws) : lymphocytes(draws), ratio(draws) {
        for (Curves& c : subset) c.resize(draws);
    }
    void keep(std::size_t draw, const CellCounts& counts) {
        lymphocytes[draw] = single(counts.lymphocytes);
        for (std::size_t i = 0; i < subset_count; ++i) subset[i][draw] = single(counts.subset[i]);
        ratio[draw].resize(counts.lymphocytes.size());
        for (std::size_t t = 0; t < ratio[draw].size(); ++t)
            ratio[draw][t] = static_cast<float>(counts.neutrophils[t] / counts.lymphocytes[t]);
    }
    Curves lymphocytes;
    std::array<Curves, subset_count> subset;
    Curves ratio;
};

std::vector<double> sample_days(double first_fraction, double horizon) {
    std::vector<double> days;
    const double first = std::floor(first_fraction);
    for (double t = first; t <= first + horizon + 1e-9; t += 1.0) days.push_back(t);
    return days;
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

double share_below(const std::vector<double>& values, double limit) {
    return static_cast<double>(
               std::count_if(values.begin(), values.end(), [&](double v) { return v < limit; })) /
           static_cast<double>(values.size());
}

void fill_bands(LymphocyteCount& out, const Curves& draws) {
    out.bands = {{0.5, {}, {}}, {0.9, {}, {}}};
    for (std::size_t t = 0; t < out.t_day.size(); ++t) {
        const std::vector<float> at = at_time(draws, t);
        out.median_per_nl.push_back(quantile(at, 0.5));
        const auto low = std::lower_bound(at.begin(), at.end(), 0.5F) - at.begin();
        out.p_below_0_5.push_back(static_cast<double>(low) / static_cast<double>(at.size()));
        for (CountBand& band : out.bands) {
            band.low_per_nl.push_back(quantile(at, 0.5 - 0.5 * band.level));
            band.high_per_nl.push_back(quantile(at, 0.5 + 0.5 * band.level));
        }
    }
    for (const auto& curve : draws)
        out.draw_nadir_per_nl.push_back(*std::min_element(curve.begin(), curve.end()));
    out.p_grade3 = share_below(out.draw_nadir_per_nl, 0.5);
    out.p_grade4 = share_below(out.draw_nadir_per_nl, 0.2);
    std::vector<double> sorted = out.draw_nadir_per_nl;
    std::sort(sorted.begin(), sorted.end());
    out.nadir_low_per_nl = quantile(sorted, 0.05);
    out.nadir_high_per_nl = quantile(sorted, 0.95);
}

void fill_subsets(LymphocyteCount& out, const LymphocyteRates& rates, const CellCounts& central,
                  const Samples& samples) {
    for (std::size_t i = 0; i < subset_count; ++i) {
        SubsetCount subset;
        subset.name = std::string(subset_name(static_cast<Subset>(i)));
        subset.baseline_per_nl = rates.baseline_per_nl * rates.subset[i].blood_share;
        subset.per_nl = central.subset[i];
        const auto lowest = std::min_element(subset.per_nl.begin(), subset.per_nl.end());
        subset.nadir_per_nl = *lowest;
        subset.nadir_day = out.t_day[static_cast<std::size_t>(lowest - subset.per_nl.begin())];
        for (std::size_t t = 0; t < out.t_day.size(); ++t) {
            const std::vector<float> at = at_time(samples.subset[i], t);
            subset.low_per_nl.push_back(quantile(at, 0.05));
            subset.high_per_nl.push_back(quantile(at, 0.95));
        }
        out.subsets.push_back(std::move(subset));
    }
}

void fill_ratio(LymphocyteCount& out, const LymphocyteRates& rates, const CellCounts& central,
                const Curves& ratio) {
    NeutrophilRatio& nlr = out.nlr;
    nlr.neutrophil_baseline_per_nl = rates.neutrophils_per_nl;
    nlr.neutrophils_per_nl = central.neutrophils;
    for (std::size_t t = 0; t < out.t_day.size(); ++t) {
        nlr.ratio.push_back(central.neutrophils[t] / central.lymphocytes[t]);
        const std::vector<float> at = at_time(ratio, t);
        nlr.low.push_back(quantile(at, 0.05));
        nlr.high.push_back(quantile(at, 0.95));
    }
    const auto top = std::max_element(nlr.ratio.begin(), nlr.ratio.end());
    nlr.highest = *top;
    nlr.highest_day = out.t_day[static_cast<std::size_t>(top - nlr.ratio.begin())];
}

double first_day(const DatedCourse& course) {
    return course.fractions.empty() ? 0.0 : course.fractions.front().t_day;
}

}  // namespace

LymphocyteCount count_over_course(const LymphocyteParameters& parameters, const DatedCourse& course,
                                  const CountOptions& options) {
    ABSCOPE_EXPECT(options.draws >= 2);
    LymphocyteCount out;
    out.t_day = sample_days(first_day(course), options.horizon_day);
    const LymphocyteRates rates = make_rates(parameters, central_values(parameters, options));
    const CellCounts central = simulate_counts(rates, course.kills, course.fractions, out.t_day);
    out.per_nl = central.lymphocytes;
    out.baseline_per_nl = rates.baseline_per_nl;
    out.baseline_assumed = !options.baseline_per_nl.has_value();
    out.nlr.baseline_assumed = !options.neutrophils_per_nl.has_value();
    out.draws = options.draws;
    fill_nadir(out);
    Samples samples(static_cast<std::size_t>(options.draws));
    parallel_for(samples.lymphocytes.size(), [&](std::size_t d) {
        const LymphocyteRates drawn = make_rates(parameters, sampled_values(parameters, options, d));
        samples.keep(d, simulate_counts(drawn, course.kills, course.fractions, out.t_day));
    });
    fill_bands(out, samples.lymphocytes);
    fill_subsets(out, rates, central, samples);
    fill_ratio(out, rates, central, samples.ratio);
    return out;
}

CountDifference count_difference(const LymphocyteParameters& parameters, const DatedCourse& a,
                                 const DatedCourse& b, const CountOptions& options) {
    ABSCOPE_EXPECT(options.draws >= 2);
    CountDifference out;
    out.t_day = sample_days(std::min(first_day(a), first_day(b)), options.horizon_day);
    const auto draws = static_cast<std::size_t>(options.draws);
    Curves difference(draws);
    std::vector<double> nadir(draws), grade3(draws), grade4(draws);
    parallel_for(draws, [&](std::size_t d) {
        const LymphocyteRates rates = make_rates(parameters, sampled_values(parameters, options, d));
        const auto first = simulate_counts(rates, a.kills, a.fractions, out.t_day).lymphocytes;
        auto second = simulate_counts(rates, b.kills, b.fractions, out.t_day).lymphocytes;
        const double low_a = *std::min_element(first.begin(), first.end());
        const double low_b = *std::min_element(second.begin(), second.end());
        nadir[d] = low_b - low_a;
        grade3[d] = (low_b < 0.5 ? 1.0 : 0.0) - (low_a < 0.5 ? 1.0 : 0.0);
        grade4[d] = (low_b < 0.2 ? 1.0 : 0.0) - (low_a < 0.2 ? 1.0 : 0.0);
        for (std::size_t t = 0; t < second.size(); ++t) second[t] -= first[t];
        difference[d] = single(second);
    });
    for (std::size_t t = 0; t < out.t_day.size(); ++t) {
        const std::vector<float> at = at_time(difference, t);
        out.median_per_nl.push_back(quantile(at, 0.5));
        out.low_per_nl.push_back(quantile(at, 0.05));
        out.high_per_nl.push_back(quantile(at, 0.95));
    }
    const auto n = static_cast<double>(draws);
    double square = 0.0;
    for (std::size_t d = 0; d < draws; ++d) {
        out.p_grade3 += grade3[d] / n;
        out.p_grade4 += grade4[d] / n;
        square += grade3[d] * grade3[d] / n;
        out.p_higher_nadir += (nadir[d] > 0.0 ? 1.0 : 0.0) / n;
    }
    out.p_grade3_error = std::sqrt(std::max(0.0, square - out.p_grade3 * out.p_grade3) / n);
    std::sort(nadir.begin(), nadir.end());
    out.nadir_per_nl = quantile(nadir, 0.5);
    out.nadir_low_per_nl = quantile(nadir, 0.05);
    out.nadir_high_per_nl = quantile(nadir, 0.95);
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
