// Paired intervals and the Pareto front. Belongs to schedule.
#include "schedule/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/contract.hpp"
#include "core/rng.hpp"

namespace abscope::schedule {

namespace {

/// P(T ≤ t) by bisection on the quantile: used for one number a comparison.
double student_cdf(double t, int degrees) {
    double low = 1e-12, high = 1.0 - 1e-12;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (student_quantile(middle, degrees) < t ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace

double student_quantile(double p, int degrees) {
    ABSCOPE_EXPECT(p > 0.0 && p < 1.0 && degrees >= 1);
    if (degrees == 1) return std::tan(std::numbers::pi * (p - 0.5));
    if (degrees == 2) return (2.0 * p - 1.0) * std::sqrt(2.0 / (4.0 * p * (1.0 - p)));
    const double z = inverse_normal_cdf(p), z2 = z * z, n = degrees;
    const double g1 = z * (z2 + 1.0) / 4.0;
    const double g2 = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    const double g3 = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    const double g4 = z * ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92160.0;
    return z + g1 / n + g2 / (n * n) + g3 / (n * n * n) + g4 / (n * n * n * n);
}

PairedGain paired_gain(std::span<const double> candidate, std::span<const double> reference) {
    ABSCOPE_EXPECT(candidate.size() == reference.size() && candidate.size() >= 2);
    PairedGain gain;
    const auto n = static_cast<double>(candidate.size());
    for (std::size_t i = 0; i < candidate.size(); ++i) {
        gain.mean += (candidate[i] - reference[i]) / n;
        gain.patients_better += (candidate[i] > reference[i]) / n;
    }
    double square = 0.0;
    for (std::size_t i = 0; i < candidate.size(); ++i) square += std::pow(candidate[i] - reference[i] - gain.mean, 2);
    const double error = std::sqrt(square / (n - 1.0) / n);
    const int degrees = static_cast<int>(candidate.size()) - 1;
    const double half = student_quantile(0.5 + 0.5 * resolution_level, degrees) * error;
    gain.low = gain.mean - half;
    gain.high = gain.mean + half;
    gain.p_better = error > 0.0 ? student_cdf(gain.mean / error, degrees) : gain.mean > 0.0 ? 1.0 : gain.mean < 0.0 ? 0.0 : 0.5;
    gain.patients = static_cast<int>(candidate.size());
    return gain;
}

double StructuralGain::low() const {
    return std::ranges::min_element(gain, {}, &PairedGain::low)->low;
}
double StructuralGain::high() const {
    return std::ranges::max_element(gain, {}, &PairedGain::high)->high;
}
double StructuralGain::p_better_low() const {
    return std::ranges::min_element(gain, {}, &PairedGain::p_better)->p_better;
}
double StructuralGain::p_better_high() const {
    return std::ranges::max_element(gain, {}, &PairedGain::p_better)->p_better;
}

std::vector<std::size_t> pareto_front(const std::vector<std::vector<double>>& points) {
    const auto dominates = [](const std::vector<double>& a, const std::vector<double>& b) {
        bool better = false;
        for (std::size_t k = 0; k < a.size(); ++k) {
            if (a[k] < b[k]) return false;
            better = better || a[k] > b[k];
        }
        return better;
    };
    std::vector<std::size_t> front;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (std::none_of(points.begin(), points.end(), [&](const auto& other) { return dominates(other, points[i]); })) front.push_back(i);
    return front;
}

}  // namespace abscope::schedule
