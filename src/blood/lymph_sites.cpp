// Sites of lymphocytes as mixtures of blood compartments.
#include "blood/lymph_sites.hpp"

#include <algorithm>
#include <cmath>

#include "blood/compress.hpp"

namespace abscope::blood {
namespace {

constexpr int organ_bin_limit = 24;

// Doses of a mixture of compartments, with the parts that have no dose as 0 Gy.
struct Mixture {
    std::vector<double> dose{0.0}, weight{0.0};

    void add(const OrganDose& organ, double share) {
        for (std::size_t i = 0; i < organ.dose_gy.size(); ++i) {
            dose.push_back(organ.dose_gy[i]);
            weight.push_back(share * organ.volume_fraction[i]);
        }
    }
    OrganBins bins() const {
        double total = 0.0;
        for (const double w : weight) total += w;
        if (total <= 0.0) return {{0.0}, {1.0}};
        std::vector<double> share = weight;
        for (double& w : share) w /= total;
        const CompressedBins few = compress_bins(dose, share, organ_bin_limit);
        return {few.dose_gy, few.weight};
    }
};

}  // namespace

std::string_view site_name(LymphSite site) {
    constexpr std::array<std::string_view, lymph_sites> names{"blood",  "spleen", "draining_node", "nodes",
                                                              "marrow", "mucosa", "rest"};
    return names[static_cast<std::size_t>(site)];
}

double OrganBins::survival(double alpha_per_gy) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < dose_gy.size(); ++i) sum += weight[i] * std::exp(-alpha_per_gy * dose_gy[i]);
    return sum;
}

std::span<const OrganPart> parts_of(LymphSite site) {
    static constexpr OrganPart spleen[] = {{"spleen", 1.0}};
    static constexpr OrganPart nodes[] = {{"lymph_nodes", 1.0}};
    static constexpr OrganPart marrow[] = {{"red_marrow", 1.0}};
    // Shares assumed: most of the mucosal lymphocytes are in the small bowel, some in the airways; lung, liver, skin and
    // what is left hold the rest.
    static constexpr OrganPart mucosa[] = {
        {"small_intestine", 0.6}, {"large_intestine", 0.25}, {"lung", 0.15}};
    static constexpr OrganPart rest[] = {
        {"lung", 0.30}, {"liver", 0.15}, {"skin", 0.28}, {"all_other", 0.27}};
    switch (site) {
        case LymphSite::blood:
            return {};
        case LymphSite::spleen:
            return spleen;
        case LymphSite::draining_node:
        case LymphSite::nodes:
            return nodes;
        case LymphSite::marrow:
            return marrow;
        case LymphSite::mucosa:
            return mucosa;
        case LymphSite::rest:
            return rest;
    }
    return {};
}

OrganBins site_bins(const CirculationNetwork& network, const BloodExposure& exposure, LymphSite site) {
    Mixture draining, all;
    bool marked = false;
    for (const OrganPart& part : parts_of(site)) {
        const auto index = network.index_of(part.compartment);
        if (!index) continue;
        double covered = 0.0;
        for (const OrganDose& organ : exposure.organs) {
            if (organ.compartment != *index) continue;
            covered += organ.share;
            all.add(organ, part.weight * organ.share);
            if (!organ.draining) continue;
            marked = true;
            draining.add(organ, organ.share);
        }
        all.weight[0] += part.weight * std::max(0.0, 1.0 - covered);
    }
    return site == LymphSite::draining_node && marked ? draining.bins() : all.bins();
}

FractionKill fraction_kill(const CirculationNetwork& network, const BloodExposure& exposure,
                           const FractionSolver& solver) {
    FractionKill kill{SurvivalTable(solver), {}};
    for (std::size_t i = 1; i < lymph_sites; ++i)
        kill.organ[i] = site_bins(network, exposure, static_cast<LymphSite>(i));
    return kill;
}

}  // namespace abscope::blood
