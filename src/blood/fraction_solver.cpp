// Survival laws as sums of Laplace transforms, and moments, on top of the kernel.
#include "blood/fraction_solver.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "blood/propagate.hpp"
#include "core/parallel.hpp"

namespace abscope::blood {
namespace {

RealField ones(const StateSpace& space) { return RealField(space.states(), math::all_lanes(1.0)); }

}  // namespace

FractionSolver::FractionSolver(const CirculationNetwork& network, const BloodExposure& exposure,
                               const Transport& transport, int dose_bins)
    : space_(build_state_space(network, exposure, transport, dose_bins)) {}

std::vector<double> FractionSolver::laplace(std::span<const double> s) const {
    std::vector<double> out(s.size());
    for (std::size_t begin = 0; begin < s.size(); begin += lane_count) {
        const std::size_t count = std::min(lane_count, s.size() - begin);
        RealLanes lanes{};
        for (std::size_t l = 0; l < lane_count; ++l) lanes[l] = s[begin + std::min(l, count - 1)];
        RealField f = ones(space_);
        for (auto window = space_.windows.rbegin(); window != space_.windows.rend(); ++window)
            propagate(space_, *window, lanes, f);
        const auto average = stationary_average(space_, f);
        std::copy_n(average.begin(), count, out.begin() + static_cast<std::ptrdiff_t>(begin));
    }
    return out;
}

std::vector<std::complex<double>> FractionSolver::laplace(std::span<const std::complex<double>> s) const {
    std::vector<std::complex<double>> out(s.size());
    const std::size_t groups = (s.size() + lane_count - 1) / lane_count;
    parallel_for(groups, [&](std::size_t group) {
        const std::size_t begin = group * lane_count;
        const std::size_t count = std::min(lane_count, s.size() - begin);
        ComplexLanes lanes{};
        for (std::size_t l = 0; l < lane_count; ++l) lanes[l] = s[begin + std::min(l, count - 1)];
        ComplexField f{ones(space_), RealField(space_.states(), math::all_lanes(0.0))};
        for (auto window = space_.windows.rbegin(); window != space_.windows.rend(); ++window)
            propagate(space_, *window, lanes, f);
        const auto average = stationary_average(space_, f);
        for (std::size_t l = 0; l < count; ++l) out[begin + l] = average[l];
    });
    return out;
}

DoseMoments FractionSolver::moments() const {
    RealField m(space_.states(), math::all_lanes(0.0));
    for (auto window = space_.windows.rbegin(); window != space_.windows.rend(); ++window)
        propagate_moments(space_, *window, m);
    const auto raw = stationary_average(space_, m);
    DoseMoments out;
    out.mean_gy = raw[0];
    out.variance_gy2 = std::max(0.0, raw[1] - raw[0] * raw[0]);
    out.sd_gy = std::sqrt(out.variance_gy2);
    const double third = raw[2] - 3.0 * raw[0] * raw[1] + 2.0 * raw[0] * raw[0] * raw[0];
    if (out.sd_gy > 0.0) out.skewness = third / (out.variance_gy2 * out.sd_gy);
    return out;
}

double FractionSolver::survival(const SurvivalLaw& law) const {
    const std::vector<SurvivalPoint> points = survival_points(law);
    if (law.kind == SurvivalKind::linear_quadratic && points.size() > 1) {
        std::vector<std::complex<double>> s;
        for (const SurvivalPoint& p : points) s.push_back(p.s);
        const auto transform = laplace(std::span<const std::complex<double>>(s));
        double sum = 0.0;
        for (std::size_t i = 0; i < points.size(); ++i) sum += points[i].weight * transform[i].real();
        return sum;
    }
    std::vector<double> s;
    double sum = 0.0;
    for (const SurvivalPoint& p : points) {
        if (p.s.real() > 0.0)
            s.push_back(p.s.real());
        else
            sum += p.weight;
    }
    const std::vector<double> transform = laplace(std::span<const double>(s));
    for (std::size_t i = 0; i < transform.size(); ++i)
        sum += points[points.size() - transform.size() + i].weight * transform[i];
    return sum;
}

double FractionSolver::fraction_irradiated() const {
    const double s[] = {std::numeric_limits<double>::infinity()};
    return std::clamp(1.0 - laplace(std::span<const double>(s))[0], 0.0, 1.0);
}

double FractionSolver::max_dose_gy() const {
    double sum = 0.0;
    for (const ChainWindow& w : space_.windows)
        sum += *std::max_element(w.place_dose_gy.begin(), w.place_dose_gy.end());
    return sum;
}

}  // namespace abscope::blood
