// Sets of targets and their doses. Belongs to schedule.
#include "schedule/targets.hpp"

#include <algorithm>
#include <memory>

#include "core/contract.hpp"

namespace abscope::schedule {

namespace {

double mean_gy(const immune::DoseOverLesion& over) {
    double sum = 0.0;
    for (std::size_t i = 0; i < over.share.size(); ++i) sum += over.share[i] * over.dose_gy[i];
    return sum;
}

std::size_t count(const TargetSet& set) { return static_cast<std::size_t>(std::count(set.begin(), set.end(), true)); }

bool drains_from_target(const twin::Scenario& scenario, const TargetSet& set, std::size_t node) {
    for (std::size_t i = 0; i < set.size(); ++i)
        if (set[i] && static_cast<std::size_t>(scenario.lesions[i].node) == node) return true;
    return false;
}

/// Mean dose of the nodes that targets of the plan drain to [Gy].
double mean_node_gy(const twin::Scenario& scenario, const twin::BlockDose& block, const TargetSet& planned) {
    double sum = 0.0;
    for (std::size_t i = 0; i < planned.size(); ++i)
        if (planned[i]) sum += block.node_gy[static_cast<std::size_t>(scenario.lesions[i].node)];
    return sum / static_cast<double>(count(planned));
}

void scale_blood(double factor, twin::Scenario& scenario) {
    if (!scenario.blood || factor == 1.0) return;
    auto blood = std::make_shared<twin::BloodOfScenario>(*scenario.blood);
    for (auto& exposure : blood->exposures)
        for (auto& organ : exposure.organs) {
            for (double& dose : organ.dose_gy) dose *= factor;
            for (auto& window : organ.window_dose_gy)
                for (double& dose : window) dose *= factor;
        }
    scenario.blood = std::move(blood);
}

}  // namespace

TargetSet planned_targets(const twin::Scenario& scenario, const std::vector<double>& dose_gy) {
    TargetSet planned(scenario.lesions.size(), false);
    for (std::size_t b = 0; b < scenario.blocks.size(); ++b)
        for (std::size_t i = 0; i < planned.size(); ++i)
            if (mean_gy(scenario.blocks[b].lesions[i]) >= target_share * dose_gy[b]) planned[i] = true;
    return planned;
}

std::vector<TargetSet> target_sets(const TargetSet& planned) {
    std::vector<TargetSet> sets{planned};
    if (count(planned) == 0) return sets;
    const auto offer = [&](const TargetSet& set) {
        if (count(set) > 0 && sets.size() < most_target_sets && std::find(sets.begin(), sets.end(), set) == sets.end()) sets.push_back(set);
    };
    for (const bool add : {true, false})
        for (std::size_t i = 0; i < planned.size(); ++i)
            if (planned[i] != add) {
                auto set = planned;
                set[i] = add;
                offer(set);
            }
    offer(TargetSet(planned.size(), true));
    constexpr std::size_t enumerated = 16;  // lesions whose subsets are run through
    const std::size_t lesions = std::min(planned.size(), enumerated);
    for (std::size_t code = 1; code < (std::size_t{1} << lesions) && sets.size() < most_target_sets; ++code) {
        auto set = planned;
        for (std::size_t i = 0; i < lesions; ++i) set[i] = (code >> i & 1U) != 0;
        offer(set);
    }
    return sets;
}

TargetChange change_of(const TargetSet& planned, const TargetSet& wanted) {
    ABSCOPE_EXPECT(planned.size() == wanted.size());
    TargetChange change;
    for (std::size_t i = 0; i < planned.size(); ++i)
        if (planned[i] != wanted[i]) (wanted[i] ? change.added : change.dropped).push_back(i);
    return change;
}

void irradiate(const TargetSet& planned, const TargetSet& wanted, const std::vector<double>& dose_gy, twin::Scenario& scenario) {
    const auto change = change_of(planned, wanted);
    if (change.empty()) return;
    for (std::size_t b = 0; b < scenario.blocks.size(); ++b) {
        auto& block = scenario.blocks[b];
        const double node_gy = mean_node_gy(scenario, block, planned);
        for (const auto i : change.added) {
            block.lesions[i] = {{1.0}, {dose_gy[b]}};
            auto& node = block.node_gy[static_cast<std::size_t>(scenario.lesions[i].node)];
            node = std::max(node, node_gy);
        }
        for (const auto i : change.dropped) {
            block.lesions[i] = {{1.0}, {0.0}};
            const auto node = static_cast<std::size_t>(scenario.lesions[i].node);
            if (!drains_from_target(scenario, wanted, node)) block.node_gy[node] = 0.0;
        }
    }
    scale_blood(static_cast<double>(count(wanted)) / static_cast<double>(count(planned)), scenario);
}

}  // namespace abscope::schedule
