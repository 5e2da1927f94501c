// Survival laws as sums of Laplace transforms, and moments, on top of the kernel.
#include "blood/fraction_solver.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "blood/propagate.hpp"
#include "core/parallel.hpp"
#include "math/gauss_hermite.hpp"

namespace abscope::blood {
namespace {

constexpr int poisson_terms = 8;   // saturating law: (−ln S∞)⁹/9! < 2e-8 for S∞ ≥ 0.57
constexpr int hermite_nodes = 16;  // linear-quadratic law; symmetric, so eight complex lanes

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
    if (law.kind == SurvivalKind::linear ||
        (law.kind == SurvivalKind::linear_quadratic && law.beta_per_gy2 <= 0.0)) {
        const double s[] = {law.alpha_per_gy};
        return laplace(std::span<const double>(s))[0];
    }
    if (law.kind == SurvivalKind::saturating) {
        // S∞^(1 − e^(−μD)) = e^(−c) Σ cⁿ/n! e^(−nμD), c = −ln S∞.
        const double c = -std::log(law.floor);
        std::vector<double> s;
        for (int n = 0; n <= poisson_terms; ++n) s.push_back(n * law.mu_per_gy);
        const std::vector<double> transform = laplace(std::span<const double>(s).subspan(1));
        double weight = std::exp(-c);
        double sum = weight;
        for (int n = 1; n <= poisson_terms; ++n) {
            weight *= c / n;
            sum += weight * transform[static_cast<std::size_t>(n) - 1];
        }
        return sum;
    }
    // e^(−βD²) = E[e^(i√(2β) Z D)], Z standard normal.
    const math::NormalQuadrature rule = math::normal_quadrature(hermite_nodes);
    std::vector<std::complex<double>> s;
    for (int i = hermite_nodes / 2; i < hermite_nodes; ++i)
        s.emplace_back(law.alpha_per_gy,
                       std::sqrt(2.0 * law.beta_per_gy2) * rule.node[static_cast<std::size_t>(i)]);
    const auto transform = laplace(std::span<const std::complex<double>>(s));
    double sum = 0.0;
    for (std::size_t i = 0; i < transform.size(); ++i)
        sum += 2.0 * rule.weight[i + hermite_nodes / 2] * transform[i].real();
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
