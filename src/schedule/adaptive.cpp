// Weights, choices and the comparison with the fixed plan. Belongs to schedule.
#include "schedule/adaptive.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/contract.hpp"
#include "core/rng.hpp"

namespace abscope::schedule {

namespace {

/// Mean utility of a schedule under weights.
double expected(const std::vector<PatientRuns>& ensemble, const std::vector<double>& weight, std::size_t schedule) {
    double sum = 0.0;
    for (std::size_t m = 0; m < ensemble.size(); ++m) sum += weight[m] * ensemble[m].utility[schedule];
    return sum;
}

/// The best of the schedules that agree with `chosen` in its first `decision` choices.
int best_schedule(const DecisionTree& tree, const std::vector<PatientRuns>& ensemble, const std::vector<double>& weight, int chosen, int decision) {
    int best = -1;
    double value = 0.0;
    for (int s = 0; s < static_cast<int>(tree.choice.size()); ++s) {
        const auto &mine = tree.choice[static_cast<std::size_t>(s)], &his = tree.choice[static_cast<std::size_t>(std::max(chosen, 0))];
        if (!std::equal(mine.begin(), mine.begin() + decision, his.begin())) continue;
        const double now = expected(ensemble, weight, static_cast<std::size_t>(s));
        if (best < 0 || now > value) {
            best = s;
            value = now;
        }
    }
    return best;
}

/// Multiplies log-weights with the likelihood of an observation.
void assimilate(std::vector<double>& log_weight, const std::vector<PatientRuns>& ensemble, std::size_t schedule, std::size_t decision,
                const Observation& seen, const Observation& sd) {
    for (std::size_t m = 0; m < ensemble.size(); ++m) {
        const auto& mine = ensemble[m].observation[schedule][decision];
        for (std::size_t k = 0; k < observed; ++k) log_weight[m] -= 0.5 * std::pow((seen[k] - mine[k]) / sd[k], 2);
    }
}

std::vector<double> normalised(const std::vector<double>& log_weight) {
    const double highest = *std::max_element(log_weight.begin(), log_weight.end());
    std::vector<double> weight;
    for (const double l : log_weight) weight.push_back(std::exp(l - highest));
    const double sum = std::accumulate(weight.begin(), weight.end(), 0.0);
    for (double& w : weight) w /= sum;
    return weight;
}

}  // namespace

std::string AdaptiveOutcome::verdict() const {
    if (gain.low > 0.0) return "beats the fixed schedule";
    return gain.high < 0.0 ? "is worse than the fixed schedule" : "does not beat the fixed schedule: the difference is not resolved";
}

AdaptiveOutcome treat_adaptively(const DecisionTree& tree, const std::vector<PatientRuns>& ensemble, const std::vector<PatientRuns>& truth,
                                 const AdaptiveOptions& options) {
    ABSCOPE_EXPECT(!tree.choice.empty() && !ensemble.empty() && truth.size() >= 2);
    const std::vector<double> prior(ensemble.size(), 1.0 / static_cast<double>(ensemble.size()));
    AdaptiveOutcome out;
    out.fixed = best_schedule(tree, ensemble, prior, -1, 0);
    for (std::size_t p = 0; p < truth.size(); ++p) {
        RandomStream noise(options.seed, RandomPurpose::virtual_patient, p, 1);
        std::vector<double> log_weight(ensemble.size(), 0.0);
        int at = out.fixed;
        for (int d = 0; d < tree.decisions(); ++d) {
            const auto schedule = static_cast<std::size_t>(at), decision = static_cast<std::size_t>(d);
            Observation seen = truth[p].observation[schedule][decision];
            for (std::size_t k = 0; k < observed; ++k) seen[k] += options.noise_sd[k] * noise.normal();
            assimilate(log_weight, ensemble, schedule, decision, seen, options.noise_sd);
            at = best_schedule(tree, ensemble, normalised(log_weight), at, d);
        }
        double squares = 0.0;
        for (const double w : normalised(log_weight)) squares += w * w;
        out.effective_members.push_back(1.0 / squares);
        out.chosen.push_back(at);
        const auto& utility = truth[p].utility;
        out.adaptive.push_back(utility[static_cast<std::size_t>(at)]);
        out.fixed_utility.push_back(utility[static_cast<std::size_t>(out.fixed)]);
        out.best_possible.push_back(*std::max_element(utility.begin(), utility.end()));
    }
    out.gain = paired_gain(out.adaptive, out.fixed_utility);
    out.headroom = paired_gain(out.best_possible, out.fixed_utility);
    return out;
}

}  // namespace abscope::schedule
