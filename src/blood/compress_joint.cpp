// Quantiser of doses in several windows: repeated halving of the worst group.
#include <algorithm>
#include <cmath>
#include <map>

#include "blood/compress.hpp"
#include "core/contract.hpp"

namespace abscope::blood {
namespace {

using WindowDoses = std::vector<std::vector<double>>;

struct Group {
    std::vector<std::size_t> bins;
    double error = 0.0;      // Σ weight·|dose − mean|² over all windows
    std::size_t window = 0;  // in which it spreads most
    double middle = 0.0;     // mean of that window
};

double mean_in(const Group& group, const std::vector<double>& dose, const std::vector<double>& weight) {
    double sum = 0.0, total = 0.0;
    for (const std::size_t i : group.bins) {
        sum += weight[i] * dose[i];
        total += weight[i];
    }
    return sum / total;
}

void measure(Group& group, const WindowDoses& dose, const std::vector<double>& weight) {
    group.error = 0.0;
    double worst = -1.0;
    for (std::size_t w = 0; w < dose.size(); ++w) {
        const double mean = mean_in(group, dose[w], weight);
        double error = 0.0;
        for (const std::size_t i : group.bins) error += weight[i] * (dose[w][i] - mean) * (dose[w][i] - mean);
        group.error += error;
        if (error <= worst) continue;
        worst = error;
        group.window = w;
        group.middle = mean;
    }
}

// Bins with dose in the same windows together.
std::vector<Group> by_pattern(const WindowDoses& dose, const std::vector<double>& weight, std::size_t most) {
    std::map<std::vector<bool>, Group> patterns;
    Group all;
    for (std::size_t i = 0; i < weight.size(); ++i) {
        if (weight[i] <= 0.0) continue;
        std::vector<bool> pattern;
        for (const auto& window : dose) pattern.push_back(window[i] > 0.0);
        patterns[pattern].bins.push_back(i);
        all.bins.push_back(i);
    }
    std::vector<Group> groups;
    if (patterns.size() > most) {
        groups.push_back(std::move(all));
    } else {
        for (auto& [pattern, group] : patterns) groups.push_back(std::move(group));
    }
    for (Group& group : groups) measure(group, dose, weight);
    return groups;
}

// Halves the worst group; false where nothing is left to halve.
bool halve_worst(std::vector<Group>& groups, const WindowDoses& dose, const std::vector<double>& weight) {
    const auto worst = std::max_element(groups.begin(), groups.end(),
                                        [](const Group& a, const Group& b) { return a.error < b.error; });
    if (worst == groups.end() || worst->error <= 0.0) return false;
    const auto& row = dose[worst->window];
    const double middle = worst->middle;
    const auto split = std::stable_partition(worst->bins.begin(), worst->bins.end(),
                                             [&](std::size_t i) { return row[i] <= middle; });
    if (split == worst->bins.begin() || split == worst->bins.end()) {  // equal to the last bit
        worst->error = 0.0;
        return true;
    }
    Group upper;
    upper.bins.assign(split, worst->bins.end());
    worst->bins.erase(split, worst->bins.end());
    measure(*worst, dose, weight);
    measure(upper, dose, weight);
    groups.push_back(std::move(upper));
    return true;
}

}  // namespace

CompressedBins compress_joint_bins(const WindowDoses& window_dose_gy, const std::vector<double>& weight,
                                   int bins) {
    ABSCOPE_EXPECT(!window_dose_gy.empty() && bins >= 2);
    const auto most = static_cast<std::size_t>(bins);
    std::vector<Group> groups = by_pattern(window_dose_gy, weight, most);
    while (groups.size() < most && halve_worst(groups, window_dose_gy, weight)) {
    }
    CompressedBins out;
    out.group_of.assign(weight.size(), -1);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        double total = 0.0, dose = 0.0;
        for (const std::size_t i : groups[g].bins) {
            out.group_of[i] = static_cast<int>(g);
            total += weight[i];
        }
        for (const auto& window : window_dose_gy) dose += mean_in(groups[g], window, weight);
        out.weight.push_back(total);
        out.dose_gy.push_back(dose);
    }
    return out;
}

}  // namespace abscope::blood
