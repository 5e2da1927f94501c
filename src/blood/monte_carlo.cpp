// Many particles: integer sums over blocks, and the estimates.
#include "blood/monte_carlo.hpp"

#include <algorithm>
#include <cmath>

#include "blood/particle_walk.hpp"
#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "core/rng.hpp"

namespace abscope::blood {
namespace {

constexpr std::size_t particles_per_block = 4096;
constexpr double dose_steps = 67108864.0;        // 2^26 steps up to the largest dose
constexpr double survival_steps = 1073741824.0;  // 2^30
__extension__ using Wide = unsigned __int128;

// Integer sums: exact, so they do not depend on the order.
struct Sums {
    Wide power[4] = {0, 0, 0, 0};  // Σ q, q², q³, q⁴ of the dose in steps
    Wide survival = 0, survival_square = 0;
    std::uint64_t irradiated = 0;

    void add(const Sums& o) {
        for (int n = 0; n < 4; ++n) power[n] += o.power[n];
        survival += o.survival;
        survival_square += o.survival_square;
        irradiated += o.irradiated;
    }
};

struct Block {
    Sums sums;
    std::vector<std::uint32_t> bin;  // histogram entries
};

template <class DoseOf>
Block run_block(const DoseOf& dose_of, double max_dose_gy, int histogram_bins, const SurvivalLaw& law,
                std::size_t begin, std::size_t end) {
    Block block;
    const double to_steps = max_dose_gy > 0.0 ? dose_steps / max_dose_gy : 0.0;
    const double to_bin = histogram_bins / dose_steps;
    for (std::size_t i = begin; i < end; ++i) {
        const double dose = dose_of(i);
        if (dose <= 0.0) {
            block.sums.survival += static_cast<std::uint64_t>(survival_steps);
            block.sums.survival_square += static_cast<Wide>(survival_steps * survival_steps);
            continue;
        }
        const double steps = std::min(dose_steps, dose * to_steps);
        const auto q = static_cast<std::uint64_t>(steps + 0.5);
        const auto alive = static_cast<std::uint64_t>(law.survival(dose) * survival_steps + 0.5);
        const Wide square = static_cast<Wide>(q) * q;
        block.sums.power[0] += q;
        block.sums.power[1] += square;
        block.sums.power[2] += square * q;
        block.sums.power[3] += square * square;
        block.sums.survival += alive;
        block.sums.survival_square += static_cast<Wide>(alive) * alive;
        ++block.sums.irradiated;
        block.bin.push_back(static_cast<std::uint32_t>(std::min(steps * to_bin, histogram_bins - 1.0)));
    }
    return block;
}

void set_estimates(MonteCarloResult& out, const Sums& sums) {
    const auto n = static_cast<double>(out.particles);
    double moment[4];
    double unit = 1.0;
    for (int k = 0; k < 4; ++k) {
        unit *= out.max_dose_gy / dose_steps;
        moment[k] = static_cast<double>(sums.power[k]) * unit / n;
    }
    const double mean = moment[0];
    const double variance = std::max(0.0, moment[1] - mean * mean) * n / (n - 1.0);
    const double fourth =
        moment[3] - 4.0 * mean * moment[2] + 6.0 * mean * mean * moment[1] - 3.0 * mean * mean * mean * mean;
    out.mean_gy = mean;
    out.sd_gy = std::sqrt(variance);
    out.mean_error_gy = out.sd_gy / std::sqrt(n);
    if (out.sd_gy > 0.0)
        out.sd_error_gy = std::sqrt(std::max(0.0, fourth - variance * variance) / n) / (2.0 * out.sd_gy);
    out.survival = static_cast<double>(sums.survival) / survival_steps / n;
    const double square = static_cast<double>(sums.survival_square) / (survival_steps * survival_steps) / n;
    out.survival_error = std::sqrt(std::max(0.0, square - out.survival * out.survival) / n);
    out.fraction_irradiated = static_cast<double>(sums.irradiated) / n;
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

namespace {

template <class DoseOf>
MonteCarloResult estimate(std::uint64_t particles, double max_dose_gy, int histogram_bins,
                          const SurvivalLaw& law, const DoseOf& dose_of) {
    const auto n = static_cast<std::size_t>(particles);
    std::vector<Block> blocks((n + particles_per_block - 1) / particles_per_block);
    parallel_chunks(n, particles_per_block, [&](std::size_t begin, std::size_t end) {
        blocks[begin / particles_per_block] =
            run_block(dose_of, max_dose_gy, histogram_bins, law, begin, end);
    });
    MonteCarloResult out;
    out.particles = particles;
    out.max_dose_gy = max_dose_gy;
    out.histogram.assign(static_cast<std::size_t>(histogram_bins), 0);
    Sums sums;
    for (const Block& block : blocks) {
        sums.add(block.sums);
        for (const std::uint32_t b : block.bin) ++out.histogram[b];
    }
    set_estimates(out, sums);
    return out;
}

}  // namespace

MonteCarloResult estimate_particles(std::uint64_t particles, double max_dose_gy, int histogram_bins,
                                    const SurvivalLaw& law,
                                    const std::function<double(std::uint64_t)>& dose_of) {
    return estimate(particles, max_dose_gy, histogram_bins, law, dose_of);
}

MonteCarloResult simulate_particles(const CirculationNetwork& network, const BloodExposure& exposure,
                                    const Transport& transport, const SurvivalLaw& law,
                                    const MonteCarloOptions& options) {
    ABSCOPE_EXPECT(options.particles >= 2 && options.histogram_bins >= 1);
    const ParticleWalk walk(network, exposure, transport, options);
    return estimate(options.particles, walk.max_dose_gy(), options.histogram_bins, law,
                    [&](std::uint64_t particle) {
                        RandomStream random(options.seed, RandomPurpose::blood_particle, particle);
                        return walk.dose_gy(random);
                    });
}

}  // namespace abscope::blood
