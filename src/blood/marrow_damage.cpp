// March over the fractions, one list of bins for each exposure.
#include "blood/marrow_damage.hpp"

#include <cmath>

namespace abscope::blood {
namespace {

constexpr auto marrow = static_cast<std::size_t>(LymphSite::marrow);

// The marrow as one exposure sees it.
struct MarrowBins {
    std::vector<double> deficit;
    double last_day = 0.0;

    double sum(const OrganBins& organ) const {
        double total = 0.0;
        for (std::size_t i = 0; i < deficit.size(); ++i) total += organ.weight[i] * deficit[i];
        return total;
    }
    void hit(const OrganBins& organ, double alpha, double kept, double t_day) {
        deficit.resize(organ.dose_gy.size(), 0.0);
        for (std::size_t i = 0; i < deficit.size(); ++i)
            deficit[i] = 1.0 - (1.0 - deficit[i] * kept) * std::exp(-alpha * organ.dose_gy[i]);
        last_day = t_day;
    }
};

}  // namespace

std::vector<double> marrow_deficits(const LymphocyteRates& rates, std::span<const FractionKill> kills,
                                    std::span<const DatedKill> fractions) {
    std::vector<MarrowBins> bins(kills.size());
    std::vector<double> out;
    for (const DatedKill& fraction : fractions) {
        const auto kept = [&](const MarrowBins& b) {
            return std::exp(-rates.marrow_recovery_per_day * (fraction.t_day - b.last_day));
        };
        MarrowBins& hit = bins[fraction.kill];
        hit.hit(kills[fraction.kill].organ[marrow], rates.alpha_marrow_per_gy, kept(hit), fraction.t_day);
        double whole = 1.0;
        for (std::size_t e = 0; e < kills.size(); ++e)
            whole *= 1.0 - bins[e].sum(kills[e].organ[marrow]) * kept(bins[e]);
        out.push_back(1.0 - whole);
    }
    return out;
}

}  // namespace abscope::blood
