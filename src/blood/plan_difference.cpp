// The paired samples of two plans.
#include "blood/plan_difference.hpp"

#include <algorithm>
#include <cmath>

#include "blood/parameter_draw.hpp"

namespace abscope::blood {
namespace {

// A course as the slow layer takes it, owning its kills.
struct PreparedCourse {
    std::vector<FractionKill> kills;
    std::vector<DatedKill> fractions;

    DatedCourse dated() const { return {kills, fractions}; }
    // Share of circulating cells that survive the whole course without supply.
    double survival(double alpha_per_gy) const {
        double log_sum = 0.0;
        for (const DatedKill& f : fractions) log_sum += std::log(kills[f.kill].blood(alpha_per_gy));
        return std::exp(log_sum);
    }
};

PreparedCourse prepare(const CirculationNetwork& network, const BloodCourse& course,
                       const BloodOptions& options) {
    PreparedCourse out;
    for (const BloodExposure& exposure : course.exposures)
        out.kills.push_back(fraction_kill(
            network, exposure, FractionSolver(network, exposure, options.transport, options.dose_bins)));
    for (const BloodFraction& f : course.fractions) out.fractions.push_back({f.t_day, f.exposure});
    return out;
}

}  // namespace

Result<PlanDifference> compare_plans(const CirculationNetwork& network_a, const BloodCourse& a,
                                     const BloodResult& result_a, const CirculationNetwork& network_b,
                                     const BloodCourse& b, const BloodResult& result_b,
                                     const LymphocyteParameters& parameters, const BloodOptions& options) {
    if (a.baseline_per_nl != b.baseline_per_nl || a.neutrophils_per_nl != b.neutrophils_per_nl)
        return bad_input("two plans with different counts before treatment",
                         "a difference is only meant between plans of the same patient",
                         "give both the same [host]");
    PlanDifference out;
    // Differences below the accuracy of both solutions are none.
    const auto minus = [](double second, double first, double accuracy) {
        return std::abs(second - first) <= accuracy * std::max(second, first) ? 0.0 : second - first;
    };
    out.course_mean_gy = minus(result_b.course.mean_gy, result_a.course.mean_gy, 1e-10);
    out.course_v_0_5gy = minus(result_b.course.v_0_5gy, result_a.course.v_0_5gy, 1e-7);
    out.course_d2_gy = minus(result_b.course.d2_gy, result_a.course.d2_gy, 1e-7);
    out.survival_fraction = result_b.survival_fraction - result_a.survival_fraction;
    const PreparedCourse first = prepare(network_a, a, options), second = prepare(network_b, b, options);
    const CountOptions count{options.seed,      options.parameter_draws, a.horizon_day,
                             a.baseline_per_nl, a.neutrophils_per_nl,    options.cohort_dose_spread};
    out.count = count_difference(parameters, first.dated(), second.dated(), count);
    out.draws = options.parameter_draws;
    const auto alpha = static_cast<std::size_t>(&parameters.row("alpha") - parameters.rows().data());
    std::vector<double> difference;
    for (int d = 0; d < options.parameter_draws; ++d) {
        const double value = sampled_values(parameters, count, static_cast<std::size_t>(d))[alpha];
        difference.push_back(second.survival(value) - first.survival(value));
    }
    std::sort(difference.begin(), difference.end());
    const auto at = [&](double q) {
        return difference[static_cast<std::size_t>(
            std::lround(q * static_cast<double>(difference.size() - 1)))];
    };
    out.survival_low = at(0.05);
    out.survival_high = at(0.95);
    return out;
}

}  // namespace abscope::blood
