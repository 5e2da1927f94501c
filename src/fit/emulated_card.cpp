// Rounds of design and emulator, then chains.
#include "fit/emulated_card.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/parallel.hpp"
#include "fit/card_descent.hpp"

namespace abscope::fit {

namespace {

constexpr double first_design = 2.0, next_design = 0.5;  // scorecards for each coefficient of a quadratic …
constexpr double least_design = 160.0;                   // … of which there are at least so many
constexpr int descent_steps = 20;
constexpr int settling = 10;                             // surrogate draws that are thrown away

void evaluate(const CardProblem& problem, Points places, Design& design) {
    Points values(places.size());
    parallel_for(places.size(), [&](std::size_t i) { values[i] = problem.row_values(places[i]); });
    std::move(places.begin(), places.end(), std::back_inserter(design.places));
    std::move(values.begin(), values.end(), std::back_inserter(design.values));
}

Design from(const Design& design, std::size_t first) {
    const auto at = static_cast<std::ptrdiff_t>(first);
    return {Points(design.places.begin() + at, design.places.end()), Points(design.values.begin() + at, design.values.end())};
}

// The last places of the design: draws of what was known until then.
Points starts_of(const RowEmulator& emulator, const Design& design, int chains) {
    Points starts;
    const std::size_t apart = std::max<std::size_t>(1, design.places.size() / 4 / static_cast<std::size_t>(chains));
    for (int c = 0; c < chains; ++c) {
        starts.push_back(emulator.whitening().to_z(design.places[design.places.size() - 1 - static_cast<std::size_t>(c) * apart]));
    }
    return starts;
}

struct Builder {
    const CardProblem& problem;
    const EmulatedOptions& options;
    const ProgressSink& progress;
    DelayedOptions delayed;
    Design design;
    double error = 0.0;
    Points last;  // of each chain, where the surrogate's walk ended, ln(value)

    void report(double done) const {
        if (progress) progress("building the emulator", done);
    }

    // Walks on the emulator and asks the card where it came to.
    void refine(const RowEmulator& emulator, int round, std::size_t wanted) {
        const Surrogate surrogate = emulator.surrogate();
        const Points starts = starts_of(emulator, design, options.chains);
        delayed.seed = options.seed + static_cast<std::uint64_t>(round) * 1000003;
        const int each = static_cast<int>(wanted / static_cast<std::size_t>(options.chains)) + settling;
        const auto draws = surrogate_draws(surrogate, starts, each, choose_step(surrogate, starts, delayed), delayed);
        Points places;
        for (int d = settling; d < each; ++d) {
            for (const auto& chain : draws) places.push_back(emulator.whitening().to_x(chain[static_cast<std::size_t>(d)]));
        }
        const std::size_t before = design.places.size();
        evaluate(problem, std::move(places), design);
        error = emulator.energy_error(from(design, before));
        last.clear();
        for (const auto& chain : draws) last.push_back(emulator.whitening().to_x(chain.back()));
    }

    Result<RowEmulator> build(std::span<const double> start) {
        const double p = std::max(least_design, static_cast<double>(math::QuadraticFit::coefficients(problem.free().size())));
        report(0.0);
        const auto best = descend(problem, start, descent_steps);
        evaluate(problem, problem.linearised_draws(best.x, static_cast<std::size_t>(first_design * p), options.seed), design);
        ABSCOPE_TRY(auto emulator, RowEmulator::fit(problem, design));
        for (int round = 1; round <= options.rounds && !stop_requested(); ++round) {
            report(0.5 + 0.5 * round / (options.rounds + 1.0));
            refine(emulator, round, static_cast<std::size_t>(next_design * p));
            ABSCOPE_TRY(emulator, RowEmulator::fit(problem, design));
        }
        return emulator;
    }
};

Result<void> check(const EmulatedOptions& options) {
    if (options.chains >= 2 && options.moves >= 8 * options.chains && options.rounds >= 1) return {};
    return bad_input(fmt::format("{} moves for {} chains in {} rounds", options.moves, options.chains, options.rounds),
                     "there must be two chains, eight moves of each and one round", "ask for more");
}

}  // namespace

Result<EmulatedSample> sample_card_emulated(const CardProblem& problem, std::span<const double> start, const EmulatedOptions& options,
                                            const ProgressSink& progress) {
    ABSCOPE_CHECK_OK(check(options));
    Builder builder{problem, options, progress, {}, {}, 0.0, {}};
    ABSCOPE_TRY(const auto emulator, builder.build(start));
    if (stop_requested()) return interrupted();
    DelayedOptions delayed = builder.delayed;
    delayed.seed = options.seed;
    delayed.moves = static_cast<int>(options.moves / options.chains);
    Points starts;
    for (const auto& x : builder.last) starts.push_back(emulator.whitening().to_z(x));
    auto chains = run_delayed(emulator.target(), emulator.surrogate(), starts, delayed, [&](std::int64_t asked) {
        if (progress) progress("moving the chains", static_cast<double>(asked) / static_cast<double>(options.moves));
        return true;
    });
    if (stop_requested()) return interrupted();
    for (auto& chain : chains.draws) {
        for (auto& z : chain) z = emulator.whitening().to_x(z);
    }
    EmulatedSample out{{}, builder.error};
    const auto skipped = static_cast<std::size_t>(options.burn_in * delayed.moves);
    out.sampled = sampled_of(problem, chains.draws, skipped, options.members);
    std::int64_t accepted = 0;
    for (const auto a : chains.accepted) accepted += a;
    out.sampled.acceptance = static_cast<double>(accepted) / static_cast<double>(delayed.moves * options.chains);
    out.sampled.evaluations = static_cast<std::int64_t>(builder.design.places.size()) + delayed.moves * options.chains;
    return out;
}

}  // namespace abscope::fit
