// Kills by block and scale, and the inversion of the immune model's one-compartment recovery.
#include "twin/lymphocyte_course.hpp"

#include <algorithm>
#include <cmath>

namespace abscope::twin {

namespace {

blood::FractionKill kill_of(const BloodOfScenario& blood, std::size_t block, double scale) {
    blood::BloodExposure exposure = blood.exposures[block];
    for (auto& organ : exposure.organs) {
        for (auto& dose : organ.dose_gy) dose *= scale;
        for (auto& window : organ.window_dose_gy)
            for (auto& dose : window) dose *= scale;
    }
    constexpr int dose_bins = 32;
    const blood::FractionSolver solver(blood.network, exposure, blood::Transport{}, dose_bins);
    return blood::fraction_kill(blood.network, exposure, solver);
}

constexpr double slowest_per_day = 1e-4, fastest_per_day = 0.1;
constexpr double settled_day = 7.0;  // killed cells have left the blood by then

/// The rate with which a deficit falls from one value to another [1/d].
double recovery_rate(double deficit, double later, double span_day) {
    if (!(deficit > 0.0) || !(later > 0.0) || !(span_day > 0.0)) return fastest_per_day;
    return std::clamp(std::log(deficit / later) / span_day, slowest_per_day, fastest_per_day);
}

}  // namespace

LymphocyteEngine::LymphocyteEngine(const Scenario& scenario) {
    ABSCOPE_EXPECT(scenario.blood != nullptr && !scenario.fractions.empty());
    std::map<std::pair<std::size_t, double>, std::size_t> known;
    for (const auto& fraction : scenario.fractions) {
        const auto [at, fresh] = known.try_emplace({fraction.block, fraction.scale}, kills_.size());
        if (fresh) kills_.push_back(kill_of(*scenario.blood, fraction.block, fraction.scale));
        dated_.push_back({fraction.t_day, at->second});
    }
}

LymphocyteCourse LymphocyteEngine::course(const blood::LymphocyteRates& rates, std::span<const double> t_day) const {
    // The asked days, and where the immune model has to meet the slow layer: before each fraction, and a week after the last.
    std::vector<double> days(t_day.begin(), t_day.end());
    std::vector<double> meet;
    for (std::size_t n = 1; n < dated_.size(); ++n) meet.push_back(dated_[n].t_day);
    meet.push_back(dated_.back().t_day + settled_day);
    days.insert(days.end(), meet.begin(), meet.end());
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    const auto counts = blood::simulate_counts(rates, kills_, dated_, days).lymphocytes;
    const auto count_at = [&](double day) {
        return counts[static_cast<std::size_t>(std::lower_bound(days.begin(), days.end(), day) - days.begin())];
    };
    LymphocyteCourse out;
    out.baseline_per_nl = rates.baseline_per_nl;
    for (const double day : t_day) out.per_nl.push_back(count_at(day));
    const double base = rates.baseline_per_nl;
    out.recovery_per_day = recovery_rate(base - count_at(meet.back()), base - count_at(days.back()), days.back() - meet.back());
    double now = base;
    for (std::size_t n = 0; n < dated_.size(); ++n) {
        const double span = meet[n] - dated_[n].t_day;
        const double after = base - (base - count_at(meet[n])) * std::exp(out.recovery_per_day * span);
        out.kill.push_back(after < now && after > 0.0 ? std::log(now / after) : 0.0);
        now = base - (base - now * std::exp(-out.kill.back())) * std::exp(-out.recovery_per_day * span);
    }
    return out;
}

}  // namespace abscope::twin
