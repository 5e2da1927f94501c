// From a card and parameter values to the rows: one batch of courses, then measures, ratios and verdicts.
#include "scorecard/score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "immune/models/t2/adaptive_step.hpp"
#include "immune/models/t2/fixed_step.hpp"
#include "scorecard/clinical_score.hpp"
#include "scorecard/measures.hpp"

namespace abscope::scorecard {

namespace {

using namespace immune::t2;

Course course_of(const Card& card, const Arm& arm, Parameters base) {
    Course course;
    course.body.topology = one_node_each(static_cast<int>(card.cells.size()));
    course.body.lesions.assign(card.cells.size(), base);
    course.body.cells = card.cells;
    for (std::size_t i = 0; i < course.body.lesions.size(); ++i) {
        if (arm.special_lesion >= 0 && static_cast<std::size_t>(arm.special_lesion) != i) continue;
        for (const auto& [name, value] : arm.special) *find_parameter(course.body.lesions[i], name) = value;
    }
    course.regimen = arm.regimen;
    course.start_day = card.start_day;
    course.end_day = arm.until_day;
    return course;
}

Parameters patient_values(const Cohort& cohort, Parameters values, int patient) {
    const auto z = quasi_normal(patient, static_cast<int>(cohort.spread.size()));
    for (std::size_t k = 0; k < cohort.spread.size(); ++k) {
        const auto& spread = cohort.spread[k];
        double* value = find_parameter(values, spread.parameter);
        ABSCOPE_EXPECT(value != nullptr);
        *value = spread.median.value_or(*value) * std::exp(spread.log_sd * z[k]);
    }
    return values;
}

// Arms in the order of the card, then each virtual patient treated and as control.
std::vector<Course> all_courses(const Card& card, const ModelValues& values) {
    std::vector<Course> courses;
    for (const auto& arm : card.arms) courses.push_back(course_of(card, arm, values.of(arm.tumour)));
    for (int i = 1; i <= card.cohort.patients; ++i) {
        const Parameters patient = patient_values(card.cohort, values.base, i);
        for (const int arm : {card.cohort.treated, card.cohort.control}) {
            courses.push_back(course_of(card, card.arms[static_cast<std::size_t>(arm)], patient));
        }
    }
    return courses;
}

std::vector<PatientOutcome> outcomes_of(const Card& card, const std::vector<Course>& courses,
                                        const std::vector<Trajectory>& trajectories) {
    std::vector<PatientOutcome> outcomes;
    for (std::size_t at = card.arms.size(); at < courses.size(); at += 2) {
        const Parameters& p = courses[at].body.lesions[0];
        const double treated = measure_of(trajectories[at], Measure::volume1_day25);
        const double control = measure_of(trajectories[at + 1], Measure::volume1_day25);
        const double later = lymphocytes(trajectories[at], courses[at].body.topology, card.cohort.later_day);
        outcomes.push_back({p.ALC0, p.NEU0 / p.ALC0, later, treated / control});
    }
    return outcomes;
}

double dose_of(const Arm& arm) {
    double gy = 0.0;
    for (const auto& intervention : arm.regimen) {
        const auto* fraction = std::get_if<immune::Fraction>(&intervention.act);
        if (fraction && !fraction->lesion_gy.empty()) gy += fraction->lesion_gy[0];
    }
    return gy;
}

double picked(const Card& card, const Row& row, const std::vector<int>& arms, const ModelValues& values,
              const std::vector<Trajectory>& trajectories) {
    double best = std::numeric_limits<double>::quiet_NaN();
    for (const int arm : arms) {
        const auto at = static_cast<std::size_t>(arm);
        double value = measure_of(trajectories[at], row.measure, values.of(card.arms[at].tumour).nOth);
        if (row.measure == Measure::chemokine_area_per_gy) value /= dose_of(card.arms[at]);
        const bool better = row.pick == Pick::largest ? value > best : value < best;
        if (better || std::isnan(best)) best = value;
    }
    return best;
}

double compared(const Card& card, const Row& row, const ModelValues& values, const std::vector<Trajectory>& trajectories) {
    const double over = picked(card, row, row.over, values, trajectories);
    if (row.under.empty()) return over;
    const double under = picked(card, row, row.under, values, trajectories);
    return row.combine == Combine::ratio ? over / under : over - under;
}

// The count is taken a month after the nadir that the other lymphopenia rows ask for.
constexpr double later_day = 30.0;

double value_of(const Card& card, const Row& row, const ModelValues& values, const std::vector<Trajectory>& trajectories,
                const std::vector<PatientOutcome>& outcomes) {
    if (row.measure == Measure::lymphopenia) return lymphopenia_probability(values.base, row.gy, row.fractions);
    if (row.measure == Measure::lymphopenia_later) return lymphopenia_probability(values.base, row.gy, row.fractions, later_day);
    if (row.measure == Measure::parameter) {
        Parameters set = values.of(row.tumour);
        return *find_parameter(set, row.parameter);
    }
    if (row.measure > Measure::lymphopenia) return cohort_measure(card.cohort, outcomes, row.measure);
    return compared(card, row, values, trajectories);
}

}  // namespace

bool in_band(double value, const std::optional<double>& low, const std::optional<double>& high) {
    return std::isfinite(value) && (!low || value >= *low) && (!high || value <= *high);
}

Verdict judge(double value, const Row& row) {
    if (in_band(value, row.low, row.high)) return Verdict::pass;
    if (!row.known_gap.empty()) return Verdict::known_gap;
    return std::isfinite(value) ? Verdict::fail : Verdict::undefined;
}

const Parameters& ModelValues::of(const std::string& tumour) const {
    if (tumour.empty()) return base;
    const auto at = std::find_if(tumours.begin(), tumours.end(), [&](const auto& entry) { return entry.first == tumour; });
    ABSCOPE_EXPECT(at != tumours.end());
    return at->second;
}

namespace {

std::vector<std::pair<std::string, double>> spreads_of(const ParameterSet& set) {
    std::vector<std::pair<std::string, double>> out;
    for (const auto& record : set.records) {
        if (record.log_sd > 0.0) out.emplace_back(record.name, record.log_sd);
    }
    return out;
}

}  // namespace

ModelValues calibrated_values(const ParameterSet& set) {
    ModelValues values{set.values(), {}, spreads_of(set)};
    for (const auto& o : set.overrides) values.tumours.emplace_back(o.name, set.values(o.name));
    return values;
}

ModelValues start_values(const ParameterSet& set) {
    ModelValues values{set.start_values(), {}, spreads_of(set)};
    for (const auto& o : set.overrides) values.tumours.emplace_back(o.name, set.start_values(o.name));
    return values;
}

std::vector<double> row_values(const Card& card, const ModelValues& values, Method method) {
    if (card.population) return clinical_values(card, values);
    const auto courses = all_courses(card, values);
    const Sampling sampling = sampling_for_measures(one_node_each(static_cast<int>(card.cells.size())));
    std::vector<Trajectory> trajectories;
    if (!courses.empty()) {
        trajectories = method == Method::reference ? run_fixed_step(courses, sampling) : run_adaptive(courses, sampling, {1e-5, 1e-8});
    }
    const auto outcomes = outcomes_of(card, courses, trajectories);
    std::vector<double> out;
    for (const auto& row : card.rows) out.push_back(value_of(card, row, values, trajectories, outcomes));
    return out;
}

Score judge_all(const Card& card, const std::vector<double>& values) {
    ABSCOPE_EXPECT(values.size() == card.rows.size());
    Score out;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Row& row = card.rows[i];
        const Verdict verdict = judge(values[i], row);
        out.rows.push_back({row.id, row.behaviour, row.reference, values[i], row.low, row.high, verdict, row.kind, row.observable});
        out.passed += verdict == Verdict::pass;
        out.known_gaps += verdict == Verdict::known_gap;
        out.failed += verdict == Verdict::fail || verdict == Verdict::undefined;
    }
    return out;
}

Score score(const Card& card, const ModelValues& values, Method method) {
    return judge_all(card, row_values(card, values, method));
}

std::string_view verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass: return "pass";
        case Verdict::fail: return "fail";
        case Verdict::known_gap: return "known_gap";
        case Verdict::undefined: break;
    }
    return "undefined";
}

std::string band_text(const std::optional<double>& low, const std::optional<double>& high) {
    if (low && high) return fmt::format("{} to {}", *low, *high);
    return low ? fmt::format("≥ {}", *low) : fmt::format("≤ {}", *high);
}

}  // namespace abscope::scorecard
