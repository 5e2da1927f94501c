// Proposals and acceptance of DE-MC(ZS).
#include "fit/markov_chain.hpp"

#include <cmath>

#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "core/rng.hpp"

namespace abscope::fit {

namespace {

constexpr double snooker_share = 0.1, jump_share = 0.1;
constexpr double subsets[] = {0.25, 0.5, 1.0};  // chance of each unknown to move
constexpr double stretch = 0.05;                // γ is spread by ± this
constexpr double jitter = 1e-4;                 // sd of ε in units of the difference's unknowns

struct Proposal {
    std::vector<double> x;
    double log_ratio = 0.0;  // of the reverse to the forward move
};

std::size_t draw_index(RandomStream& stream, std::size_t count) {
    return std::min(count - 1, static_cast<std::size_t>(stream.uniform() * static_cast<double>(count)));
}

// Two or three different members of the archive.
template <std::size_t N>
std::array<std::size_t, N> draw_different(RandomStream& stream, std::size_t count) {
    std::array<std::size_t, N> at{};
    for (std::size_t i = 0; i < N; ++i) {
        bool again = true;
        while (again) {
            at[i] = draw_index(stream, count);
            again = false;
            for (std::size_t j = 0; j < i; ++j) again = again || at[j] == at[i];
        }
    }
    return at;
}

Proposal difference_move(RandomStream& stream, const std::vector<double>& x, const Points& archive) {
    const std::size_t n = x.size();
    const auto at = draw_different<2>(stream, archive.size());
    const bool jump = stream.uniform() < jump_share;
    const double chance = jump ? 1.0 : subsets[draw_index(stream, std::size(subsets))];
    std::vector<bool> moves(n);
    std::size_t moved = 0;
    for (std::size_t k = 0; k < n; ++k) {
        moves[k] = stream.uniform() < chance;
        moved += moves[k];
    }
    const std::size_t at_least_one = draw_index(stream, n);
    if (moved == 0) moves[at_least_one] = true, moved = 1;
    const double scale = jump ? 1.0 : 2.38 / std::sqrt(2.0 * static_cast<double>(moved));
    const double gamma = scale * (1.0 + stretch * (2.0 * stream.uniform() - 1.0));
    Proposal proposal{x, 0.0};
    for (std::size_t k = 0; k < n; ++k) {
        const double noise = jitter * stream.normal();
        if (moves[k]) proposal.x[k] += gamma * (archive[at[0]][k] - archive[at[1]][k]) + noise;
    }
    return proposal;
}

// Along the line from z through x, by the difference of two other members projected on it; γ uniform on (1.2, 2.2).
Proposal snooker_move(RandomStream& stream, const std::vector<double>& x, const Points& archive) {
    const std::size_t n = x.size();
    const auto at = draw_different<3>(stream, archive.size());
    const double gamma = 1.2 + stream.uniform();
    double length2 = 0.0, along = 0.0;
    for (std::size_t k = 0; k < n; ++k) {
        const double line = x[k] - archive[at[0]][k];
        length2 += line * line;
        along += line * (archive[at[1]][k] - archive[at[2]][k]);
    }
    Proposal proposal{x, 0.0};
    if (!(length2 > 0.0)) return proposal;
    double new_length2 = 0.0;
    for (std::size_t k = 0; k < n; ++k) {
        proposal.x[k] += gamma * along / length2 * (x[k] - archive[at[0]][k]);
        new_length2 += (proposal.x[k] - archive[at[0]][k]) * (proposal.x[k] - archive[at[0]][k]);
    }
    proposal.log_ratio = 0.5 * static_cast<double>(n - 1) * std::log(new_length2 / length2);
    return proposal;
}

bool move_one(const Target& target, const MarkovOptions& options, int generation, std::size_t chain, const Points& archive,
              std::vector<double>& x, double& energy) {
    RandomStream stream(options.seed, RandomPurpose::markov_chain, chain, static_cast<std::uint32_t>(generation));
    const bool snooker = stream.uniform() < snooker_share;
    auto proposal = snooker ? snooker_move(stream, x, archive) : difference_move(stream, x, archive);
    const double limit = energy + proposal.log_ratio + stream.exponential();
    const double proposed = target.energy(proposal.x, limit);
    if (!(proposed <= limit)) return false;
    x = std::move(proposal.x);
    energy = proposed;
    return true;
}

}  // namespace

MarkovState start_chains(const Target& target, Points archive, const MarkovOptions& options) {
    ABSCOPE_EXPECT(archive.size() >= 3 && archive.size() >= static_cast<std::size_t>(options.chains));
    const auto chains = static_cast<std::size_t>(options.chains);
    MarkovState state;
    state.chains.assign(archive.begin(), archive.begin() + options.chains);
    state.archive = std::move(archive);
    state.energies.resize(chains);
    parallel_for(chains, [&](std::size_t c) { state.energies[c] = target(state.chains[c]); });
    state.draws.resize(chains);
    state.draw_energies.resize(chains);
    state.accepted.assign(chains, 0);
    return state;
}

void move_chains(const Target& target, const MarkovOptions& options, MarkovState& state,
                 const std::function<bool(const MarkovState&)>& after) {
    const std::size_t chains = state.chains.size();
    while (state.generation < options.generations && !stop_requested()) {
        ++state.generation;
        parallel_for(chains, [&](std::size_t c) {
            state.accepted[c] +=
                move_one(target, options, state.generation, c, state.archive, state.chains[c], state.energies[c]);
        });
        if (state.generation % options.archive_every != 0) continue;
        for (std::size_t c = 0; c < chains; ++c) {
            state.archive.push_back(state.chains[c]);
            state.draws[c].push_back(state.chains[c]);
            state.draw_energies[c].push_back(state.energies[c]);
        }
        if (after && !after(state)) return;
    }
}

}  // namespace abscope::fit
