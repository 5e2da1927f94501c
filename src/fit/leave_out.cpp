// One fit a fold, and the verdicts on what it has not seen.
#include "fit/leave_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "fit/card_descent.hpp"
#include "fit/emulated_card.hpp"

namespace abscope::fit {

namespace {

using scorecard::Card;
using scorecard::FreeParameters;
using scorecard::HeldOutRow;
using scorecard::Row;

std::vector<std::string> folds_of(const Card& card) {
    std::set<std::string> names;
    for (const auto& row : card.rows) {
        if (!row.fold.empty()) names.insert(row.fold);
    }
    return {names.begin(), names.end()};
}

// Rows are found again by their names in cards of fewer rows.
double value_of(const Card& card, const std::vector<double>& values, const std::string& id) {
    const auto at = std::find_if(card.rows.begin(), card.rows.end(), [&](const Row& row) { return row.id == id; });
    ABSCOPE_EXPECT(at != card.rows.end());
    return values[static_cast<std::size_t>(at - card.rows.begin())];
}

// A set of free parameters with one prior width for all.
FreeParameters with_prior(const immune::t2::ParameterSet& set, double log_sd, const std::vector<std::string>& names) {
    immune::t2::ParameterSet wide = set;
    for (auto& record : wide.records) record.log_sd = log_sd;
    for (auto& o : wide.overrides) {
        for (auto& record : o.records) record.log_sd = log_sd;
    }
    auto free = FreeParameters::named(wide, names);
    ABSCOPE_EXPECT(free.ok());
    return std::move(free).value();
}

struct Fold {
    const Card& card;
    const FreeParameters& free;
    const LeaveOutOptions& options;
    std::string name;
    LeaveOut& out;

    Result<void> run(const std::function<void(double)>& report) {
        const Card seen = scorecard::only_rows(card, [&](const Row& row) { return row.kind == "fitted" && row.fold != name; });
        const Card unseen = scorecard::only_rows(card, [&](const Row& row) { return row.kind == "fitted" && row.fold == name; });
        CardOptions problem_options;
        problem_options.temperature = options.temperature;
        problem_options.centre = free.unfitted();
        const CardProblem problem(seen, free, problem_options);
        const auto best = descend_in_stages(problem, free.unfitted(), options.iterations);
        report(0.4);
        if (stop_requested()) return interrupted();
        FoldFit fit;
        fit.name = name;
        fit.rows_fitted = static_cast<int>(seen.rows.size());
        fit.evaluations = best.evaluations;
        fit.rows_reached = scorecard::judge_all(seen, problem.row_values(best.x)).passed;
        Points sets{best.x};
        if (options.chain_evaluations > 0) ABSCOPE_CHECK_OK(sample(problem, best.x, sets, fit));
        judge(unseen, problem, best.x, sets);
        out.folds.push_back(fit);
        return {};
    }

    Result<void> sample(const CardProblem& problem, const std::vector<double>& start, Points& sets, FoldFit& fit) const {
        EmulatedOptions sampling;
        sampling.members = 240;
        sampling.moves = options.chain_evaluations;
        sampling.burn_in = 0.25;  // the fit is far from where the chains settle
        sampling.seed = options.seed;
        ABSCOPE_TRY(const auto emulated, sample_card_emulated(problem, start, sampling));
        const Sampled& sampled = emulated.sampled;
        sets.clear();
        for (const auto& member : sampled.ensemble.members) {
            std::vector<double> logs;
            for (const double value : member) logs.push_back(std::log(value));
            sets.push_back(std::move(logs));
        }
        fit.worst_r_hat = sampled.convergence.worst_r_hat;
        fit.least_effective = sampled.convergence.least_effective;
        fit.acceptance = sampled.acceptance;
        fit.evaluations += sampled.evaluations;
        return {};
    }

    void judge(const Card& unseen, const CardProblem& problem, const std::vector<double>& best, const Points& sets) const {
        const auto values_at = [&](std::span<const double> logs) {
            return scorecard::row_values(unseen, problem.free().values(logs), problem.options().method);
        };
        const auto unfitted = values_at(free.unfitted()), fitted = values_at(best);
        Points over_sets;
        for (const auto& logs : sets) over_sets.push_back(values_at(logs));
        for (const auto& row : unseen.rows) {
            HeldOutRow held{row.id, name, value_of(unseen, unfitted, row.id), value_of(unseen, fitted, row.id)};
            std::vector<double> column;
            for (const auto& values : over_sets) column.push_back(value_of(unseen, values, row.id));
            for (const double v : column) held.share += scorecard::in_band(v, row.low, row.high) ? 1.0 : 0.0;
            held.share /= static_cast<double>(column.size());
            held.median = scorecard::quantile(column, 0.5);
            held.unfitted_holds = scorecard::in_band(held.unfitted, row.low, row.high);
            held.fit_holds = scorecard::in_band(held.fitted, row.low, row.high);
            held.median_holds = scorecard::in_band(held.median, row.low, row.high);
            out.rows.push_back(std::move(held));
        }
    }
};

}  // namespace

Result<LeaveOut> leave_out(const scorecard::Card& card, const immune::t2::ParameterSet& set, const LeaveOutOptions& options,
                           const ProgressSink& progress) {
    const auto names = folds_of(card);
    if (names.empty()) return bad_input("the card has no folds", "leave-out needs rows with a 'fold'", "name a fold in the rows");
    ABSCOPE_TRY(const auto fitted, FreeParameters::of(set, {}));
    std::vector<std::string> free_names;
    for (const auto& p : fitted.list()) free_names.push_back(p.name);
    const FreeParameters free = with_prior(set, options.prior_log_sd, free_names);
    LeaveOut out;
    for (std::size_t f = 0; f < names.size(); ++f) {
        Fold fold{card, free, options, names[f], out};
        ABSCOPE_CHECK_OK(fold.run([&](double done) {
            if (progress) progress("fold " + names[f], (static_cast<double>(f) + done) / static_cast<double>(names.size()));
        }));
    }
    const auto place = [&](const HeldOutRow& held) {
        return std::find_if(card.rows.begin(), card.rows.end(), [&](const Row& row) { return row.id == held.id; });
    };
    std::sort(out.rows.begin(), out.rows.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return out;
}

std::vector<std::string> fold_lines(const LeaveOut& result) {
    std::vector<std::string> lines;
    for (const auto& fold : result.folds) {
        lines.push_back(fmt::format("fold {}: {} of {} rows of the fit reached, {} scorecards; chains: worst R-hat {:.3g}, least "
                                    "effective sample size {:.0f}, {:.0f} % of the moves accepted",
                                    fold.name, fold.rows_reached, fold.rows_fitted, fold.evaluations, fold.worst_r_hat,
                                    fold.least_effective, 100.0 * fold.acceptance));
    }
    return lines;
}

}  // namespace abscope::fit
