// NTCP models and their gradients. Belongs to toxicity.
#include "toxicity/ntcp.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/contract.hpp"
#include "core/rng.hpp"

namespace abscope::toxicity {

namespace {

using patient::DoseBins;

double normal_density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi); }

/// ln p(D) of relative seriality and its derivative by D.
struct LogResponse {
    double value, slope;
};
LogResponse log_response(const SerialityModel& model, double dose_gy) {
    const double rate = std::numbers::e * model.gamma;
    const double value = -std::numbers::ln2 * std::exp(rate * (1.0 - dose_gy / model.d50_gy));
    return {value, -value * rate / model.d50_gy};
}

/// Σ v·ln(1 − p^s), from which both the probability and its gradient follow.
double log_survival_sum(const SerialityModel& model, const DoseBins& bins) {
    double sum = 0.0;
    for (std::size_t i = 0; i < bins.dose_gy.size(); ++i) {
        const double power = std::exp(model.s * log_response(model, bins.dose_gy[i]).value);
        sum += bins.volume_fraction[i] * std::log1p(-std::min(power, 1.0 - 1e-15));
    }
    return sum;
}

struct Value {
    const DoseBins& bins;
    double operator()(const LymanModel& model) const {
        return normal_cdf((generalised_eud_gy(bins, model.n) - model.td50_gy) / (model.m * model.td50_gy));
    }
    double operator()(const LogisticModel& model) const {
        return 1.0 / (1.0 + std::exp(-(model.b0 + model.b1_per_gy * bins.mean_gy())));
    }
    double operator()(const SerialityModel& model) const {
        return std::pow(-std::expm1(log_survival_sum(model, bins)), 1.0 / model.s);
    }
};

struct Gradient {
    const DoseBins& bins;
    std::vector<double> out = std::vector<double>(bins.dose_gy.size(), 0.0);

    void operator()(const LymanModel& model) {
        const double eud = generalised_eud_gy(bins, model.n), width = model.m * model.td50_gy;
        if (eud <= 0.0) return;
        const double outer = normal_density((eud - model.td50_gy) / width) / width;
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = outer * bins.volume_fraction[i] * std::pow(bins.dose_gy[i] / eud, 1.0 / model.n - 1.0);
    }
    void operator()(const LogisticModel& model) {
        const double p = Value{bins}(model);
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = p * (1.0 - p) * model.b1_per_gy * bins.volume_fraction[i];
    }
    void operator()(const SerialityModel& model) {
        const double sum = log_survival_sum(model, bins);
        const double outer = std::pow(-std::expm1(sum), 1.0 / model.s - 1.0) * std::exp(sum);
        for (std::size_t i = 0; i < out.size(); ++i) {
            const auto p = log_response(model, bins.dose_gy[i]);
            const double power = std::exp(model.s * p.value);
            out[i] = outer * bins.volume_fraction[i] * power * p.slope / std::max(1.0 - power, 1e-15);
        }
    }
};

}  // namespace

std::string_view model_name(const NtcpModel& model) {
    static constexpr std::string_view names[]{"LKB", "logistic", "relative seriality"};
    return names[model.index()];
}

double generalised_eud_gy(const DoseBins& eqd2, double n) {
    double highest = 0.0, sum = 0.0;
    for (const double dose : eqd2.dose_gy) highest = std::max(highest, dose);
    if (highest <= 0.0) return 0.0;
    for (std::size_t i = 0; i < eqd2.dose_gy.size(); ++i)
        sum += eqd2.volume_fraction[i] * std::pow(eqd2.dose_gy[i] / highest, 1.0 / n);
    return highest * std::pow(sum, n);
}

double ntcp(const NtcpModel& model, const DoseBins& eqd2) {
    ABSCOPE_EXPECT(eqd2.dose_gy.size() == eqd2.volume_fraction.size() && !eqd2.dose_gy.empty());
    return std::visit(Value{eqd2}, model);
}

std::vector<double> ntcp_gradient(const NtcpModel& model, const DoseBins& eqd2) {
    ABSCOPE_EXPECT(eqd2.dose_gy.size() == eqd2.volume_fraction.size() && !eqd2.dose_gy.empty());
    Gradient gradient{eqd2};
    std::visit(gradient, model);
    return gradient.out;
}

DoseBins to_eqd2(const DoseBins& per_fraction, int fractions, double alpha_beta_gy) {
    ABSCOPE_EXPECT(fractions >= 0 && alpha_beta_gy > 0.0);
    DoseBins out = per_fraction;
    for (double& d : out.dose_gy) d = fractions * d * (d + alpha_beta_gy) / (2.0 + alpha_beta_gy);
    return out;
}

DoseBins add_by_rank(const std::vector<DoseBins>& parts) {
    ABSCOPE_EXPECT(!parts.empty());
    // Cumulative volumes of every part, doses rising; the sum is constant between any two borders.
    std::vector<std::vector<std::size_t>> order;
    std::vector<double> borders;
    for (const auto& part : parts) {
        auto& rank = order.emplace_back(part.dose_gy.size());
        std::iota(rank.begin(), rank.end(), std::size_t{0});
        std::stable_sort(rank.begin(), rank.end(), [&](auto a, auto b) { return part.dose_gy[a] < part.dose_gy[b]; });
        double volume = 0.0;
        for (const auto i : rank) borders.push_back(volume += part.volume_fraction[i]);
    }
    std::sort(borders.begin(), borders.end());
    DoseBins sum;
    std::vector<std::size_t> at(parts.size(), 0);
    std::vector<double> reached(parts.size(), 0.0);
    double from = 0.0;
    for (const double to : borders) {
        if (to - from < 1e-12) continue;
        double dose = 0.0;
        for (std::size_t p = 0; p < parts.size(); ++p) {
            const auto& part = parts[p];
            while (at[p] + 1 < order[p].size() && reached[p] + part.volume_fraction[order[p][at[p]]] <= from + 1e-12)
                reached[p] += part.volume_fraction[order[p][at[p]++]];
            dose += part.dose_gy[order[p][at[p]]];
        }
        sum.dose_gy.push_back(dose);
        sum.volume_fraction.push_back(to - from);
        from = to;
    }
    return sum;
}

}  // namespace abscope::toxicity
