// Chains on a card, and the choice of members.
#include "fit/sample_card.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"
#include "fit/checkpoint.hpp"
#include "fit/markov_chain.hpp"

namespace abscope::fit {

namespace {

constexpr int draws_between_checkpoints = 20;

std::string key_of(const CardProblem& problem, const SampleOptions& options) {
    std::string names;
    for (const auto& p : problem.free().list()) names += " " + p.name;
    return fmt::format("card {} rows {} temperature {} chains {} seed {} free{}", problem.card().name, problem.card().rows.size(),
                       problem.options().temperature, options.chains, options.seed, names);
}

Result<MarkovState> begin(const CardProblem& problem, const Target& target, std::span<const double> start,
                          const MarkovOptions& markov, const SampleOptions& options) {
    if (!options.checkpoint.empty()) {
        ABSCOPE_TRY(auto kept, read_checkpoint(options.checkpoint, key_of(problem, options)));
        if (kept) return std::move(*kept);
    }
    // Ten points an unknown are what DE-MC(ZS) starts with.
    const std::size_t count = std::max<std::size_t>(10 * target.dimension, static_cast<std::size_t>(options.chains));
    return start_chains(target, problem.linearised_draws(start, count, options.seed), markov);
}

scorecard::Ensemble choose_members(const CardProblem& problem, const std::vector<Points>& draws, std::size_t skipped, int members) {
    scorecard::Ensemble out;
    for (const auto& p : problem.free().list()) out.names.push_back(p.name);
    Points pool;
    for (std::size_t d = skipped; d < draws[0].size(); ++d) {
        for (const auto& chain : draws) pool.push_back(chain[d]);
    }
    const auto wanted = std::min<std::size_t>(static_cast<std::size_t>(members), pool.size());
    for (std::size_t m = 0; m < wanted; ++m) {
        std::vector<double> values;
        for (const double log : pool[m * pool.size() / wanted]) values.push_back(std::exp(log));
        out.members.push_back(std::move(values));
    }
    return out;
}

void count_rows(const CardProblem& problem, scorecard::Ensemble& ensemble) {
    ensemble.rows_passed.assign(ensemble.size(), 0);
    parallel_for(ensemble.size(), [&](std::size_t m) {
        std::vector<double> logs;
        for (const double value : ensemble.members[m]) logs.push_back(std::log(value));
        ensemble.rows_passed[m] = scorecard::judge_all(problem.card(), problem.row_values(logs)).passed;
    });
}

}  // namespace

Sampled sampled_of(const CardProblem& problem, const std::vector<Points>& draws, std::size_t skipped, int members) {
    Sampled out;
    out.convergence = convergence_of(draws, skipped);
    out.ensemble = choose_members(problem, draws, skipped, members);
    count_rows(problem, out.ensemble);
    return out;
}

Result<Sampled> sample_card(const CardProblem& problem, std::span<const double> start, const SampleOptions& options,
                            const ProgressSink& progress) {
    const Target target = problem.target();
    MarkovOptions markov;
    markov.chains = options.chains;
    markov.generations = static_cast<int>(options.evaluations / options.chains);
    markov.seed = options.seed;
    if (options.chains < 2 || markov.generations < 8 * markov.archive_every) {
        return bad_input(fmt::format("{} evaluations for {} chains", options.evaluations, options.chains),
                         "each chain must move at least 80 times, and there must be two", "ask for more evaluations");
    }
    ABSCOPE_TRY(MarkovState state, begin(problem, target, start, markov, options));
    Result<void> written;
    move_chains(target, markov, state, [&](const MarkovState& now) {
        if (progress) progress("moving the chains", static_cast<double>(now.generation) / markov.generations);
        if (options.checkpoint.empty() || now.draws[0].size() % draws_between_checkpoints != 0) return true;
        written = write_checkpoint(options.checkpoint, key_of(problem, options), now);
        return written.ok();
    });
    ABSCOPE_CHECK_OK(written);
    if (stop_requested()) return interrupted();
    const auto skipped = static_cast<std::size_t>(options.burn_in * static_cast<double>(state.draws[0].size()));
    Sampled out = sampled_of(problem, state.draws, skipped, options.members);
    std::int64_t accepted = 0;
    for (const auto a : state.accepted) accepted += a;
    out.evaluations = static_cast<std::int64_t>(state.generation) * options.chains;
    out.acceptance = static_cast<double>(accepted) / static_cast<double>(out.evaluations);
    return out;
}

}  // namespace abscope::fit
