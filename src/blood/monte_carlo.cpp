// The particle walk: stationary start, visits with their dwell time and place, dose from the cumulated beam.
#include "blood/monte_carlo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "blood/alias_table.hpp"
#include "blood/state_space.hpp"
#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "core/rng.hpp"

namespace abscope::blood {
namespace {

constexpr std::size_t particles_per_block = 4096;

// Share of an organ's dose delivered up to a time.
class BeamClock {
public:
    BeamClock(const BloodExposure& exposure, const OrganDose* organ) {
        double t = 0.0;
        double given = 0.0;
        for (std::size_t w = 0; w < exposure.windows.size(); ++w) {
            t += exposure.windows[w].duration_s;
            given += organ && !organ->window_share.empty() ? organ->window_share[w]
                                                           : exposure.windows[w].dose_share;
            end_s_.push_back(t);
            given_.push_back(given);
        }
    }
    double given_until(double t_s) const {
        double start = 0.0;
        double before = 0.0;
        for (std::size_t w = 0; w < end_s_.size(); ++w) {
            if (t_s < end_s_[w]) return before + (given_[w] - before) * (t_s - start) / (end_s_[w] - start);
            start = end_s_[w];
            before = given_[w];
        }
        return before;
    }

private:
    std::vector<double> end_s_, given_;
};

struct WalkPlace {
    double dose_gy = 0.0;
    std::uint32_t clock = 0;
};

struct WalkCompartment {
    double mean_dwell_s = 0.0;
    AliasTable next;  // empty: nothing flows out
    std::vector<std::uint32_t> next_of;
    AliasTable place;
    std::vector<WalkPlace> places;
    bool dosed = false;
};

struct Walk {
    std::vector<WalkCompartment> compartments;
    AliasTable start;
    std::vector<BeamClock> clocks;
    PhaseLaw phases;
    double duration_s = 0.0;
    double redraw_s = 0.0;    // mean of exponential intervals
    double interval_s = 0.0;  // fixed intervals
    DwellLaw dwell = DwellLaw::exponential;
    bool phase_type = false;
    double max_dose_gy = 0.0;
};

void add_places(Walk& walk, const CirculationNetwork& network, const BloodExposure& exposure,
                bool mean_rate) {
    walk.clocks.emplace_back(exposure, nullptr);
    for (const OrganDose& organ : exposure.organs) walk.clocks.emplace_back(exposure, &organ);
    for (std::size_t k = 0; k < network.size(); ++k) {
        WalkCompartment& c = walk.compartments[k];
        std::vector<double> weight;
        double covered = 0.0;
        for (std::size_t o = 0; o < exposure.organs.size(); ++o) {
            const OrganDose& organ = exposure.organs[o];
            if (organ.compartment != k || organ.share <= 0.0) continue;
            covered += organ.share;
            const double sum =
                std::accumulate(organ.volume_fraction.begin(), organ.volume_fraction.end(), 0.0);
            double mean = 0.0;
            for (std::size_t i = 0; i < organ.dose_gy.size(); ++i) {
                if (organ.volume_fraction[i] <= 0.0) continue;
                weight.push_back(organ.share * organ.volume_fraction[i] / sum);
                c.places.push_back({organ.dose_gy[i], static_cast<std::uint32_t>(o + 1)});
                mean += organ.dose_gy[i] * organ.volume_fraction[i] / sum;
                walk.max_dose_gy = std::max(walk.max_dose_gy, organ.dose_gy[i]);
                c.dosed = c.dosed || organ.dose_gy[i] > 0.0;
            }
            if (mean_rate) {  // one place with the organ's share of the mean dose; only one organ per compartment
                ABSCOPE_EXPECT(c.places.size() == organ.dose_gy.size());
                c.places = {{mean * organ.share, static_cast<std::uint32_t>(o + 1)}};
                weight = {1.0};
                covered = 1.0;
            }
        }
        if (covered < 1.0 - 1e-12) {
            weight.push_back(1.0 - covered);
            c.places.push_back({0.0, 0});
        }
        c.place = AliasTable(weight);
    }
}

Walk build_walk(const CirculationNetwork& network, const BloodExposure& exposure, const Transport& transport,
                const MonteCarloOptions& options) {
    Walk walk;
    walk.compartments.resize(network.size());
    walk.dwell = transport.dwell;
    walk.phases = phase_law(transport.dwell);
    walk.phase_type = options.phase_type;
    walk.redraw_s = options.redraw_interval_s > 0.0 || transport.mean_rate
                        ? 0.0
                        : std::max(0.0, transport.correlation_time_s);
    walk.interval_s = options.redraw_interval_s;
    for (const BeamWindow& w : exposure.windows) walk.duration_s += w.duration_s;
    std::vector<double> volume;
    for (std::size_t k = 0; k < network.size(); ++k) {
        WalkCompartment& c = walk.compartments[k];
        volume.push_back(network.compartments()[k].volume_fraction);
        c.mean_dwell_s = network.mean_dwell_s(k);
        std::vector<double> weight;
        for (const Flow& f : network.flows()) {
            if (f.from != k || f.fraction <= 0.0) continue;
            weight.push_back(f.fraction);
            c.next_of.push_back(static_cast<std::uint32_t>(f.to));
        }
        if (!weight.empty()) c.next = AliasTable(weight);
    }
    walk.start = AliasTable(volume);
    add_places(walk, network, exposure, transport.mean_rate);
    return walk;
}

// Time still to be spent by a particle found in the compartment at a random moment (`residual`), or by one that enters.
double draw_stay(const Walk& walk, const WalkCompartment& c, bool residual, RandomStream& random) {
    if (c.next.size() == 0) return std::numeric_limits<double>::infinity();
    if (walk.dwell == DwellLaw::exponential) return c.mean_dwell_s * random.exponential();
    if (walk.phase_type) {
        const auto& begin = residual ? walk.phases.stationary : walk.phases.entry;
        const double u = random.uniform();
        double sum = 0.0;
        std::size_t phase = 0;
        while (phase + 1 < begin.size() && u >= (sum += begin[phase])) ++phase;
        double t = 0.0;
        for (; phase < walk.phases.phases; ++phase) t += random.exponential();
        return t * c.mean_dwell_s / walk.phases.rate_factor;
    }
    // Weibull of shape 2: scale = mean / Γ(3/2) = 2 mean/√π. The residual of a stationary stay has density ∝ e^(−(x/scale)²),
    // half a normal distribution of SD scale/√2.
    const double scale = c.mean_dwell_s * 2.0 / std::sqrt(std::numbers::pi);
    if (residual) return scale / std::numbers::sqrt2 * std::abs(random.normal());
    return scale * std::sqrt(random.exponential());
}

double dose_in(const Walk& walk, const WalkCompartment& c, double from_s, double to_s, bool first,
               RandomStream& random) {
    if (!c.dosed) return 0.0;
    double dose = 0.0;
    double t = from_s;
    while (true) {
        const WalkPlace& place = c.places[c.places.size() == 1 ? 0 : c.place.draw(random.uniform())];
        double next = to_s;
        if (walk.redraw_s > 0.0) next = std::min(to_s, t + walk.redraw_s * random.exponential());
        if (walk.interval_s > 0.0)
            next = std::min(to_s, (std::floor(t / walk.interval_s * (1.0 + 1e-14)) + 1.0) * walk.interval_s);
        const BeamClock& clock = walk.clocks[place.clock];
        const double before = first && t == 0.0 ? 0.0 : clock.given_until(t);
        if (place.dose_gy > 0.0) dose += place.dose_gy * (clock.given_until(next) - before);
        if (next >= to_s) return dose;
        t = next;
    }
}

double walk_particle(const Walk& walk, RandomStream& random) {
    std::size_t k = walk.start.draw(random.uniform());
    double t = 0.0;
    double dose = 0.0;
    bool first = true;
    while (true) {
        const WalkCompartment& c = walk.compartments[k];
        const double end = t + draw_stay(walk, c, first, random);
        dose += dose_in(walk, c, t, std::min(end, walk.duration_s), first, random);
        if (end >= walk.duration_s) return dose;
        t = end;
        first = false;
        k = c.next_of[c.next_of.size() == 1 ? 0 : c.next.draw(random.uniform())];
    }
}

struct Block {
    double sum[5] = {0, 0, 0, 0, 0};  // Σ D, D², D³, D⁴ about 0, and survival
    double survival_square = 0.0;
    std::uint64_t irradiated = 0;
    std::vector<std::uint32_t> bin;  // histogram entries of this block, bin numbers
};

Block run_block(const Walk& walk, const SurvivalLaw& law, const MonteCarloOptions& options, std::size_t begin,
                std::size_t end) {
    Block block;
    for (std::size_t i = begin; i < end; ++i) {
        RandomStream random(options.seed, RandomPurpose::blood_particle, i);
        const double dose = walk_particle(walk, random);
        double power = 1.0;
        for (int n = 0; n < 4; ++n) block.sum[n] += power *= dose;
        const double alive = law.survival(dose);
        block.sum[4] += alive;
        block.survival_square += alive * alive;
        if (dose <= 0.0) continue;
        ++block.irradiated;
        const double place = dose / walk.max_dose_gy * options.histogram_bins;
        block.bin.push_back(static_cast<std::uint32_t>(std::clamp(place, 0.0, options.histogram_bins - 1.0)));
    }
    return block;
}

}  // namespace

double MonteCarloResult::volume_above(double dose_gy) const {
    const double width = max_dose_gy / static_cast<double>(histogram.size());
    const double place = std::max(0.0, dose_gy / width);
    const auto first = static_cast<std::size_t>(place);
    if (first >= histogram.size()) return 0.0;
    double count = (1.0 - (place - static_cast<double>(first))) * static_cast<double>(histogram[first]);
    for (std::size_t i = first + 1; i < histogram.size(); ++i) count += static_cast<double>(histogram[i]);
    return count / static_cast<double>(particles);
}

double MonteCarloResult::dose_exceeded_by(double volume) const {
    const double wanted = volume * static_cast<double>(particles);
    double count = 0.0;
    const double width = max_dose_gy / static_cast<double>(histogram.size());
    for (std::size_t i = histogram.size(); i-- > 0;) {
        const auto here = static_cast<double>(histogram[i]);
        if (count + here > wanted) return (static_cast<double>(i) + 1.0 - (wanted - count) / here) * width;
        count += here;
    }
    return 0.0;
}

double MonteCarloResult::share_error(double p) const {
    return std::sqrt(std::max(0.0, p * (1.0 - p)) / static_cast<double>(particles));
}

MonteCarloResult simulate_particles(const CirculationNetwork& network, const BloodExposure& exposure,
                                    const Transport& transport, const SurvivalLaw& law,
                                    const MonteCarloOptions& options) {
    ABSCOPE_EXPECT(options.particles >= 2 && options.histogram_bins >= 1);
    const Walk walk = build_walk(network, exposure, transport, options);
    const auto n = static_cast<std::size_t>(options.particles);
    std::vector<Block> blocks((n + particles_per_block - 1) / particles_per_block);
    parallel_chunks(n, particles_per_block, [&](std::size_t begin, std::size_t end) {
        blocks[begin / particles_per_block] = run_block(walk, law, options, begin, end);
    });
    MonteCarloResult out;
    out.particles = options.particles;
    out.max_dose_gy = walk.max_dose_gy;
    out.histogram.assign(static_cast<std::size_t>(options.histogram_bins), 0);
    double sum[5] = {0, 0, 0, 0, 0};
    double survival_square = 0.0;
    std::uint64_t irradiated = 0;
    for (const Block& block : blocks) {
        for (int i = 0; i < 5; ++i) sum[i] += block.sum[i];
        survival_square += block.survival_square;
        irradiated += block.irradiated;
        for (const std::uint32_t b : block.bin) ++out.histogram[b];
    }
    const auto count = static_cast<double>(n);
    const double m1 = sum[0] / count;
    const double m2 = sum[1] / count;
    const double variance = std::max(0.0, m2 - m1 * m1) * count / (count - 1.0);
    const double fourth =
        sum[3] / count - 4.0 * m1 * sum[2] / count + 6.0 * m1 * m1 * m2 - 3.0 * m1 * m1 * m1 * m1;
    out.mean_gy = m1;
    out.sd_gy = std::sqrt(variance);
    out.mean_error_gy = out.sd_gy / std::sqrt(count);
    if (out.sd_gy > 0.0)
        out.sd_error_gy = std::sqrt(std::max(0.0, fourth - variance * variance) / count) / (2.0 * out.sd_gy);
    out.survival = sum[4] / count;
    out.survival_error =
        std::sqrt(std::max(0.0, survival_square / count - out.survival * out.survival) / count);
    out.fraction_irradiated = static_cast<double>(irradiated) / count;
    return out;
}

}  // namespace abscope::blood
