// Hamiltonian trajectories on the surrogate, and the target's last word.
#include "fit/delayed_chain.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "core/rng.hpp"

namespace abscope::fit {

namespace {

constexpr double wanted_acceptance = 0.85;
constexpr double longest_step = 0.6, shrink = 0.8;
constexpr double walk_share = 0.35;  // of moves that do not ask the surrogate
constexpr int candidates = 12;      // steps that are tried
constexpr int trials = 4;           // trajectories from each start for each candidate

// A place on the surrogate.
struct Place {
    std::vector<double> x, gradient;
    double energy = 0.0;
};

Place place_at(const Surrogate& surrogate, std::vector<double> x) {
    Place place{std::move(x), std::vector<double>(surrogate.dimension), 0.0};
    place.energy = surrogate.energy(place.x, place.gradient);
    return place;
}

double kinetic(const std::vector<double>& momentum) {
    double sum = 0.0;
    for (const double p : momentum) sum += 0.5 * p * p;
    return sum;
}

// One leapfrog trajectory with fresh momenta; true if the surrogate accepts its end. Reversible with respect to the surrogate.
bool travel(const Surrogate& surrogate, RandomStream& stream, double step, int longest, Place& place) {
    const std::size_t n = surrogate.dimension;
    std::vector<double> momentum(n);
    for (auto& p : momentum) p = stream.normal();
    const int steps = longest / 2 + static_cast<int>(stream.uniform() * static_cast<double>(longest - longest / 2 + 1));
    const double before = place.energy + kinetic(momentum), chance = stream.exponential();
    Place at = place;
    for (int s = 0; s < steps; ++s) {
        for (std::size_t k = 0; k < n; ++k) momentum[k] -= 0.5 * step * at.gradient[k];
        for (std::size_t k = 0; k < n; ++k) at.x[k] += step * momentum[k];
        at.energy = surrogate.energy(at.x, at.gradient);
        for (std::size_t k = 0; k < n; ++k) momentum[k] -= 0.5 * step * at.gradient[k];
    }
    if (!(at.energy + kinetic(momentum) <= before + chance)) return false;
    place = std::move(at);
    return true;
}

// Long trajectories, counted.
struct Travelled {
    std::int64_t accepted = 0, tried = 0;
};

// One chain: where it is, on the surrogate and on the target.
struct Chain {
    const Target& target;
    const Surrogate& surrogate;
    const DelayedOptions& options;
    double step;
    std::uint64_t number;

    // Exact for the target: the surrogate's moves leave its density in balance, the last step corrects for the difference.
    bool move(int generation, Place& place, double& energy, Travelled& travelled) const {
        RandomStream stream(options.seed, RandomPurpose::markov_chain, number, static_cast<std::uint32_t>(generation));
        Place proposal = place;
        if (stream.uniform() < walk_share) return walk(stream, place, energy);
        for (int t = 0; t < options.trajectories; ++t) {
            travelled.accepted += travel(surrogate, stream, step, options.longest, proposal);
            ++travelled.tried;
        }
        const double limit = energy + proposal.energy - place.energy + stream.exponential();
        const double proposed = target.energy(proposal.x, limit);
        if (!(proposed <= limit)) return false;
        place = std::move(proposal);
        energy = proposed;
        return true;
    }

    // A random walk on the target alone: it gets a chain out of a place that the surrogate underrates.
    bool walk(RandomStream& stream, Place& place, double& energy) const {
        const double length = 2.38 / std::sqrt(static_cast<double>(surrogate.dimension)) * std::pow(4.0, -stream.uniform());
        std::vector<double> x = place.x;
        for (auto& at : x) at += length * stream.normal();
        const double limit = energy + stream.exponential();
        const double proposed = target.energy(x, limit);
        if (!(proposed <= limit)) return false;
        place = place_at(surrogate, std::move(x));
        energy = proposed;
        return true;
    }
};

double accepted_share(const Surrogate& surrogate, const Points& starts, double step, const DelayedOptions& options) {
    std::vector<int> accepted(starts.size());
    parallel_for(starts.size(), [&](std::size_t c) {
        RandomStream stream(options.seed, RandomPurpose::markov_chain, c, 0xffffffffu);
        Place place = place_at(surrogate, starts[c]);
        for (int t = 0; t < trials; ++t) accepted[c] += travel(surrogate, stream, step, options.longest, place);
    });
    double sum = 0.0;
    for (const int a : accepted) sum += a;
    return sum / static_cast<double>(trials * static_cast<int>(starts.size()));
}

}  // namespace

double choose_step(const Surrogate& surrogate, const Points& starts, const DelayedOptions& options) {
    double step = longest_step;
    for (int i = 1; i < candidates && accepted_share(surrogate, starts, step, options) < wanted_acceptance; ++i) step *= shrink;
    return step;
}

std::vector<Points> surrogate_draws(const Surrogate& surrogate, const Points& starts, int count, double step, const DelayedOptions& options) {
    std::vector<Points> draws(starts.size());
    parallel_for(starts.size(), [&](std::size_t c) {
        RandomStream stream(options.seed, RandomPurpose::markov_chain, c, 0xfffffffeu);
        Place place = place_at(surrogate, starts[c]);
        for (int d = 0; d < count; ++d) {
            for (int t = 0; t < options.trajectories; ++t) travel(surrogate, stream, step, options.longest, place);
            draws[c].push_back(place.x);
        }
    });
    return draws;
}

DelayedChains run_delayed(const Target& target, const Surrogate& surrogate, const Points& starts, const DelayedOptions& options,
                          const std::function<bool(std::int64_t)>& after) {
    ABSCOPE_EXPECT(!starts.empty() && target.dimension == surrogate.dimension && options.longest >= 2);
    DelayedChains out;
    out.step = choose_step(surrogate, starts, options);
    out.draws.resize(starts.size());
    out.accepted.assign(starts.size(), 0);
    std::vector<Travelled> travelled(starts.size());
    std::atomic<std::int64_t> asked{0};
    std::atomic<bool> going{true};
    std::mutex one_at_a_time;
    parallel_for(starts.size(), [&](std::size_t c) {
        const Chain chain{target, surrogate, options, out.step, c};
        Place place = place_at(surrogate, starts[c]);
        double energy = target(place.x);
        for (int m = 1; m <= options.moves && going && !stop_requested(); ++m) {
            out.accepted[c] += chain.move(m, place, energy, travelled[c]);
            out.draws[c].push_back(place.x);
            const std::int64_t now = ++asked;
            if (!after) continue;
            const std::scoped_lock lock(one_at_a_time);
            if (!after(now)) going = false;
        }
    });
    Travelled all;
    for (const auto& t : travelled) all.accepted += t.accepted, all.tried += t.tried;
    out.surrogate_acceptance = static_cast<double>(all.accepted) / static_cast<double>(std::max<std::int64_t>(1, all.tried));
    return out;
}

}  // namespace abscope::fit
