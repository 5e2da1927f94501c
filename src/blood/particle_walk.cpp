// Preparation of the walk, and the walk.
#include "blood/particle_walk.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/contract.hpp"

namespace abscope::blood {
namespace {

// Two numbers in [0, 1) of 32 bits each from one draw.
struct Pair {
    double first, second;
};
Pair two_uniforms(RandomStream& random) {
    const std::uint64_t bits = random.bits();
    constexpr double scale = 1.0 / 4294967296.0;
    return {static_cast<double>(bits >> 32U) * scale, static_cast<double>(bits & 0xffffffffU) * scale};
}

const VoxelOrgan* voxels_of(std::span<const VoxelOrgan> voxels, std::size_t organ) {
    for (const VoxelOrgan& v : voxels)
        if (v.organ == organ) return &v;
    return nullptr;
}

}  // namespace

ParticleWalk::ParticleWalk(const CirculationNetwork& network, const BloodExposure& exposure,
                           const Transport& transport, const MonteCarloOptions& options)
    : compartments_(network.size()),
      redraw_s_(options.redraw_interval_s > 0.0 || transport.mean_rate
                    ? 0.0
                    : std::max(0.0, transport.correlation_time_s)),
      interval_s_(options.redraw_interval_s),
      dwell_(transport.dwell),
      phase_type_(options.phase_type) {
    std::vector<double> volume;
    for (std::size_t k = 0; k < network.size(); ++k) {
        Compartment& c = compartments_[k];
        volume.push_back(network.compartments()[k].volume_fraction);
        c.mean_dwell_s = network.mean_dwell_s(k);
        c.phases = phase_law(transport.dwell, c.mean_dwell_s);
        std::vector<double> weight;
        for (const Flow& f : network.flows()) {
            if (f.from != k || f.fraction <= 0.0) continue;
            weight.push_back(f.fraction);
            c.next_of.push_back(static_cast<std::uint32_t>(f.to));
        }
        if (!weight.empty()) c.next = AliasTable(weight);
    }
    start_ = AliasTable(volume);
    add_clocks(exposure);
    add_places(network, exposure, transport.mean_rate, options.voxels);
    set_largest_dose(exposure);
    if (interval_s_ > 0.0 && voxels_.empty())
        for (Compartment& c : compartments_) add_rates(c);
    // A pause before the first dose changes nothing where the start is stationary.
    if (network.imbalance() > 1e-9) begin_s_ = 0.0;
}

void ParticleWalk::add_clocks(const BloodExposure& exposure) {
    double t = 0.0;
    bool dose = false;
    for (std::size_t w = 0; w < exposure.windows.size(); ++w) {
        const double before = t;
        t += exposure.windows[w].duration_s;
        window_end_s_.push_back(t);
        bool here = exposure.windows[w].dose_share > 0.0;
        for (const OrganDose& organ : exposure.organs)
            here = here || !organ.window_dose_gy.empty() ||
                   (!organ.window_share.empty() && organ.window_share[w] > 0.0);
        if (here && !dose) begin_s_ = before;
        if (here) end_s_ = t;
        dose = dose || here;
    }
    const auto add = [&](auto share) {
        Clock clock;
        double given = 0.0;
        for (std::size_t w = 0; w < exposure.windows.size(); ++w) clock.given.push_back(given += share(w));
        clocks_.push_back(std::move(clock));
    };
    for (const OrganDose& organ : exposure.organs)
        add([&](std::size_t w) {
            return organ.window_share.empty() ? exposure.windows[w].dose_share : organ.window_share[w];
        });
    add([](std::size_t) { return 0.0; });
    for (const OrganDose& organ : exposure.organs)
        for (std::size_t i = 0; !organ.window_dose_gy.empty() && i < organ.dose_gy.size(); ++i)
            add([&](std::size_t w) {
                return organ.dose_gy[i] > 0.0 ? organ.window_dose_gy[w][i] / organ.dose_gy[i] : 0.0;
            });
}

void ParticleWalk::add_organ(Compartment& c, std::vector<double>& weight, const BloodExposure& exposure,
                             std::size_t o, std::span<const VoxelOrgan> voxels) {
    const OrganDose& organ = exposure.organs[o];
    if (const VoxelOrgan* own = voxels_of(voxels, o)) {
        add_voxels(*own);
        weight.push_back(organ.share);
        c.places.push_back(
            {0.0, static_cast<std::uint32_t>(o), static_cast<std::int32_t>(voxels_.size() - 1)});
        c.dosed = true;
        return;
    }
    std::size_t clock = o;
    if (!organ.window_dose_gy.empty()) {
        clock = exposure.organs.size() + 1;
        for (std::size_t before = 0; before < o; ++before)
            if (!exposure.organs[before].window_dose_gy.empty())
                clock += exposure.organs[before].dose_gy.size();
    }
    const double sum = std::accumulate(organ.volume_fraction.begin(), organ.volume_fraction.end(), 0.0);
    for (std::size_t i = 0; i < organ.dose_gy.size(); ++i) {
        if (organ.volume_fraction[i] <= 0.0) continue;
        weight.push_back(organ.share * organ.volume_fraction[i] / sum);
        const std::size_t own = organ.window_dose_gy.empty() ? clock : clock + i;
        c.places.push_back({organ.dose_gy[i], static_cast<std::uint32_t>(own), -1});
        c.dosed = c.dosed || organ.dose_gy[i] > 0.0;
    }
}

void ParticleWalk::add_places(const CirculationNetwork& network, const BloodExposure& exposure,
                              bool mean_rate, std::span<const VoxelOrgan> voxels) {
    for (std::size_t k = 0; k < network.size(); ++k) {
        Compartment& c = compartments_[k];
        std::vector<double> weight;
        double covered = 0.0;
        for (std::size_t o = 0; o < exposure.organs.size(); ++o) {
            const OrganDose& organ = exposure.organs[o];
            if (organ.compartment != k || organ.share <= 0.0) continue;
            covered += organ.share;
            add_organ(c, weight, exposure, o, voxels);
            if (!mean_rate) continue;
            // One place with the organ's share of the mean dose; only one organ per compartment, all bins as one.
            ABSCOPE_EXPECT(c.places.size() <= organ.dose_gy.size() && organ.window_dose_gy.empty());
            double mean = 0.0;
            for (std::size_t i = 0; i < c.places.size(); ++i) mean += c.places[i].dose_gy * weight[i];
            c.places = {{mean, static_cast<std::uint32_t>(o), -1}};
            weight = {1.0};
            covered = 1.0;
        }
        if (covered < 1.0 - 1e-12 || weight.empty()) {
            weight.push_back(std::max(1.0 - covered, 1e-300));
            c.places.push_back({0.0, static_cast<std::uint32_t>(exposure.organs.size()), -1});
        }
        c.place = AliasTable(weight);
    }
}

void ParticleWalk::add_voxels(const VoxelOrgan& organ) {
    Voxels out;
    const auto& n = organ.size;
    std::vector<std::uint32_t> number(organ.inside.size(), 0);
    for (std::size_t i = 0; i < organ.inside.size(); ++i) {
        if (!organ.inside[i]) continue;
        number[i] = static_cast<std::uint32_t>(out.dose_gy.size());
        out.dose_gy.push_back(organ.dose_gy[i]);
    }
    const std::size_t stride[] = {1, n[0], n[0] * n[1]};
    for (std::size_t i = 0; i < organ.inside.size(); ++i) {
        if (!organ.inside[i]) continue;
        const std::size_t at[] = {i % n[0], i / n[0] % n[1], i / stride[2]};
        for (std::size_t axis = 0; axis < 3; ++axis)
            for (const bool up : {false, true}) {
                const bool edge = up ? at[axis] + 1 >= n[axis] : at[axis] == 0;
                const std::size_t j = edge ? i : up ? i + stride[axis] : i - stride[axis];
                out.neighbour.push_back(organ.inside[j] ? number[j] : number[i]);
            }
    }
    const double spacing = std::cbrt(organ.spacing_mm[0] * organ.spacing_mm[1] * organ.spacing_mm[2]);
    out.step_s = organ.speed_mm_per_s > 0.0 ? spacing / organ.speed_mm_per_s : 0.0;
    out.clock = static_cast<std::uint32_t>(organ.organ);
    voxels_.push_back(std::move(out));
}

void ParticleWalk::set_largest_dose(const BloodExposure& exposure) {
    std::vector<double> largest(exposure.windows.size(), 0.0);
    const auto see = [&](double dose, const Clock& clock) {
        for (std::size_t w = 0; w < largest.size(); ++w)
            largest[w] = std::max(largest[w], dose * (clock.given[w] - (w > 0 ? clock.given[w - 1] : 0.0)));
    };
    for (const Compartment& c : compartments_)
        for (const Place& place : c.places)
            if (place.voxels < 0) see(place.dose_gy, clocks_[place.clock]);
    for (const Voxels& v : voxels_)
        see(*std::max_element(v.dose_gy.begin(), v.dose_gy.end()), clocks_[v.clock]);
    max_dose_gy_ = std::accumulate(largest.begin(), largest.end(), 0.0);
}

void ParticleWalk::add_rates(Compartment& c) const {
    double start = 0.0;
    for (std::size_t w = 0; w < window_end_s_.size(); ++w) {
        const double duration = window_end_s_[w] - start;
        start = window_end_s_[w];
        std::vector<double> rate;
        for (const Place& place : c.places) {
            const auto& given = clocks_[place.clock].given;
            const double dose = place.dose_gy * (given[w] - (w > 0 ? given[w - 1] : 0.0));
            ABSCOPE_EXPECT(duration > 0.0 || dose == 0.0);  // draws by a clock need beams that last
            rate.push_back(duration > 0.0 ? dose / duration : 0.0);
        }
        std::vector<Choice> choices;
        if (*std::max_element(rate.begin(), rate.end()) > 0.0)
            for (std::size_t i = 0; i < rate.size(); ++i)
                choices.push_back(
                    {static_cast<std::uint32_t>(std::min(4294967295.0, c.place.keep(i) * 4294967296.0)),
                     rate[i], rate[c.place.other(i)]});
        c.rate.push_back(std::move(choices));
    }
}

double ParticleWalk::given_until(std::uint32_t clock, double t_s) const {
    const std::vector<double>& given = clocks_[clock].given;
    double start = 0.0;
    double before = 0.0;
    for (std::size_t w = 0; w < window_end_s_.size(); ++w) {
        if (t_s < window_end_s_[w])
            return before + (given[w] - before) * (t_s - start) / (window_end_s_[w] - start);
        start = window_end_s_[w];
        before = given[w];
    }
    return before;
}

// Time still to be spent by a particle found in the compartment at a random moment (`residual`), or by one that enters.
double ParticleWalk::stay_s(const Compartment& c, bool residual, RandomStream& random) const {
    if (c.next.size() == 0) return std::numeric_limits<double>::infinity();
    if (dwell_ == DwellLaw::exponential) return c.mean_dwell_s * random.exponential();
    if (phase_type_) {
        const auto& begin = residual ? c.phases.stationary : c.phases.entry;
        const double u = random.uniform();
        double sum = 0.0;
        std::size_t phase = 0;
        while (phase + 1 < begin.size() && u >= (sum += begin[phase])) ++phase;
        double t = 0.0;
        for (; phase < c.phases.phases; ++phase) t += random.exponential();
        return t * c.mean_dwell_s / c.phases.rate_factor;
    }
    // Weibull of shape 2: scale = mean / Γ(3/2) = 2 mean/√π. The residual of a stationary stay has density
    // ∝ e^(−(x/scale)²), half a normal distribution of SD scale/√2.
    const double scale = c.mean_dwell_s * 2.0 / std::sqrt(std::numbers::pi);
    if (residual) return scale / std::numbers::sqrt2 * std::abs(random.normal());
    return scale * std::sqrt(random.exponential());
}

double ParticleWalk::dose_of_voxel_walk(const Voxels& organ, double from_s, double to_s, bool beginning,
                                        RandomStream& random) const {
    auto voxel = static_cast<std::size_t>(random.uniform() * static_cast<double>(organ.dose_gy.size()));
    double dose = 0.0;
    double t = from_s;
    double before = beginning ? 0.0 : given_until(organ.clock, t);
    while (true) {
        const double next =
            organ.step_s > 0.0 ? std::min(to_s, t + organ.step_s * random.exponential()) : to_s;
        const double given = given_until(organ.clock, next);
        dose += static_cast<double>(organ.dose_gy[voxel]) * (given - before);
        if (next >= to_s) return dose;
        t = next;
        before = given;
        voxel = organ.neighbour[6 * voxel + static_cast<std::size_t>(random.uniform() * 6.0)];
    }
}

// A new place every interval of the clock, only while the beam is on.
double ParticleWalk::dose_at_intervals(const Compartment& c, double from_s, double to_s,
                                       RandomStream& random) const {
    double dose = 0.0;
    double start = 0.0;
    for (std::size_t w = 0; w < window_end_s_.size() && start < to_s; start = window_end_s_[w++]) {
        if (c.rate[w].empty()) continue;
        const std::uint64_t cells = c.rate[w].size();
        const Choice* choices = c.rate[w].data();
        const auto draw =
            [=](std::uint64_t bits) {  // high half of bits × cells: the cell; low half: keep it or not
                const std::uint64_t scaled = bits * cells;
                const Choice& choice = choices[scaled >> 32U];
                return static_cast<std::uint32_t>(scaled) < choice.below ? choice.own : choice.other;
            };
        const double t = std::max(from_s, start), end = std::min(to_s, window_end_s_[w]);
        if (t >= end) continue;
        const double first = std::min(end, (std::floor(t / interval_s_ * (1.0 + 1e-14)) + 1.0) * interval_s_);
        const std::uint64_t ends = random.bits();
        dose += draw(ends >> 32U) * (first - t);
        const auto whole = static_cast<std::int64_t>((end - first) / interval_s_);
        const double last = end - first - static_cast<double>(whole) * interval_s_;
        if (last > 0.0) dose += draw(ends & 0xffffffffU) * last;
        double sum = 0.0;
        for (std::int64_t i = 0; i + 1 < whole; i += 2) {
            const std::uint64_t bits = random.bits();
            sum += draw(bits >> 32U) + draw(bits & 0xffffffffU);
        }
        if (whole % 2 != 0) sum += draw(random.bits() >> 32U);
        dose += sum * interval_s_;
    }
    return dose;
}

double ParticleWalk::dose_of_visit(const Compartment& c, double from_s, double to_s, bool beginning,
                                   RandomStream& random) const {
    if (!c.rate.empty()) return dose_at_intervals(c, from_s, to_s, random);
    double dose = 0.0;
    double t = from_s;
    Pair drawn{};
    bool spare = false;
    while (true) {
        if (!spare) drawn = two_uniforms(random);
        const Place& place =
            c.places[c.places.size() == 1 ? 0 : c.place.draw(spare ? drawn.second : drawn.first)];
        spare = !spare;
        double next = to_s;
        if (redraw_s_ > 0.0) next = std::min(to_s, t + redraw_s_ * random.exponential());
        if (place.voxels >= 0)
            dose += dose_of_voxel_walk(voxels_[static_cast<std::size_t>(place.voxels)], t, next, beginning,
                                       random);
        else if (place.dose_gy > 0.0)
            dose += place.dose_gy *
                    (given_until(place.clock, next) - (beginning ? 0.0 : given_until(place.clock, t)));
        if (next >= to_s) return dose;
        t = next;
        beginning = false;
    }
}

double ParticleWalk::dose_gy(RandomStream& random) const {
    std::size_t k = start_.draw(random.uniform());
    double t = begin_s_;
    double dose = 0.0;
    bool first = true;
    while (true) {
        const Compartment& c = compartments_[k];
        const double end = t + stay_s(c, first, random);
        if (c.dosed) dose += dose_of_visit(c, t, std::min(end, end_s_), first, random);
        if (end >= end_s_) return dose;
        t = end;
        first = false;
        k = c.next_of[c.next_of.size() == 1 ? 0 : c.next.draw(random.uniform())];
    }
}

}  // namespace abscope::blood
