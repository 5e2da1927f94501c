// Dose metrics of spleen, nodes, marrow and gut over the whole course.
#include "blood/lymphoid_organs.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "blood/lymph_sites.hpp"

namespace abscope::blood {
namespace {

constexpr std::array threshold_list{0.5,  5.0,  10.0, 15.0,
                                    20.0, 30.0, 40.0};  // [Gy], as the series report spleen and marrow

// A distribution as quantiles from the hottest part: dose of the part [u, u + 1/n) of the organ.
std::vector<double> quantiles(const OrganBins& bins, std::size_t n) {
    std::vector<std::size_t> order(bins.dose_gy.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return bins.dose_gy[a] > bins.dose_gy[b]; });
    std::vector<double> out(n, 0.0);
    double from = 0.0;
    for (const std::size_t i : order) {
        const double to = from + bins.weight[i] * static_cast<double>(n);
        for (auto cell = static_cast<std::size_t>(from); cell < n && static_cast<double>(cell) < to; ++cell) {
            const double overlap =
                std::min(to, static_cast<double>(cell) + 1.0) - std::max(from, static_cast<double>(cell));
            if (overlap > 0.0) out[cell] += overlap * bins.dose_gy[i];
        }
        from = to;
    }
    return out;
}

LymphoidOrganDose organ_dose(const CirculationNetwork& network, const BloodCourse& course,
                             const std::vector<int>& fractions, std::string name, LymphSite site) {
    constexpr std::size_t cells = 2000;
    LymphoidOrganDose out;
    out.organ = std::move(name);
    std::vector<double> sum(cells, 0.0);
    for (std::size_t e = 0; e < course.exposures.size(); ++e) {
        const std::vector<double> q = quantiles(site_bins(network, course.exposures[e], site), cells);
        for (std::size_t i = 0; i < cells; ++i) sum[i] += fractions[e] * q[i];
    }
    double total_weight = 0.0;
    for (const OrganPart& part : parts_of(site)) {
        total_weight += part.weight;
        for (const OrganDose& organ : course.exposures.front().organs) {
            if (network.compartments()[organ.compartment].name != part.compartment) continue;
            out.share += part.weight * organ.share;
            out.contoured = out.contoured || organ.structure != "remainder";
        }
    }
    out.share /= total_weight;
    out.mean_gy = std::accumulate(sum.begin(), sum.end(), 0.0) / cells;
    for (const double threshold : threshold_list) {
        out.threshold_gy.push_back(threshold);
        out.v_fraction.push_back(static_cast<double>(std::count_if(
                                     sum.begin(), sum.end(), [&](double d) { return d >= threshold; })) /
                                 cells);
    }
    return out;
}

}  // namespace

std::vector<LymphoidOrganDose> lymphoid_organs(const CirculationNetwork& network, const BloodCourse& course,
                                               const std::vector<int>& fractions) {
    return {organ_dose(network, course, fractions, "spleen", LymphSite::spleen),
            organ_dose(network, course, fractions, "lymph_nodes", LymphSite::nodes),
            organ_dose(network, course, fractions, "red_marrow", LymphSite::marrow),
            organ_dose(network, course, fractions, "mucosa", LymphSite::mucosa)};
}

}  // namespace abscope::blood
