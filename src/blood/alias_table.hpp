// Draws an index with given probabilities from one uniform number (Walker's alias method).
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace abscope::blood {

class AliasTable {
public:
    AliasTable() = default;
    /// `weights` ≥ 0 [-], not all 0.
    explicit AliasTable(const std::vector<double>& weights)
        : keep_(weights.size()), other_(weights.size(), 0) {
        const std::size_t n = weights.size();
        const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
        std::vector<std::uint32_t> small, large;
        for (std::size_t i = 0; i < n; ++i) {
            keep_[i] = weights[i] * static_cast<double>(n) / sum;
            (keep_[i] < 1.0 ? small : large).push_back(static_cast<std::uint32_t>(i));
        }
        while (!small.empty() && !large.empty()) {
            const std::uint32_t s = small.back();
            const std::uint32_t l = large.back();
            small.pop_back();
            other_[s] = l;
            keep_[l] -= 1.0 - keep_[s];
            if (keep_[l] < 1.0) {
                large.pop_back();
                small.push_back(l);
            }
        }
        for (const std::uint32_t i : small) keep_[i] = 1.0;
        for (const std::uint32_t i : large) keep_[i] = 1.0;
    }
    std::size_t size() const { return keep_.size(); }
    /// Index drawn by `uniform` in (0, 1) [-].
    std::size_t draw(double uniform) const {
        const double scaled = uniform * static_cast<double>(keep_.size());
        auto i = static_cast<std::size_t>(scaled);
        if (i >= keep_.size()) i = keep_.size() - 1;
        return scaled - static_cast<double>(i) < keep_[i] ? i : other_[i];
    }

    /// Chance of keeping cell `i`, which an evenly drawn cell otherwise gives to `other(i)` [-].
    double keep(std::size_t i) const { return keep_[i]; }
    std::size_t other(std::size_t i) const { return other_[i]; }

private:
    std::vector<double> keep_;
    std::vector<std::uint32_t> other_;
};

}  // namespace abscope::blood
