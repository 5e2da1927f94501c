// The methods on measurements, and their results as text, JSON and CSV.
#include "app/cli/fit_data.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/cli/table.hpp"
#include "core/rng.hpp"
#include "fit/abc_smc.hpp"
#include "fit/data_problem.hpp"
#include "fit/diagnostics.hpp"
#include "fit/markov_chain.hpp"
#include "fit/profile.hpp"
#include "io/json_value.hpp"
#include "math/cma_es.hpp"
#include "scorecard/assembly.hpp"

namespace abscope::app {

namespace {

using fit::DataProblem;
using fit::Points;
using io::JsonValue;

struct Unknown {
    std::string name;
    double low = 0.0, median = 0.0, high = 0.0, best = 0.0;
    double r_hat = std::nan(""), effective = std::nan("");
    fit::ProfileInterval interval{std::nan(""), std::nan("")};
};

struct Outcome {
    std::vector<Unknown> unknowns;
    std::string summary, method;
    Points draws;  ///< ln(value); empty for the best set alone
};

Result<DataProblem> problem_of(const FitOptions& options) {
    if (options.leave_out || !options.sensitivity.empty()) {
        return bad_usage("--leave-out and --sensitivity with DATA", "they belong to a card", "leave DATA out");
    }
    if (options.free.empty()) {
        return bad_usage("no --free", "a few measurements do not determine every parameter", "name some: --free rg,alpha,kE");
    }
    ABSCOPE_TRY(const auto table, io::read_nonmem(options.data));
    ABSCOPE_TRY(auto data, fit::read_dataset(table));
    ABSCOPE_TRY(const auto assembly, scorecard::load_assembly(options.card));
    ABSCOPE_TRY(auto free, scorecard::FreeParameters::named(assembly.set, options.free));
    return DataProblem(std::move(data), std::move(free));
}

std::vector<Unknown> unknowns_of(const DataProblem& problem, const Points& draws) {
    std::vector<Unknown> out;
    const auto names = fit::unknown_names(problem);
    for (std::size_t k = 0; k < names.size(); ++k) {
        std::vector<double> column;
        for (const auto& draw : draws) column.push_back(std::exp(draw[k]));
        Unknown one{names[k]};
        one.low = scorecard::quantile(column, 0.025);
        one.best = one.median = scorecard::quantile(column, 0.5);
        one.high = scorecard::quantile(column, 0.975);
        out.push_back(std::move(one));
    }
    return out;
}

Points prior_draws(const DataProblem& problem, std::size_t count, std::uint64_t seed) {
    Points points;
    for (std::size_t i = 0; i < count; ++i) {
        RandomStream stream(seed, RandomPurpose::synthetic_data, i);
        points.push_back(problem.draw_prior(stream));
    }
    return points;
}

Result<Outcome> by_chains(const DataProblem& problem, const FitOptions& options, const GlobalOptions& global,
                          const Terminal& terminal) {
    const auto target = problem.target();
    fit::MarkovOptions markov;
    markov.chains = options.chains;
    markov.seed = global.seed;
    const auto evaluations = options.evaluations > 0 ? options.evaluations : 40000;
    markov.generations = static_cast<int>(evaluations / options.chains);
    if (markov.generations < 80) return bad_usage("too few evaluations", "each chain must move at least 80 times");
    const auto archive = prior_draws(problem, 10 * target.dimension + static_cast<std::size_t>(options.chains), global.seed);
    auto state = start_chains(target, archive, markov);
    const auto progress = terminal.progress();
    move_chains(target, markov, state, [&](const fit::MarkovState& now) {
        progress("moving the chains", static_cast<double>(now.generation) / markov.generations);
        return !stop_requested();
    });
    if (stop_requested()) return interrupted();
    const std::size_t skipped = state.draws[0].size() / 3;
    Outcome out;
    out.method = "mcmc";
    for (std::size_t d = skipped; d < state.draws[0].size(); ++d) {
        for (const auto& chain : state.draws) out.draws.push_back(chain[d]);
    }
    out.unknowns = unknowns_of(problem, out.draws);
    const auto convergence = fit::convergence_of(state.draws, skipped);
    for (std::size_t k = 0; k < out.unknowns.size(); ++k) {
        out.unknowns[k].r_hat = convergence.r_hat[k];
        out.unknowns[k].effective = convergence.effective[k];
    }
    out.summary = fmt::format("{} draws of {} chains, worst R-hat {:.3f}, least effective sample size {:.0f}{}", out.draws.size(),
                              options.chains, convergence.worst_r_hat, convergence.least_effective,
                              convergence.worst_r_hat > 1.05 ? ": not converged, ask for more evaluations" : "");
    return out;
}

Result<Outcome> by_populations(const DataProblem& problem, const FitOptions& options, const GlobalOptions& global) {
    fit::AbcProblem abc;
    abc.dimension = problem.free().size() + 1;
    abc.draw_prior = [&](RandomStream& stream) { return problem.draw_prior(stream); };
    abc.log_prior = [&](std::span<const double> x) { return -problem.prior_energy(x); };
    abc.distance = [&](std::span<const double> x, RandomStream& stream) {
        const auto computed = problem.predictions(x);
        const double error = std::exp(x.back());
        double sum = 0.0;
        std::size_t at = 0;
        for (const auto& subject : problem.data().subjects) {
            for (const auto& o : subject.observations) {
                const double simulated = std::log(std::max(computed[at++], 1e-12)) + error * stream.normal();
                const double residual = std::log(std::max(o.value, 1.0)) - simulated;
                sum += o.value > 0.0 || simulated > 0.0 ? residual * residual : 0.0;
            }
        }
        return std::sqrt(sum / static_cast<double>(at));
    };
    fit::AbcOptions abc_options;
    abc_options.particles = options.members;
    abc_options.rounds = 1000;
    abc_options.seed = global.seed;
    abc_options.evaluations = options.evaluations > 0 ? options.evaluations : 40000;
    const auto result = run_abc(abc, abc_options, [](const fit::AbcResult&) { return !stop_requested(); });
    if (stop_requested()) return interrupted();
    Outcome out;
    out.method = "abc";
    out.draws = resampled(result, static_cast<std::size_t>(options.members));
    out.unknowns = unknowns_of(problem, out.draws);
    out.summary = fmt::format("{} rounds, last tolerance {:.3g} (root mean square of ln), {:.0f} effective particles, {} model runs",
                              result.rounds.size(), result.rounds.back().tolerance, result.rounds.back().effective,
                              result.evaluations);
    return out;
}

/// The best set, and profile intervals where they were asked for.
Result<Outcome> best_set(const DataProblem& problem, const FitOptions& options, const GlobalOptions& global) {
    const auto target = problem.target();
    math::CmaOptions cma;
    cma.seed = global.seed;
    cma.evaluations = options.evaluations > 0 ? options.evaluations : 5000;
    cma.tolerance = 1e-6;
    const auto found = math::minimise_cma([&](std::span<const double> x) { return target(x); }, problem.start(), cma,
                                          [](const math::CmaResult&) { return !stop_requested(); });
    if (stop_requested()) return interrupted();
    if (found.x.empty() || !std::isfinite(found.value)) {
        return bad_input("no parameters give a finite likelihood", "the courses cannot be run near the start", "check doses and volumes");
    }
    Outcome out;
    out.method = "cma";
    out.unknowns = unknowns_of(problem, {found.x});
    const auto names = fit::unknown_names(problem);
    for (const auto& wanted : options.profile) {
        const auto at = std::find(names.begin(), names.end(), wanted);
        if (at == names.end()) return bad_usage("--profile " + wanted, "it is not free", "name it in --free");
        const auto k = static_cast<std::size_t>(at - names.begin());
        std::vector<double> grid;
        for (int i = -12; i <= 12; ++i) grid.push_back(found.x[k] + 0.1 * i);
        const auto interval = interval_of(fit::profile(target, found.x, k, grid, 400, 0.1, global.seed));
        out.unknowns[k].interval = {std::exp(interval.low), std::exp(interval.high)};
    }
    out.summary = fmt::format("energy {:.4f} after {} model runs, {}", found.value, found.evaluations,
                              found.converged ? "converged" : "not converged: ask for more evaluations");
    return out;
}

Rendering render(const DataProblem& problem, const Outcome& outcome) {
    using Align = Table::Align;
    const bool posterior = !outcome.draws.empty();
    Table table({{"unknown"}, {posterior ? "median" : "best", Align::right}, {posterior ? "2.5 %" : "95 % from", Align::right},
                 {posterior ? "97.5 %" : "to", Align::right}, {"R-hat", Align::right}, {"effective", Align::right}});
    auto list = JsonValue::array();
    for (const auto& u : outcome.unknowns) {
        const double low = posterior ? u.low : u.interval.low, high = posterior ? u.high : u.interval.high;
        table.row({u.name, significant(u.best), significant(low), significant(high), significant(u.r_hat, 4), significant(u.effective, 3)});
        list.push(JsonValue::object({{"name", u.name}, {"value", u.best}, {"low", low}, {"high", high}, {"r_hat", u.r_hat}, {"effective", u.effective}}));
    }
    auto json = JsonValue::object({{"schema", "abscope.twin-fit/1"}, {"method", outcome.method}, {"subjects", problem.data().subjects.size()},
                                   {"observations", problem.data().observations()}, {"summary", outcome.summary}});
    json.add("unknowns", std::move(list));
    std::string csv = fmt::format("{}\n", fmt::join(fit::unknown_names(problem), ","));
    const auto add = [&](const std::vector<double>& values) { csv += fmt::format("{:.6g}\n", fmt::join(values, ",")); };
    for (const auto& draw : outcome.draws) {
        std::vector<double> values;
        for (const double log : draw) values.push_back(std::exp(log));
        add(values);
    }
    if (!posterior) {
        std::vector<double> best;
        for (const auto& u : outcome.unknowns) best.push_back(u.best);
        add(best);
    }
    return {table.text(false) + "\n" + fmt::format("{} subjects, {} measurements; {}\n", problem.data().subjects.size(),
                                                   problem.data().observations(), outcome.summary),
            json.text() + "\n", csv};
}

}  // namespace

Result<Rendering> fit_data(const FitOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    if (options.method == "emulator" || options.method == "descent") {
        return bad_input(fmt::format("--method {} with measurements", options.method), "it works on the rows of a card", "use cma, mcmc or abc");
    }
    ABSCOPE_TRY(const auto problem, problem_of(options));
    ABSCOPE_TRY(const auto outcome, options.method == "mcmc"  ? by_chains(problem, options, global, terminal)
                                    : options.method == "abc" ? by_populations(problem, options, global)
                                                              : best_set(problem, options, global));
    return render(problem, outcome);
}

}  // namespace abscope::app
