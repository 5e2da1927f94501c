// Cohorts arm by arm, rows from them, and resampled patients.
#include "scorecard/clinical_score.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/rng.hpp"
#include "scorecard/clinical_measures.hpp"
#include "twin/simulate.hpp"

namespace abscope::scorecard {

namespace {

// Patients under the arm above and, where there is one, the arm below.
struct Sides {
    std::vector<Observation> over, under;
};

void set_values(std::vector<immune::t2::ParameterRecord>& records, immune::t2::Parameters values) {
    for (auto& record : records) record.value = *immune::t2::find_parameter(values, record.name);
}

// The human model with the card's values in place of its own.
twin::ImmuneModel model_of(const Arm& arm, const ModelValues& values) {
    twin::ImmuneModel model = twin::human_model();
    auto& set = model.parameters;
    set_values(set.records, values.base);
    for (auto& o : set.overrides) set_values(o.records, values.of(o.name));
    for (auto& record : set.records) {
        const auto spread = std::find_if(values.spreads.begin(), values.spreads.end(), [&](const auto& s) { return s.first == record.name; });
        if (spread != values.spreads.end()) record.log_sd = spread->second;
        for (const auto& [name, value] : arm.special) {
            if (record.name == name) record.value = value;
        }
    }
    return model;
}

bool asks(const std::vector<int>& side, std::size_t arm) { return !side.empty() && static_cast<std::size_t>(side[0]) == arm; }

std::vector<Sides> observed(const Card& card, const ModelValues& values) {
    std::vector<Sides> out(card.rows.size());
    twin::CohortOptions options;
    options.patients = card.population->patients;
    options.seed = card.population->seed;
    options.step_day = card.population->step_day;
    options.tolerance = card.population->tolerance;
    for (std::size_t a = 0; a < card.arms.size(); ++a) {
        const Arm& arm = card.arms[a];
        options.keep = twin::Keep::volumes;
        for (const auto& row : card.rows) {
            if (needs_signals(row.measure) && (asks(row.over, a) || asks(row.under, a))) options.keep = twin::Keep::volumes_and_signals;
        }
        const auto model = model_of(arm, values);
        const auto cohort = twin::simulate_cohort(*arm.scenario, model, options);
        if (!cohort.ok() || cohort->unfinished > 0) continue;  // its rows have no value
        for (std::size_t r = 0; r < card.rows.size(); ++r) {
            const Row& row = card.rows[r];
            if (asks(row.over, a)) out[r].over = observe(row, *cohort, model.parameters.unit_cc);
            if (asks(row.under, a)) out[r].under = observe(row, *cohort, model.parameters.unit_cc);
        }
    }
    return out;
}

double value_of(const Row& row, const Sides& sides, const std::vector<std::size_t>& chosen) {
    if (sides.over.empty() || (sides.under.empty() && !row.under.empty())) return std::numeric_limits<double>::quiet_NaN();
    const double over = summarise(row.measure, sides.over, chosen);
    if (row.under.empty()) return over;
    const double under = summarise(row.measure, sides.under, chosen);
    return row.combine == Combine::ratio ? over / under : over - under;
}

std::vector<double> values_of(const Card& card, const std::vector<Sides>& sides, const std::vector<std::size_t>& chosen) {
    std::vector<double> out;
    for (std::size_t r = 0; r < card.rows.size(); ++r) out.push_back(value_of(card.rows[r], sides[r], chosen));
    return out;
}

std::vector<std::size_t> everyone(const Card& card) {
    std::vector<std::size_t> chosen(static_cast<std::size_t>(card.population->patients));
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    return chosen;
}

std::vector<std::size_t> resampled(const Card& card, int number) {
    RandomStream stream(card.population->seed, RandomPurpose::resampling, static_cast<std::uint64_t>(number));
    std::vector<std::size_t> chosen(static_cast<std::size_t>(card.population->patients));
    for (auto& at : chosen) at = static_cast<std::size_t>(stream.uniform() * static_cast<double>(chosen.size()));
    return chosen;
}

}  // namespace

std::vector<double> clinical_values(const Card& card, const ModelValues& values) {
    return values_of(card, observed(card, values), everyone(card));
}

ClinicalScore clinical_score(const Card& card, const ModelValues& values, int resamples) {
    const auto sides = observed(card, values);
    ClinicalScore out;
    out.values = values_of(card, sides, everyone(card));
    std::vector<std::vector<double>> cohorts;
    for (int i = 0; i < resamples; ++i) cohorts.push_back(values_of(card, sides, resampled(card, i)));
    out.spread = spread_over(card, cohorts);
    return out;
}

}  // namespace abscope::scorecard
