// R-hat and effective sample size.
#include "fit/diagnostics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/contract.hpp"
#include "core/rng.hpp"

namespace abscope::fit {

namespace {

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values) {
    const double mean = mean_of(values);
    double sum = 0.0;
    for (const double v : values) sum += (v - mean) * (v - mean);
    return sum / static_cast<double>(values.size() - 1);
}

ChainDraws halves(const ChainDraws& draws) {
    ChainDraws out;
    for (const auto& chain : draws) {
        const auto half = static_cast<std::ptrdiff_t>(chain.size() / 2);
        out.emplace_back(chain.begin(), chain.begin() + half);
        out.emplace_back(chain.end() - half, chain.end());
    }
    return out;
}

// Every draw becomes the normal score of its (averaged) rank among all draws.
ChainDraws normal_scores(const ChainDraws& draws) {
    std::vector<double> all;
    for (const auto& chain : draws) all.insert(all.end(), chain.begin(), chain.end());
    std::sort(all.begin(), all.end());
    const auto count = static_cast<double>(all.size());
    ChainDraws out = draws;
    for (auto& chain : out) {
        for (auto& value : chain) {
            const auto range = std::equal_range(all.begin(), all.end(), value);
            const double rank = 0.5 * static_cast<double>((range.first - all.begin()) + (range.second - all.begin()) + 1);
            value = inverse_normal_cdf((rank - 0.375) / (count + 0.25));
        }
    }
    return out;
}

struct Variances {
    double within = 0.0, pooled = 0.0;
};

Variances variances(const ChainDraws& draws) {
    std::vector<double> means, within;
    for (const auto& chain : draws) {
        means.push_back(mean_of(chain));
        within.push_back(variance_of(chain));
    }
    const auto n = static_cast<double>(draws[0].size());
    Variances v;
    v.within = mean_of(within);
    v.pooled = v.within * (n - 1.0) / n + (draws.size() > 1 ? variance_of(means) : 0.0);
    return v;
}

double plain_r_hat(const ChainDraws& draws) {
    const auto v = variances(draws);
    return v.within > 0.0 ? std::sqrt(v.pooled / v.within) : std::numeric_limits<double>::infinity();
}

double autocovariance(const std::vector<double>& chain, std::size_t lag) {
    const double mean = mean_of(chain);
    double sum = 0.0;
    for (std::size_t i = 0; i + lag < chain.size(); ++i) sum += (chain[i] - mean) * (chain[i + lag] - mean);
    return sum / static_cast<double>(chain.size());
}

// Correlation at a lag, over all chains.
double correlation(const ChainDraws& draws, const Variances& v, std::size_t lag) {
    const auto n = static_cast<double>(draws[0].size());
    double sum = 0.0;
    for (const auto& chain : draws) sum += autocovariance(chain, lag) * n / (n - 1.0);
    return 1.0 - (v.within - sum / static_cast<double>(draws.size())) / v.pooled;
}

void check(const ChainDraws& draws) {
    ABSCOPE_EXPECT(!draws.empty() && draws[0].size() >= 4);
    for (const auto& chain : draws) ABSCOPE_EXPECT(chain.size() == draws[0].size());
}

}  // namespace

double split_r_hat(const ChainDraws& draws) {
    check(draws);
    const auto split = halves(draws);
    std::vector<double> all;
    for (const auto& chain : split) all.insert(all.end(), chain.begin(), chain.end());
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), all.end());
    const double median = all[all.size() / 2];
    ChainDraws folded = split;
    for (auto& chain : folded) {
        for (auto& value : chain) value = std::abs(value - median);
    }
    return std::max(plain_r_hat(normal_scores(split)), plain_r_hat(normal_scores(folded)));
}

double effective_sample_size(const ChainDraws& draws) {
    check(draws);
    const auto scores = normal_scores(halves(draws));
    const auto v = variances(scores);
    const std::size_t length = scores[0].size();
    const auto total = static_cast<double>(length * scores.size());
    if (!(v.pooled > 0.0)) return std::numeric_limits<double>::quiet_NaN();
    double tau = -1.0, last_pair = std::numeric_limits<double>::infinity();
    for (std::size_t lag = 0; lag + 1 < length; lag += 2) {
        const double pair = (lag == 0 ? 1.0 : correlation(scores, v, lag)) + correlation(scores, v, lag + 1);
        if (pair < 0.0) break;
        last_pair = std::min(last_pair, pair);
        tau += 2.0 * last_pair;
    }
    // An antithetic chain may be better than independent draws, but not by more than this [@vehtari2021].
    return total / std::max(tau, 1.0 / std::log10(total));
}

Convergence convergence_of(const std::vector<Points>& draws, std::size_t skipped) {
    ABSCOPE_EXPECT(!draws.empty() && draws[0].size() >= skipped + 4);
    Convergence out;
    for (std::size_t k = 0; k < draws[0][0].size(); ++k) {
        ChainDraws one;
        for (const auto& chain : draws) {
            std::vector<double> values;
            for (std::size_t d = skipped; d < chain.size(); ++d) values.push_back(chain[d][k]);
            one.push_back(std::move(values));
        }
        out.r_hat.push_back(split_r_hat(one));
        out.effective.push_back(effective_sample_size(one));
    }
    out.worst_r_hat = *std::max_element(out.r_hat.begin(), out.r_hat.end());
    out.least_effective = *std::min_element(out.effective.begin(), out.effective.end());
    return out;
}

}  // namespace abscope::fit
