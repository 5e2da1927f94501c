// Reduction of a cohort to bands and shares.
#include "twin/twin_result.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

namespace abscope::twin {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double quantile(const std::vector<double>& sorted, double q) {
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] + (place - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

using Pick = std::function<const std::vector<double>&(const PatientTrajectory&)>;

// Quantiles at each time over the patients whose integration finished.
Band band_of(const Cohort& cohort, const Pick& pick) {
    Band band;
    std::vector<double> at;
    for (std::size_t t = 0; !cohort.patients.empty() && t < cohort.channels.t_day.size(); ++t) {
        at.clear();
        for (const auto& patient : cohort.patients)
            if (std::isfinite(pick(patient)[t])) at.push_back(pick(patient)[t]);
        if (at.empty()) at.push_back(nan);
        std::sort(at.begin(), at.end());
        band.low90.push_back(quantile(at, 0.05));
        band.low50.push_back(quantile(at, 0.25));
        band.median.push_back(quantile(at, 0.5));
        band.high50.push_back(quantile(at, 0.75));
        band.high90.push_back(quantile(at, 0.95));
    }
    return band;
}

void add_lesions(const Scenario& scenario, const Cohort& cohort, TwinResult& result) {
    for (std::size_t i = 0; i < scenario.lesions.size(); ++i) {
        const auto& from = scenario.lesions[i];
        TwinLesion lesion{from.name, from.site, scenario.nodes[static_cast<std::size_t>(from.node)], from.irradiated,
                          cohort.typical.volume_cc[i], {}, Response::stable, {}};
        lesion.band = band_of(cohort, [i](const auto& p) -> const auto& { return p.volume_cc[i]; });
        lesion.response = lesion_response(lesion.volume_cc);
        for (const auto& outcome : result.outcomes)
            lesion.response_share[static_cast<std::size_t>(outcome.lesions[i])] += 1.0 / static_cast<double>(result.outcomes.size());
        result.lesions.push_back(std::move(lesion));
    }
}

void add_signals(const Cohort& cohort, TwinResult& result) {
    for (std::size_t s = 0; s < cohort.channels.signals.size(); ++s)
        result.signals.push_back({cohort.channels.signals[s], cohort.typical.signal[s],
                                  band_of(cohort, [s](const auto& p) -> const auto& { return p.signal[s]; })});
}

bool responded(Response response) { return response == Response::complete || response == Response::partial; }

void add_outcomes(const Scenario& scenario, const Cohort& cohort, TwinResult& result) {
    result.progression_day = outcome_of(cohort.channels, cohort.typical).progression_day;
    std::vector<double> times;
    int objective = 0, outside = 0;
    const bool any_outside = std::any_of(scenario.lesions.begin(), scenario.lesions.end(), [](const auto& l) { return !l.irradiated; });
    for (const auto& patient : cohort.patients) {
        if (!patient.finished) continue;
        result.outcomes.push_back(outcome_of(cohort.channels, patient));
        const auto& outcome = result.outcomes.back();
        times.push_back(outcome.progression_day);
        objective += outcome.responded;
        bool here = false;
        for (std::size_t i = 0; i < scenario.lesions.size(); ++i) here |= !scenario.lesions[i].irradiated && responded(outcome.lesions[i]);
        outside += here;
    }
    const double n = static_cast<double>(result.outcomes.size());
    result.median_progression_day = median_time_day(times);
    result.response_share = n > 0 ? objective / n : nan;
    result.outside_share = n > 0 && any_outside ? outside / n : nan;
}

}  // namespace

Result<TwinResult> run_twin(const Scenario& scenario, const ImmuneModel& model, const CohortOptions& options) {
    CohortOptions all = options;
    all.keep = Keep::volumes_and_signals;
    ABSCOPE_TRY(const auto cohort, simulate_cohort(scenario, model, all));
    TwinResult result;
    result.name = scenario.name;
    result.t_day = cohort.channels.t_day;
    add_outcomes(scenario, cohort, result);
    add_lesions(scenario, cohort, result);
    add_signals(cohort, result);
    result.alc_per_nl = cohort.typical.alc_per_nl;
    result.alc = band_of(cohort, [](const auto& p) -> const auto& { return p.alc_per_nl; });
    result.alc_from_blood = scenario.blood && !scenario.fractions.empty();
    result.patients = options.patients;
    result.unfinished = cohort.unfinished;
    result.seed = options.seed;
    result.unmodelled = scenario.unmodelled;
    result.parameters = model.parameters.records;
    result.warnings = scenario.warnings;
    std::set<std::string> named;
    for (const auto& given : scenario.drugs) {
        const auto* drug = model.drugs.find(given.drug);
        if (named.insert(drug->name).second) result.drugs.emplace_back(drug->name, drug->source);
    }
    return result;
}

Comparison compare(const TwinResult& first, const TwinResult& second) {
    ABSCOPE_EXPECT(first.outcomes.size() == second.outcomes.size());
    Comparison out;
    out.median_change_day = second.median_progression_day - first.median_progression_day;
    const double n = static_cast<double>(first.outcomes.size());
    const auto burden = [](const PatientOutcome& o) {
        double sum = 0.0;
        for (const double ratio : o.end_ratio) sum += ratio;
        return sum;
    };
    for (std::size_t i = 0; i < first.outcomes.size(); ++i) {
        const auto& a = first.outcomes[i];
        const auto& b = second.outcomes[i];
        const double ta = std::isnan(a.progression_day) ? std::numeric_limits<double>::infinity() : a.progression_day;
        const double tb = std::isnan(b.progression_day) ? std::numeric_limits<double>::infinity() : b.progression_day;
        const double better = ta != tb ? (tb > ta ? 1.0 : 0.0) : burden(b) < burden(a) ? 1.0 : burden(b) > burden(a) ? 0.0 : 0.5;
        out.second_better_share += better / n;
        double outside_a = 0.0, outside_b = 0.0;
        for (std::size_t l = 0; l < first.lesions.size() && l < second.lesions.size(); ++l) {
            if (first.lesions[l].irradiated || second.lesions[l].irradiated) continue;
            outside_a += a.end_ratio[l];
            outside_b += b.end_ratio[l];
        }
        out.smaller_outside_share += (outside_b < outside_a ? 1.0 : 0.0) / n;
    }
    return out;
}

}  // namespace abscope::twin
