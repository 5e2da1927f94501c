// Builds the chain: places from compressed histograms, phases, edges and windows.
#include "blood/state_space.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "blood/compress.hpp"

namespace abscope::blood {
namespace {

// Dose of one organ in one window [share of its fraction dose].
double window_share(const BloodExposure& exposure, const OrganDose& organ, std::size_t window) {
    return organ.window_share.empty() ? exposure.windows[window].dose_share : organ.window_share[window];
}

struct PlaceList {
    std::vector<std::vector<Place>> of;  // by compartment
    std::vector<std::vector<int>> group_of;
};

// Places each organ may use: its share of the squared error of the blood's dose is volume × variance, and a quantiser
// with n groups leaves 1/n² of it, so n goes with the cube root.
std::vector<int> bins_per_organ(const CirculationNetwork& network, const BloodExposure& exposure,
                                int dose_bins) {
    constexpr int fewest = 3;
    std::vector<double> load;
    for (const OrganDose& organ : exposure.organs) {
        double mean = 0.0;
        double square = 0.0;
        for (std::size_t i = 0; i < organ.dose_gy.size(); ++i) {
            mean += organ.volume_fraction[i] * organ.dose_gy[i];
            square += organ.volume_fraction[i] * organ.dose_gy[i] * organ.dose_gy[i];
        }
        const double variance = std::max(0.0, square - mean * mean);
        load.push_back(
            std::cbrt(network.compartments()[organ.compartment].volume_fraction * organ.share * variance));
    }
    const double most = load.empty() ? 0.0 : *std::max_element(load.begin(), load.end());
    std::vector<int> bins;
    for (const double l : load)
        bins.push_back(most > 0.0 ? std::clamp(static_cast<int>(std::ceil(dose_bins * l / most)),
                                               std::min(fewest, dose_bins), dose_bins)
                                  : fewest);
    return bins;
}

PlaceList places_of(const CirculationNetwork& network, const BloodExposure& exposure, int dose_bins) {
    PlaceList list{std::vector<std::vector<Place>>(network.size()), {}};
    std::vector<double> covered(network.size(), 0.0);
    const std::vector<int> allowed = bins_per_organ(network, exposure, dose_bins);
    for (std::size_t o = 0; o < exposure.organs.size(); ++o) {
        const OrganDose& organ = exposure.organs[o];
        const CompressedBins bins =
            organ.window_dose_gy.empty()
                ? compress_bins(organ.dose_gy, organ.volume_fraction, allowed[o])
                : compress_joint_bins(organ.window_dose_gy, organ.volume_fraction, allowed[o]);
        const double total = std::accumulate(bins.weight.begin(), bins.weight.end(), 0.0);
        list.group_of.push_back(bins.group_of);
        if (organ.share <= 0.0) continue;
        covered[organ.compartment] += organ.share;
        for (std::size_t g = 0; g < bins.dose_gy.size(); ++g)
            list.of[organ.compartment].push_back({organ.compartment, organ.share * bins.weight[g] / total,
                                                  bins.dose_gy[g], static_cast<int>(o), static_cast<int>(g)});
    }
    for (std::size_t k = 0; k < network.size(); ++k) {
        const double rest = 1.0 - covered[k];
        if (rest > 1e-12 || list.of[k].empty())
            list.of[k].push_back({k, rest > 1e-12 ? rest : 1.0, 0.0, -1, -1});
        double sum = 0.0;
        for (const Place& p : list.of[k]) sum += p.weight;
        for (Place& p : list.of[k]) p.weight /= sum;
    }
    return list;
}

// Mean dose of each group of an organ's bins in one window.
std::vector<double> group_means(const OrganDose& organ, const std::vector<int>& group_of,
                                const std::vector<double>& dose) {
    std::vector<double> sum, total;
    for (std::size_t i = 0; i < group_of.size(); ++i) {
        if (group_of[i] < 0) continue;
        const auto g = static_cast<std::size_t>(group_of[i]);
        if (g >= sum.size()) {
            sum.resize(g + 1, 0.0);
            total.resize(g + 1, 0.0);
        }
        sum[g] += organ.volume_fraction[i] * dose[i];
        total[g] += organ.volume_fraction[i];
    }
    for (std::size_t g = 0; g < sum.size(); ++g) sum[g] /= total[g];
    return sum;
}

// Dose of every place in one window.
std::vector<double> window_doses(const StateSpace& space, const BloodExposure& exposure, std::size_t w) {
    std::vector<std::vector<double>> own(
        exposure.organs.size());  // by group, where bins have their own windows
    for (std::size_t o = 0; o < own.size(); ++o)
        if (!exposure.organs[o].window_dose_gy.empty())
            own[o] = group_means(exposure.organs[o], space.group_of[o], exposure.organs[o].window_dose_gy[w]);
    std::vector<double> dose;
    for (const Place& place : space.places) {
        if (place.organ < 0) {
            dose.push_back(0.0);
            continue;
        }
        const auto o = static_cast<std::size_t>(place.organ);
        dose.push_back(own[o].empty() ? place.dose_gy * window_share(exposure, exposure.organs[o], w)
                                      : own[o][static_cast<std::size_t>(place.group)]);
    }
    return dose;
}

void build_windows(StateSpace& space, const BloodExposure& exposure, bool mean_rate) {
    for (std::size_t w = 0; w < exposure.windows.size(); ++w) {
        ChainWindow window{exposure.windows[w].duration_s, window_doses(space, exposure, w)};
        for (std::size_t k = 0; mean_rate && k < space.compartments; ++k) {
            double mean = 0.0;
            for (std::size_t i = space.place_begin[k]; i < space.place_begin[k + 1]; ++i)
                mean += space.places[i].weight * window.place_dose_gy[i];
            for (std::size_t i = space.place_begin[k]; i < space.place_begin[k + 1]; ++i)
                window.place_dose_gy[i] = mean;
        }
        space.windows.push_back(std::move(window));
    }
}

void build_edges(StateSpace& space, const CirculationNetwork& network) {
    space.edge_begin.assign(1, 0);
    for (std::size_t k = 0; k < network.size(); ++k) {
        const double out = network.compartments()[k].flow_fraction;
        for (const Flow& f : network.flows()) {
            if (f.from != k || f.fraction <= 0.0) continue;
            space.edge_to.push_back(f.to);
            space.edge_probability.push_back(f.fraction / out);
        }
        space.edge_begin.push_back(space.edge_to.size());
    }
}

}  // namespace

PhaseLaw phase_law(DwellLaw law, double mean_dwell_s) {
    constexpr double shortest_s = 0.5;
    if (law == DwellLaw::exponential) return {1, 1.0, {1.0}, {1.0}};
    // Weibull of shape 2: E[T²]/E[T]² = 4/π. The mixture of Erlang-3 (probability p) and Erlang-4 with one rate has
    // mean (4 − p)/ν and E[T²] = (20 − 8p)/ν²; p solves (20 − 8p) = (4/π)(4 − p)².
    const double a = 4.0 / std::numbers::pi;
    const double b = 8.0 - 8.0 * a;
    const double c = 16.0 * a - 20.0;
    const double p = (-b - std::sqrt(b * b - 4.0 * a * c)) / (2.0 * a);
    if (mean_dwell_s < shortest_s) return {4, 1.0, {0.0, 0.0, 0.0, 1.0}, {0.0, 0.0, 0.0, 1.0}};
    const double mean = 4.0 - p;
    return {4, mean, {1.0 - p, p, 0.0, 0.0}, {(1.0 - p) / mean, 1.0 / mean, 1.0 / mean, 1.0 / mean}};
}

double StateSpace::duration_s() const {
    double sum = 0.0;
    for (const ChainWindow& w : windows) sum += w.duration_s;
    return sum;
}

double StateSpace::max_phase_rate() const { return *std::max_element(phase_rate.begin(), phase_rate.end()); }

StateSpace build_state_space(const CirculationNetwork& network, const BloodExposure& exposure,
                             const Transport& transport, int dose_bins) {
    PlaceList list = places_of(network, exposure, dose_bins);
    StateSpace space;
    space.compartments = network.size();
    space.phases = phase_law(transport.dwell, 1.0).phases;
    space.mean_rate = transport.mean_rate;
    space.group_of = std::move(list.group_of);
    space.redraw_rate =
        transport.correlation_time_s > 0.0 && !transport.mean_rate ? 1.0 / transport.correlation_time_s : 0.0;
    space.place_begin.assign(1, 0);
    for (std::size_t k = 0; k < network.size(); ++k) {
        const double dwell = network.mean_dwell_s(k);
        const bool moves = std::isfinite(dwell) && dwell > 0.0;
        const PhaseLaw law = phase_law(transport.dwell, dwell);
        space.entry.insert(space.entry.end(), law.entry.begin(), law.entry.end());
        space.phase_rate.push_back(moves ? law.rate_factor / dwell : 0.0);
        for (const Place& place : list.of[k]) {
            space.places.push_back(place);
            for (std::size_t ph = 0; ph < law.phases; ++ph)
                space.start.push_back(network.compartments()[k].volume_fraction * place.weight *
                                      law.stationary[ph]);
        }
        space.place_begin.push_back(space.places.size());
    }
    build_edges(space, network);
    build_windows(space, exposure, transport.mean_rate);
    return space;
}

double stay_probability(const StateSpace& space, std::size_t compartment, double t_s) {
    const double rate = space.phase_rate[compartment];
    const double redraw = std::exp(-space.redraw_rate * t_s);
    // Σ over the phase begun in of its stationary share × P(fewer than the remaining number of phase changes).
    const double x = rate * t_s;
    double stationary_sum = 0.0;
    for (std::size_t i = space.place_begin[compartment] * space.phases, ph = 0; ph < space.phases; ++ph)
        stationary_sum += space.start[i + ph];
    if (stationary_sum <= 0.0) return redraw * std::exp(-x);
    double probability = 0.0;
    for (std::size_t ph = 0; ph < space.phases; ++ph) {
        const double share = space.start[space.place_begin[compartment] * space.phases + ph] / stationary_sum;
        double term = std::exp(-x);
        double below = 0.0;
        for (std::size_t n = 0; n < space.phases - ph; ++n) {
            below += term;
            term *= x / static_cast<double>(n + 1);
        }
        probability += share * below;
    }
    return redraw * probability;
}

}  // namespace abscope::blood
