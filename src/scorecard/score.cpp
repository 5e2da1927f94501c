// From a card and parameter values to the rows: one batch of courses, then measures, ratios and verdicts.
#include "scorecard/score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "immune/models/t2/adaptive_step.hpp"
#include "immune/models/t2/fixed_step.hpp"
#include "scorecard/measures.hpp"

namespace abscope::scorecard {

namespace {

using namespace immune::t2;

Course course_of(const Card& card, const Arm& arm, Parameters base) {
    Course course;
    course.body.topology = one_node_each(static_cast<int>(card.cells.size()));
    course.body.lesions.assign(card.cells.size(), base);
    course.body.cells = card.cells;
    if (arm.special_lesion >= 0) {
        auto& lesion = course.body.lesions[static_cast<std::size_t>(arm.special_lesion)];
        for (const auto& [name, value] : arm.special) *find_parameter(lesion, name) = value;
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
        outcomes.push_back({p.ALC0, p.NEU0 / p.ALC0, treated / control});
    }
    return outcomes;
}

double picked(const Row& row, const std::vector<int>& arms, const std::vector<Trajectory>& trajectories) {
    double best = std::numeric_limits<double>::quiet_NaN();
    for (const int arm : arms) {
        const double value = measure_of(trajectories[static_cast<std::size_t>(arm)], row.measure);
        const bool better = row.pick == Pick::largest ? value > best : value < best;
        if (better || std::isnan(best)) best = value;
    }
    return best;
}

Verdict judge(double value, const Row& row) {
    if (!std::isfinite(value)) return Verdict::undefined;
    if (row.low && value < *row.low) return Verdict::fail;
    if (row.high && value > *row.high) return Verdict::fail;
    return Verdict::pass;
}

}  // namespace

const Parameters& ModelValues::of(const std::string& tumour) const {
    if (tumour.empty()) return base;
    const auto at = std::find_if(tumours.begin(), tumours.end(), [&](const auto& entry) { return entry.first == tumour; });
    ABSCOPE_EXPECT(at != tumours.end());
    return at->second;
}

ModelValues calibrated_values(const ParameterSet& set) {
    ModelValues values{set.values(), {}};
    for (const auto& o : set.overrides) values.tumours.emplace_back(o.name, set.values(o.name));
    return values;
}

ModelValues start_values(const ParameterSet& set) {
    ModelValues values{set.start_values(), {}};
    for (const auto& o : set.overrides) values.tumours.emplace_back(o.name, set.start_values(o.name));
    return values;
}

Score score(const Card& card, const ModelValues& values, Method method) {
    const auto courses = all_courses(card, values);
    const Sampling sampling = sampling_for_measures(courses[0].body.topology);
    const auto trajectories =
        method == Method::reference ? run_fixed_step(courses, sampling) : run_adaptive(courses, sampling, {1e-5, 1e-8});
    const auto outcomes = outcomes_of(card, courses, trajectories);
    Score out;
    for (const auto& row : card.rows) {
        ScoredRow scored{row.id, row.behaviour, row.reference, 0.0, row.low, row.high, Verdict::undefined, row.kind, row.reference};
        if (row.measure == Measure::lymphopenia) {
            scored.ours = lymphopenia_probability(values.base, row.gy, row.fractions);
        } else if (row.measure > Measure::lymphopenia) {
            scored.ours = cohort_measure(card.cohort, outcomes, row.measure);
        } else {
            scored.ours = picked(row, row.over, trajectories);
            if (!row.under.empty()) scored.ours /= picked(row, row.under, trajectories);
        }
        scored.verdict = judge(scored.ours, row);
        out.passed += scored.verdict == Verdict::pass;
        out.rows.push_back(std::move(scored));
    }
    return out;
}

std::string_view verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass: return "pass";
        case Verdict::fail: return "fail";
        case Verdict::undefined: break;
    }
    return "undefined";
}

std::string band_text(const std::optional<double>& low, const std::optional<double>& high) {
    if (low && high) return fmt::format("{} to {}", *low, *high);
    return low ? fmt::format("≥ {}", *low) : fmt::format("≤ {}", *high);
}

}  // namespace abscope::scorecard
