// The methods on a card, and their results as text, JSON and CSV.
#include "app/cli/fit_card.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/cli/table.hpp"
#include "fit/card_descent.hpp"
#include "fit/card_studies.hpp"
#include "fit/emulated_card.hpp"
#include "fit/leave_out.hpp"
#include "fit/sample_card.hpp"
#include "io/json_value.hpp"
#include "math/cma_es.hpp"
#include "scorecard/assembly.hpp"

namespace abscope::app {

namespace {

using namespace scorecard;
using io::JsonValue;

/// The problem of the command line.
struct Work {
    Assembly assembly;
    fit::CardProblem problem;
    std::vector<double> start;
};

Result<Work> work_of(const FitOptions& options) {
    ABSCOPE_TRY(auto assembly, load_assembly(options.card));
    ABSCOPE_TRY(auto free, options.free.empty() ? FreeParameters::of(assembly.set, assembly.card.calibration)
                                                : FreeParameters::named(assembly.set, options.free));
    const auto start = options.start == "unfitted" ? free.unfitted() : free.calibrated();
    const auto fitted = only_rows(for_fitting(assembly.card), [](const Row& row) { return row.kind == "fitted"; });
    if (fitted.rows.empty()) return bad_input("no row of the card is a target", "kind = \"fitted\" marks the targets");
    fit::CardOptions card_options;
    card_options.temperature = options.temperature;
    card_options.centre = start;
    fit::CardProblem problem(fitted, std::move(free), card_options);
    return Work{std::move(assembly), std::move(problem), start};
}

/// The command that makes the result again, for headers.
std::string command_of(const FitOptions& options, const GlobalOptions& global, std::int64_t evaluations) {
    std::string text = fmt::format("abscope twin fit --card {} --seed {}", options.card, global.seed);
    if (!options.free.empty()) text += fmt::format(" --free {}", fmt::join(options.free, ","));
    if (options.leave_out) return text + " --leave-out" + (evaluations > 0 ? fmt::format(" --evaluations {}", evaluations) : "");
    text += fmt::format(" --method {} --start {} --temperature {} --evaluations {}", options.method, options.start,
                        options.temperature, evaluations);
    if (options.method != "cma" && options.method != "descent") text += fmt::format(" --members {}", options.members);
    if (options.method == "mcmc" || options.method == "emulator") text += fmt::format(" --chains {}", options.chains);
    return text;
}

std::vector<std::string> provenance(const std::string& what, const std::string& command) {
    return {what, "source: computed by Abscope from its card of published behaviours and its parameters of model T2",
            "licence: as Abscope (Apache-2.0)", "changes: none", "command: " + command};
}

std::vector<double> column_of(const Ensemble& ensemble, std::size_t k) {
    std::vector<double> column;
    for (const auto& member : ensemble.members) column.push_back(member[k]);
    return column;
}

/// Parameters of an ensemble: quantiles beside the calibrated value, and convergence where chains made it.
Rendering render(const Work& work, const Ensemble& ensemble, const fit::Convergence* convergence, const std::string& summary,
                 const std::vector<std::string>& header) {
    using Align = Table::Align;
    Table table({{"parameter"}, {"calibrated", Align::right}, {"5 %", Align::right}, {"median", Align::right},
                 {"95 %", Align::right}, {"sd of ln", Align::right}, {"R-hat", Align::right}, {"effective", Align::right}});
    const auto spread = log_spread(ensemble);
    auto list = JsonValue::array();
    for (std::size_t k = 0; k < ensemble.names.size(); ++k) {
        const auto column = column_of(ensemble, k);
        const double low = quantile(column, 0.05), median = quantile(column, 0.5), high = quantile(column, 0.95);
        const double calibrated = work.problem.free().list()[k].value;
        table.row({ensemble.names[k], significant(calibrated), significant(low), significant(median), significant(high),
                   significant(spread[k], 3), convergence ? significant(convergence->r_hat[k], 3) : "",
                   convergence ? significant(convergence->effective[k], 3) : ""});
        auto one = JsonValue::object({{"name", ensemble.names[k]}, {"calibrated", calibrated}, {"q05", low}, {"median", median},
                                      {"q95", high}, {"log_sd", spread[k]}});
        if (convergence) one.add("r_hat", convergence->r_hat[k]).add("effective", convergence->effective[k]);
        list.push(std::move(one));
    }
    auto json = JsonValue::object({{"schema", "abscope.twin-fit/1"}, {"members", ensemble.size()}, {"summary", summary}});
    json.add("parameters", std::move(list));
    return {table.text(false) + "\n" + summary + "\n", json.text() + "\n", ensemble_text(ensemble, header)};
}

int median_rows(const Ensemble& ensemble) {
    std::vector<double> rows(ensemble.rows_passed.begin(), ensemble.rows_passed.end());
    return static_cast<int>(std::floor(quantile(rows, 0.5)));
}

std::string chain_summary(const Work& work, const fit::Sampled& sampled, const std::string& moves) {
    const auto spread = log_spread(sampled.ensemble);
    return fmt::format(
        "{} members; the median member holds {} of {} rows; least sd of ln(value) {:.3f}; worst R-hat {:.3f}, least effective "
        "sample size {:.0f}; {}",
        sampled.ensemble.size(), median_rows(sampled.ensemble), work.problem.card().rows.size(),
        *std::min_element(spread.begin(), spread.end()), sampled.convergence.worst_r_hat, sampled.convergence.least_effective, moves);
}

Result<Rendering> by_chains(const Work& work, const FitOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    fit::SampleOptions sampling;
    sampling.members = options.members;
    sampling.chains = options.chains;
    sampling.seed = global.seed;
    sampling.checkpoint = options.checkpoint;
    if (options.evaluations > 0) sampling.evaluations = options.evaluations;
    ABSCOPE_TRY(const auto sampled, sample_card(work.problem, work.start, sampling, terminal.progress()));
    const auto summary = chain_summary(work, sampled, fmt::format("{:.1f} % of {} moves accepted", 100.0 * sampled.acceptance, sampled.evaluations));
    auto header = provenance("Parameter sets that hold most rows of the card, drawn by Markov chains; all count alike",
                             command_of(options, global, sampled.evaluations));
    header.push_back("result: " + summary);
    return render(work, sampled.ensemble, &sampled.convergence, summary, header);
}

Result<Rendering> by_emulator(const Work& work, const FitOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    if (!options.checkpoint.empty()) {
        return bad_input("--checkpoint with --method emulator", "such a run takes minutes and is not cut in two", "leave it out, or use --method mcmc");
    }
    fit::EmulatedOptions emulated;
    emulated.members = options.members;
    emulated.chains = options.chains;
    emulated.seed = global.seed;
    if (options.evaluations > 0) emulated.moves = options.evaluations;
    ABSCOPE_TRY(const auto out, sample_card_emulated(work.problem, work.start, emulated, terminal.progress()));
    const auto summary = chain_summary(work, out.sampled,
                                       fmt::format("{:.1f} % of {} moves accepted, {} scorecards in all, sd of the emulated energy's error {:.2g}",
                                                   100.0 * out.sampled.acceptance, emulated.moves, out.sampled.evaluations, out.energy_error));
    auto header = provenance("Parameter sets that hold most rows of the card, drawn by Markov chains that move on an emulator; all count alike",
                             command_of(options, global, emulated.moves));
    header.push_back("result: " + summary);
    return render(work, out.sampled.ensemble, &out.sampled.convergence, summary, header);
}

Ensemble ensemble_of(const Work& work, const fit::Points& points) {
    Ensemble ensemble;
    for (const auto& p : work.problem.free().list()) ensemble.names.push_back(p.name);
    for (const auto& logs : points) {
        std::vector<double> values;
        for (const double log : logs) values.push_back(std::exp(log));
        ensemble.members.push_back(std::move(values));
        ensemble.rows_passed.push_back(judge_all(work.problem.card(), work.problem.row_values(logs)).passed);
    }
    return ensemble;
}

Result<Rendering> by_populations(const Work& work, const FitOptions& options, const GlobalOptions& global,
                                 const Terminal& terminal) {
    fit::AbcOptions abc;
    abc.particles = options.members;
    abc.seed = global.seed;
    abc.rounds = 1000;
    if (options.evaluations > 0) abc.evaluations = options.evaluations;
    const auto progress = terminal.progress();
    const auto result = run_abc(abc_problem(work.problem), abc, [&](const fit::AbcResult& now) {
        progress("populations", std::min(1.0, static_cast<double>(now.evaluations) / static_cast<double>(abc.evaluations)));
        return !stop_requested();
    });
    if (stop_requested()) return interrupted();
    const auto ensemble = ensemble_of(work, resampled(result, static_cast<std::size_t>(options.members)));
    const auto& last = result.rounds.back();
    const auto summary = fmt::format("{} rounds, last tolerance {:.4g}, {:.1f} % accepted, {:.0f} effective particles; the median "
                                     "member holds {} of {} rows; {} scorecards",
                                     result.rounds.size(), last.tolerance, 100.0 * last.acceptance, last.effective,
                                     median_rows(ensemble), work.problem.card().rows.size(), result.evaluations);
    auto header = provenance("Parameter sets of the last population of ABC-SMC; all count alike",
                             command_of(options, global, abc.evaluations));
    header.push_back("result: " + summary);
    return render(work, ensemble, nullptr, summary, header);
}

Result<Rendering> best_set(const Work& work, const FitOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    math::CmaOptions cma;
    cma.seed = global.seed;
    cma.population = 20;
    cma.sigma = 0.1;
    cma.tolerance = 1e-3;
    if (options.evaluations > 0) cma.evaluations = options.evaluations;
    const auto target = work.problem.target();
    const auto progress = terminal.progress();
    const auto found = math::minimise_cma([&](std::span<const double> x) { return target(x); }, work.start, cma,
                                          [&](const math::CmaResult& now) {
                                              progress("evolution strategy", static_cast<double>(now.evaluations) /
                                                                                 static_cast<double>(cma.evaluations));
                                              return !stop_requested();
                                          });
    if (stop_requested()) return interrupted();
    if (found.evaluations == 0) return bad_input("too few evaluations", "one generation needs 20", "ask for more");
    const auto best = ensemble_of(work, {found.x}), before = ensemble_of(work, {work.start});
    const auto summary = fmt::format("energy {:.4g} after {} scorecards ({}), {:.4g} at the start; {} of {} rows hold, {} at the start",
                                     found.value, found.evaluations, found.converged ? "converged" : "not converged",
                                     target(work.start), best.rows_passed[0], work.problem.card().rows.size(), before.rows_passed[0]);
    auto header = provenance("The best parameter set found by CMA-ES", command_of(options, global, cma.evaluations));
    header.push_back("result: " + summary);
    return render(work, best, nullptr, summary, header);
}

Result<Rendering> by_descent(const Work& work, const FitOptions& options, const GlobalOptions& global) {
    // A step costs one scorecard a parameter and seven more; there are four stages.
    const auto step_cost = static_cast<std::int64_t>(work.start.size() + 7);
    const auto steps = options.evaluations > 0 ? std::max<std::int64_t>(1, options.evaluations / (4 * step_cost)) : 15;
    const auto found = fit::descend_in_stages(work.problem, work.start, static_cast<int>(steps));
    if (stop_requested()) return interrupted();
    const auto best = ensemble_of(work, {found.x}), before = ensemble_of(work, {work.start});
    const auto summary = fmt::format("energy {:.4g} after {} scorecards, {:.4g} at the start; {} of {} rows hold, {} at the start", found.energy,
                                     found.evaluations, work.problem.target()(work.start), best.rows_passed[0],
                                     work.problem.card().rows.size(), before.rows_passed[0]);
    auto header = provenance("The best parameter set found by damped Gauss-Newton steps", command_of(options, global, 4 * steps * step_cost));
    header.push_back("result: " + summary);
    return render(work, best, nullptr, summary, header);
}

Result<Rendering> folds(const Work& work, const FitOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    fit::LeaveOutOptions leave;
    leave.seed = global.seed;
    leave.temperature = options.temperature;
    if (options.evaluations > 0) leave.chain_evaluations = options.evaluations;
    ABSCOPE_TRY(const auto result, leave_out(work.assembly.card, work.assembly.set, leave, terminal.progress()));
    const auto n = count(result.rows);
    const auto summary = fmt::format("{} of {} rows ({:.0f} %) predicted by the median of the fold's chain, {} by its best set, {} before any fit",
                                     n.median, n.rows, 100.0 * n.median / std::max(1, n.rows), n.fitted, n.unfitted);
    auto header = provenance("Rows as they came out when their group was left out of the fit, begun before any fit",
                             command_of(options, global, options.evaluations));
    for (const auto& line : fold_lines(result)) header.push_back(line);
    header.push_back("result: " + summary);
    using Align = Table::Align;
    Table table({{"id"}, {"fold"}, {"before", Align::right}, {"best set", Align::right}, {"median", Align::right},
                 {"share", Align::right}, {"verdict"}});
    auto list = JsonValue::array();
    for (const auto& row : result.rows) {
        const auto* verdict = row.median_holds ? "predicted" : "missed";
        table.row({row.id, row.fold, significant(row.unfitted), significant(row.fitted), significant(row.median),
                   fmt::format("{:.0f} %", 100.0 * row.share), verdict});
        list.push(JsonValue::object({{"id", row.id}, {"fold", row.fold}, {"unfitted", row.unfitted}, {"fitted", row.fitted},
                                     {"median", row.median}, {"share", row.share}, {"verdict", verdict}}));
    }
    auto json = JsonValue::object({{"schema", "abscope.twin-fit/1"}, {"predicted", n.median}, {"of", n.rows}, {"by_best_set", n.fitted},
                                   {"before_any_fit", n.unfitted}});
    json.add("rows", std::move(list));
    return Rendering{table.text(false) + "\n" + summary + "\n", json.text() + "\n", held_out_text(result.rows, header)};
}

Result<Rendering> profiles(const Work& work, const FitOptions& options) {
    const std::vector<double> factors{0.5, 0.7, 0.85, 1.0, 1.2, 1.4, 2.0};
    constexpr int iterations = 4;
    std::string text, csv = "parameter,value,factor,energy\n";
    auto list = JsonValue::array();
    for (const auto& name : options.profile) {
        ABSCOPE_TRY(const auto points, profile_card(work.problem, work.assembly.set, name, factors, iterations));
        const auto interval = fit::interval_of(points);
        text += fmt::format("{}: energy rises by 1.92 at {} and {}\n", name, significant(interval.low), significant(interval.high));
        auto curve = JsonValue::array();
        for (std::size_t i = 0; i < points.size(); ++i) {
            text += fmt::format("  {:>10}  x{:<5.2f} {:>8.2f}\n", significant(points[i].held), factors[i], points[i].energy);
            csv += fmt::format("{},{:.6g},{},{:.6g}\n", name, points[i].held, factors[i], points[i].energy);
            curve.push(JsonValue::object({{"value", points[i].held}, {"energy", points[i].energy}}));
        }
        auto one = JsonValue::object({{"parameter", name}, {"low", interval.low}, {"high", interval.high}});
        one.add("curve", std::move(curve));
        list.push(std::move(one));
    }
    auto json = JsonValue::object({{"schema", "abscope.twin-fit/1"}});
    json.add("profiles", std::move(list));
    return Rendering{text, json.text() + "\n", csv};
}

/// One measure of importance of each input on each row, largest three named.
std::string strongest(const std::vector<double>& importance, const std::vector<FreeParameter>& inputs) {
    std::vector<std::size_t> order(importance.size());
    for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return importance[a] > importance[b]; });
    std::string text;
    for (std::size_t k = 0; k < std::min<std::size_t>(3, order.size()); ++k) {
        text += fmt::format("{}{} {}", k ? ", " : "", inputs[order[k]].name, significant(importance[order[k]], 3));
    }
    return text;
}

Result<Rendering> sensitivities(const Work& work, const FitOptions& options, const GlobalOptions& global) {
    const auto& inputs = work.problem.free().list();
    const bool is_morris = options.sensitivity == "morris";
    const auto evaluations = options.evaluations > 0 ? options.evaluations : 20 * static_cast<std::int64_t>(inputs.size() + 2);
    const auto runs = static_cast<int>(std::max<std::int64_t>(
        is_morris ? 2 : 20, evaluations / static_cast<std::int64_t>(inputs.size() + (is_morris ? 1 : 2))));
    const auto cube = fit::cube_of(work.problem);
    std::string csv = is_morris ? "row,parameter,mean,absolute,deviation\n" : "row,parameter,first,first_error,total,total_error\n";
    Table table({{"row"}, {"behaviour"}, {is_morris ? "largest effects on ln(value) over ± 2 sd" : "largest total indices"}});
    const auto effects = is_morris ? fit::morris(cube, inputs.size(), runs, global.seed) : std::vector<std::vector<fit::MorrisEffect>>();
    const auto indices = is_morris ? std::vector<std::vector<fit::SobolIndex>>() : fit::sobol(cube, inputs.size(), runs, global.seed);
    auto list = JsonValue::array();
    for (std::size_t r = 0; r < work.problem.card().rows.size(); ++r) {
        const auto& row = work.problem.card().rows[r];
        std::vector<double> importance;
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            importance.push_back(is_morris ? effects[r][k].absolute : indices[r][k].total);
            csv += is_morris ? fmt::format("{},{},{:.4g},{:.4g},{:.4g}\n", row.id, inputs[k].name, effects[r][k].mean,
                                           effects[r][k].absolute, effects[r][k].deviation)
                             : fmt::format("{},{},{:.4g},{:.2g},{:.4g},{:.2g}\n", row.id, inputs[k].name, indices[r][k].first,
                                           indices[r][k].first_error, indices[r][k].total, indices[r][k].total_error);
        }
        table.row({row.id, row.behaviour, strongest(importance, inputs)});
        list.push(JsonValue::object({{"row", row.id}, {"importance", JsonValue::array(importance)}}));
    }
    std::vector<std::string> names;
    for (const auto& p : inputs) names.push_back(p.name);
    auto json = JsonValue::object({{"schema", "abscope.twin-fit/1"}, {"method", options.sensitivity}, {"runs", runs},
                                   {"parameters", JsonValue::array(names)}});
    json.add("rows", std::move(list));
    return Rendering{table.text(false), json.text() + "\n", csv};
}

}  // namespace

Result<Rendering> fit_card(const FitOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    ABSCOPE_TRY(const auto work, work_of(options));
    if (options.leave_out) return folds(work, options, global, terminal);
    if (!options.profile.empty()) return profiles(work, options);
    if (!options.sensitivity.empty()) return sensitivities(work, options, global);
    if (options.method == "mcmc") return by_chains(work, options, global, terminal);
    if (options.method == "descent") return by_descent(work, options, global);
    if (options.method == "emulator") return by_emulator(work, options, global, terminal);
    if (options.method == "abc") return by_populations(work, options, global, terminal);
    return best_set(work, options, global, terminal);
}

}  // namespace abscope::app
