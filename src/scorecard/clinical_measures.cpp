// Observations on trajectories, medians and shares.
#include "scorecard/clinical_measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "scorecard/ensemble.hpp"
#include "twin/outcome.hpp"

namespace abscope::scorecard {

namespace {

using twin::Channels;
using twin::PatientTrajectory;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double days_a_month = 30.4;

std::size_t points_until(const Channels& channels, double day) {
    if (!(day > 0.0)) return channels.t_day.size();
    return static_cast<std::size_t>(std::upper_bound(channels.t_day.begin(), channels.t_day.end(), day + 1e-9) - channels.t_day.begin());
}

// Largest number of suppressive myeloid cells for one of the tumour, both in cells of the same unit.
double myeloid_share(const Channels& channels, const PatientTrajectory& patient, int lesion, std::size_t points, double unit_cc) {
    const auto at = std::find_if(channels.signals.begin(), channels.signals.end(),
                                 [&](const auto& signal) { return signal.name == "myeloid" && signal.lesion == lesion; });
    const auto& cells = patient.signal[static_cast<std::size_t>(at - channels.signals.begin())];
    const auto& volume = patient.volume_cc[static_cast<std::size_t>(lesion)];
    double largest = 0.0;
    for (std::size_t t = 0; t < points; ++t) largest = std::max(largest, cells[t] * unit_cc / volume[t]);
    return largest;
}

// NaN for a lesion that does not grow.
double doubling_day(const Channels& channels, const PatientTrajectory& patient, int lesion, std::size_t points) {
    const auto& volume = patient.volume_cc[static_cast<std::size_t>(lesion)];
    const double growth = std::log(volume[points - 1] / volume.front());
    return growth > 0.0 ? channels.t_day[points - 1] * std::log(2.0) / growth : nan;
}

bool lesion_responded(const PatientTrajectory& patient, int lesion, std::size_t points) {
    const auto& volume = patient.volume_cc[static_cast<std::size_t>(lesion)];
    const auto response = twin::lesion_response(std::span(volume).first(points));
    return response == twin::Response::complete || response == twin::Response::partial;
}

double value_of(const Row& row, const Channels& channels, const PatientTrajectory& patient, double unit_cc) {
    const Question& q = row.question;
    const std::size_t points = points_until(channels, q.at_day);
    switch (row.measure) {
        case Measure::median_months: return twin::outcome_of(channels, patient, q.from_day).progression_day - q.from_day;
        case Measure::progression_free: {
            const double day = twin::outcome_of(channels, patient, q.from_day).progression_day;
            return std::isnan(day) || day > q.at_day ? 1.0 : 0.0;
        }
        case Measure::response: return twin::outcome_of(channels, patient, q.from_day).responded ? 1.0 : 0.0;
        case Measure::response_ratio_alc:
            if (q.lesion < 0) return twin::outcome_of(channels, patient, q.from_day).responded ? 1.0 : 0.0;
            return lesion_responded(patient, q.lesion, points) ? 1.0 : 0.0;
        case Measure::lesion_response: return lesion_responded(patient, q.lesion, points) ? 1.0 : 0.0;
        case Measure::lesion_failure: {
            const auto& volume = patient.volume_cc[static_cast<std::size_t>(q.lesion)];
            return twin::has_regrown(std::span(volume).first(points)) ? 1.0 : 0.0;
        }
        case Measure::lymphocyte_nadir: return twin::outcome_of(channels, patient).alc_nadir_per_nl;
        case Measure::lymphopenia_share: return twin::outcome_of(channels, patient).alc_nadir_per_nl < q.split ? 1.0 : 0.0;
        case Measure::myeloid_share: return myeloid_share(channels, patient, q.lesion, points, unit_cc);
        case Measure::doubling_day: return doubling_day(channels, patient, q.lesion, points);
        default: return nan;
    }
}

double median(std::vector<double> values) { return twin::median_time_day(std::move(values)); }

double mean(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double v : values) sum += v;
    return values.empty() ? nan : sum / static_cast<double>(values.size());
}

}  // namespace

bool needs_signals(Measure measure) { return measure == Measure::myeloid_share; }

std::vector<Observation> observe(const Row& row, const twin::Cohort& cohort, double unit_cc) {
    std::vector<Observation> out;
    for (const auto& patient : cohort.patients) {
        out.push_back({value_of(row, cohort.channels, patient, unit_cc), patient.alc_per_nl.front() >= row.question.split});
    }
    return out;
}

double summarise(Measure measure, std::span<const Observation> patients, std::span<const std::size_t> chosen) {
    std::vector<double> all, many, few;
    for (const std::size_t at : chosen) {
        all.push_back(patients[at].value);
        (patients[at].many_alc ? many : few).push_back(patients[at].value);
    }
    switch (measure) {
        case Measure::median_months: return median(std::move(all)) / days_a_month;
        case Measure::doubling_day:
        case Measure::lymphocyte_nadir: return median(std::move(all));
        case Measure::myeloid_share: return quantile(std::move(all), 0.95);
        case Measure::response_ratio_alc: return mean(many) / mean(few);
        default: return mean(all);
    }
}

}  // namespace abscope::scorecard
