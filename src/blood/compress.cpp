// Quantiser of dose distributions: equal lengths of volume^(1/3).
#include "blood/compress.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/contract.hpp"

namespace abscope::blood {
namespace {

// Length of the quantiser's ruler at each bin: density^(1/3) · width, so that equal lengths cost equal squared error.
std::vector<double> ruler(const std::vector<double>& dose, const std::vector<double>& weight,
                          const std::vector<std::size_t>& order) {
    std::vector<double> length(order.size(), 0.0);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const double low = i > 0 ? dose[order[i - 1]] : 0.0;
        const double high = i + 1 < order.size() ? dose[order[i + 1]] : dose[order[i]];
        const double width = std::max(0.5 * (high - low), 1e-300);
        length[i] = std::cbrt(weight[order[i]] * width * width);
    }
    return length;
}

}  // namespace

CompressedBins compress_bins(const std::vector<double>& dose_gy, const std::vector<double>& weight,
                             int bins) {
    ABSCOPE_EXPECT(dose_gy.size() == weight.size() && bins >= 2);
    CompressedBins out;
    out.group_of.assign(dose_gy.size(), -1);
    std::vector<std::size_t> order;
    double at_zero = 0.0;
    for (std::size_t i = 0; i < dose_gy.size(); ++i) {
        if (weight[i] <= 0.0) continue;
        if (dose_gy[i] > 0.0)
            order.push_back(i);
        else
            at_zero += weight[i];
    }
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return dose_gy[a] < dose_gy[b]; });
    if (at_zero > 0.0) {
        out.dose_gy.push_back(0.0);
        out.weight.push_back(at_zero);
        for (std::size_t i = 0; i < dose_gy.size(); ++i)
            if (weight[i] > 0.0 && dose_gy[i] <= 0.0) out.group_of[i] = 0;
    }
    const std::vector<double> length = ruler(dose_gy, weight, order);
    const double total = std::accumulate(length.begin(), length.end(), 0.0);
    const int groups = bins - static_cast<int>(out.dose_gy.size());
    const bool keep_all = static_cast<int>(order.size()) <= groups;
    double passed = 0.0;
    int current = -1;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const int wanted =
            keep_all ? static_cast<int>(i)
                     : std::min(groups - 1, static_cast<int>((passed + 0.5 * length[i]) / total * groups));
        passed += length[i];
        if (wanted != current || i == 0) {
            out.dose_gy.push_back(0.0);
            out.weight.push_back(0.0);
            current = wanted;
        }
        out.dose_gy.back() += weight[order[i]] * dose_gy[order[i]];
        out.weight.back() += weight[order[i]];
        out.group_of[order[i]] = static_cast<int>(out.dose_gy.size()) - 1;
    }
    for (std::size_t g = 0; g < out.dose_gy.size(); ++g)
        if (out.dose_gy[g] > 0.0) out.dose_gy[g] /= out.weight[g];
    return out;
}

}  // namespace abscope::blood
