// Search, choice of alternatives, re-simulation. Belongs to schedule.
#include "schedule/case_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/contract.hpp"
#include "schedule/tornado.hpp"

namespace abscope::schedule {

namespace {

/// What a climb may irradiate: what the plan does, so that organ doses are the plan's; other lesions with a low dose; other targets.
enum class Reach { plan, low_dose, targets };

/// A single number that is climbed; climbs follow each other over one memory of simulated candidates.
struct Climb {
    const char* why;
    Weights weights;
    Reach reach = Reach::plan;
};
const std::vector<Climb>& climbs() {
    static const std::vector<Climb> all{{"balance of all", {}},
                                        {"least toxicity and fewest visits", {1.0, 1.0, 3.0, 1.0, 0.5}},
                                        {"low dose elsewhere: lesions outside the field", {0.2, 2.0, 0.2, 0.2, 0.02}, Reach::low_dose},
                                        {"other targets: balance of all", {}, Reach::targets},
                                        {"control of all lesions", {1.0, 1.0, 0.1, 0.1, 0.0}}};
    return all;
}

using Memory = std::map<Point, Evaluation>;

class CaseObjective {
  public:
    CaseObjective(const SearchCase& fixed, const Space& space, const twin::ImmuneModel& model, const Judges& judges, EvaluationOptions options)
        : fixed_(fixed), space_(space), model_(model), judges_(judges), options_(options) {}

    std::vector<double> operator()(std::span<const Point> points, const Weights& weights) {
        std::vector<Point> fresh;
        std::vector<Candidate> candidates;
        for (const auto& point : points)
            if (!memory.contains(point)) {
                fresh.push_back(point);
                candidates.push_back(candidate_at(space_, point, fixed_.reference));
            }
        const auto evaluations = evaluate(fixed_, candidates, model_, judges_, options_);
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            simulated += evaluations[i].broken.empty();
            memory.emplace(fresh[i], evaluations[i]);
        }
        std::vector<double> values;
        for (const auto& point : points) values.push_back(utility(memory.at(point), weights));
        return values;
    }

    Memory memory;
    int simulated = 0;

  private:
    const SearchCase& fixed_;
    const Space& space_;
    const twin::ImmuneModel& model_;
    const Judges& judges_;
    EvaluationOptions options_;
};

std::size_t axis_of(const Space& space, const char* name) {
    const auto at = std::find_if(space.axes.begin(), space.axes.end(), [&](const Axis& axis) { return axis.name == name; });
    ABSCOPE_EXPECT(at != space.axes.end());
    return static_cast<std::size_t>(at - space.axes.begin());
}

/// The space of a climb: where it may not reach, the first value of the axis alone.
Space within(Space space, Reach reach) {
    if (reach != Reach::targets) space.axes[axis_of(space, "targets")].values.resize(1);
    if (reach == Reach::plan) space.axes[axis_of(space, "other_lesions_gy")].values.resize(1);
    return space;
}

/// The seeds, brought back to what a climb may reach; beside them those that use it: each low dose, each set of targets.
std::vector<Point> starts_of(const Space& space, Reach reach, std::vector<Point> seeds) {
    const auto low_dose = axis_of(space, "other_lesions_gy"), targets = axis_of(space, "targets");
    for (auto& seed : seeds) {
        if (reach != Reach::targets) seed[targets] = 0;
        if (reach == Reach::plan) seed[low_dose] = 0;
    }
    auto starts = seeds;
    if (reach == Reach::plan) return starts;
    const auto axis = reach == Reach::low_dose ? low_dose : targets;
    for (const auto& seed : seeds)
        for (int i = 1; i < static_cast<int>(space.axes[axis].values.size()); ++i) {
            starts.push_back(seed);
            starts.back()[axis] = i;
        }
    return starts;
}

Reach reach_of(const Space& space, const Point& point) {
    if (point[axis_of(space, "targets")] != 0) return Reach::targets;
    return point[axis_of(space, "other_lesions_gy")] != 0 ? Reach::low_dose : Reach::plan;
}

/// Of the allowed points with this reach, the best by `value`; no point if there is none.
template <class Value>
Point best_of(const Space& space, const Memory& memory, Reach reach, const Value& value) {
    Point best;
    double highest = -std::numeric_limits<double>::infinity();
    for (const auto& [point, evaluation] : memory)
        if (evaluation.broken.empty() && evaluation.failure.empty() && reach_of(space, point) == reach && value(evaluation) > highest) {
            highest = value(evaluation);
            best = point;
        }
    return best;
}

/// As much control as the reference in the field and outside it, to within two points.
bool has_enough(const Evaluation& e, const Evaluation& reference) {
    const auto kept = [](const std::vector<double>& now, const std::vector<double>& before) { return !(mean_of(now) < mean_of(before) - 0.02); };
    return kept(e.irradiated, reference.irradiated) && kept(e.other, reference.other);
}

struct Choice {
    std::string why;
    Point point;
};

std::vector<Choice> choose(const Space& space, const Memory& memory, const Evaluation& reference, const Point& reference_point, int most) {
    std::vector<Choice> choices;
    const auto add = [&](const char* why, const Point& point) {
        if (point.empty() || point == reference_point || static_cast<int>(choices.size()) >= most) return;
        for (auto& choice : choices)
            if (choice.point == point) {
                choice.why += "; " + std::string(why);
                return;
            }
        choices.push_back({why, point});
    };
    for (const auto& climb : climbs()) add(climb.why, best_of(space, memory, climb.reach, [&w = climb.weights](const Evaluation& e) { return utility(e, w); }));
    const auto with_enough = [&](const auto& value) {
        return best_of(space, memory, Reach::plan, [&](const Evaluation& e) { return has_enough(e, reference) ? value(e) : -std::numeric_limits<double>::infinity(); });
    };
    add("fewest visits at the same control", with_enough([](const Evaluation& e) { return -static_cast<double>(e.visits) + mean_of(e.all); }));
    add("highest lymphocyte nadir at the same control", with_enough([](const Evaluation& e) { return mean_of(e.alc_nadir); }));
    if (mean_recovery_day(reference.alc_recovery_day, reference.horizon_day) > 0.0)
        add("earliest recovery of lymphocytes at the same control", with_enough([](const Evaluation& e) { return -mean_recovery_day(e.alc_recovery_day, e.horizon_day) + mean_of(e.alc_nadir); }));
    return choices;
}

std::vector<std::pair<Candidate, Evaluation>> pareto_of(const Space& space, const Candidate& reference, const Memory& memory) {
    std::vector<std::pair<Candidate, Evaluation>> allowed;
    std::vector<std::vector<double>> points;
    for (const auto& [point, evaluation] : memory)
        if (evaluation.broken.empty() && evaluation.failure.empty()) {
            allowed.emplace_back(candidate_at(space, point, reference), evaluation);
            points.push_back(objectives(evaluation));
        }
    std::vector<std::pair<Candidate, Evaluation>> front;
    for (const auto i : pareto_front(points)) front.push_back(allowed[i]);
    return front;
}

StructuralGain gain_over(const std::vector<StructuralVariant>& variants, const std::vector<std::vector<Evaluation>>& by_variant, std::size_t candidate,
                         std::vector<double> Evaluation::*quantity) {
    StructuralGain gain;
    for (std::size_t v = 0; v < variants.size(); ++v) {
        gain.variant.push_back(variants[v].id);
        gain.gain.push_back(paired_gain(by_variant[v][candidate].*quantity, by_variant[v].front().*quantity));
    }
    return gain;
}

/// What the rules say about each drug, by its class.
std::vector<SequenceVerdict> verdicts_of(const SearchCase& fixed, const Candidate& candidate, const std::vector<SequenceRule>& rules) {
    std::vector<SequenceVerdict> out;
    for (std::size_t k = 0; k < fixed.drugs.size(); ++k)
        for (auto& verdict : sequence_verdicts(rules, fixed.drugs[k].agent, drug_order(candidate.drugs[k]), fraction_count(candidate))) {
            verdict.drug = fixed.drugs[k].name;
            out.push_back(std::move(verdict));
        }
    return out;
}

/// What a climb may look at of what is left: the first, which spreads over the space, twice the share of each other.
int budget_of(int left, std::size_t climb) {
    const int others = static_cast<int>(climbs().size() - climb);
    return std::max(1, climb == 0 ? 2 * left / (others + 1) : left / others);
}

}  // namespace

CaseSearchResult search_case(const SearchCase& fixed, const twin::ImmuneModel& model, const SearchTables& tables, const CaseSearchOptions& options,
                             const ProgressSink& progress) {
    ABSCOPE_EXPECT(tables.sequence != nullptr && tables.nodal != nullptr);
    const auto say = [&](const char* stage, double share) {
        if (progress) progress(stage, share);
    };
    const auto& reference = fixed.reference;
    CaseSearchResult result;
    result.space = case_space(fixed);
    result.reference = reference;
    result.grid_size = static_cast<double>(result.space.size());
    CaseObjective objective(fixed, result.space, model, tables.judges, {options.search_patients, options.seed, 1e-3});
    const auto reference_point = result.space.nearest(values_of(reference));
    std::vector<Point> seeds{reference_point};
    int left = options.budget;
    for (std::size_t c = 0; c < climbs().size() && left > 0; ++c) {
        say("search", 0.7 * static_cast<double>(c) / static_cast<double>(climbs().size()));
        const auto& weights = climbs()[c].weights;
        const auto space = within(result.space, climbs()[c].reach);
        SearchOptions search_options;
        search_options.seeds = starts_of(space, climbs()[c].reach, seeds);
        search_options.spread_starts = c == 0 ? 12 : 0;
        search_options.climbs = c == 0 ? 2 : 1;
        search_options.budget = budget_of(left, c);
        const auto found = search(space, [&](std::span<const Point> points) { return objective(points, weights); }, search_options);
        if (found.value > -std::numeric_limits<double>::infinity()) seeds = {found.best, reference_point};
        left = options.budget - objective.simulated;
    }
    result.evaluations = objective.simulated;
    result.pareto = pareto_of(result.space, reference, objective.memory);

    say("alternatives", 0.75);
    const auto base = evaluate(fixed, std::vector<Candidate>{reference}, model, tables.judges, {options.search_patients, options.seed, 1e-3}, true);
    const auto choices = choose(result.space, objective.memory, base.front(), reference_point, options.most_alternatives);
    std::vector<Candidate> candidates{reference};
    for (const auto& choice : choices) candidates.push_back(candidate_at(result.space, choice.point, reference));
    const auto variants = structural_variants(model);
    std::vector<std::vector<Evaluation>> by_variant;
    for (const auto& variant : variants) {
        result.variants.push_back(variant.id);
        // Other patients than the search saw: no winner's curse.
        by_variant.push_back(evaluate(fixed, candidates, variant.model, tables.judges, {options.final_patients, options.seed + 1, 1e-4}, true));
    }
    result.reference_evaluation = by_variant.front().front();
    result.reference_verdicts = verdicts_of(fixed, reference, *tables.sequence);
    for (std::size_t i = 1; i < candidates.size(); ++i) {
        Alternative alternative{choices[i - 1].why, candidates[i], by_variant.front()[i], {}, {}, {}, 0.0, 0.0, {}, {}};
        alternative.gain = gain_over(variants, by_variant, i, &Evaluation::all);
        alternative.gain_irradiated = gain_over(variants, by_variant, i, &Evaluation::irradiated);
        alternative.gain_other = gain_over(variants, by_variant, i, &Evaluation::other);
        alternative.extra_toxicity_low = alternative.evaluation.toxicity_low - result.reference_evaluation.toxicity_low;
        alternative.extra_toxicity_high = alternative.evaluation.toxicity_high - result.reference_evaluation.toxicity_high;
        alternative.verdicts = verdicts_of(fixed, candidates[i], *tables.sequence);
        if (candidates[i].node_spared) alternative.node_price = toxicity::price_of_sparing(*tables.nodal, fixed.node_site, node_eqd2_gy(fixed, candidates[i]));
        result.alternatives.push_back(std::move(alternative));
    }
    say("tornado", 0.9);
    if (!result.alternatives.empty()) result.tornado = tornado(fixed, reference, result.alternatives.front().candidate, model, tables.judges, options.seed + 1);
    say("done", 1.0);
    return result;
}

}  // namespace abscope::schedule
