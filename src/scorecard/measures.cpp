// Measures on trajectories; the lymphocyte sub-model; smooth response rates of the cohort.
#include "scorecard/measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rng.hpp"

namespace abscope::scorecard {

namespace {

using namespace immune::t2;

// Places of the probes in Trajectory::probes.
enum Probe : std::size_t { interferon, pdl1, dendritic2, dendritic_n, chemokine, circulating, probe_count };

constexpr double grid_step_day = 0.05;

const std::vector<double>& probe(const Trajectory& t, Probe which) { return t.probes[which]; }

// Grid points up to and including `day` [d].
std::size_t points_until(double day) { return static_cast<std::size_t>(std::lround(day / grid_step_day)) + 1; }

double left_sum(const std::vector<double>& values, std::size_t points) {
    double sum = 0.0;
    for (std::size_t i = 0; i < points; ++i) sum += values[i];
    return sum * grid_step_day;
}

std::size_t peak(const std::vector<double>& values, std::size_t points) {
    return static_cast<std::size_t>(std::max_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(points)) -
                                    values.begin());
}

double lesion_state(const Trajectory& t, double day, int lesion, int state) {
    return t.at_day(day)[static_cast<std::size_t>(lesion * LesionIndex::count + state)];
}

double volume(const Trajectory& t, double day, int lesion) {
    using L = LesionIndex;
    double sum = 0.0;
    for (const int state : {L::Co, L::Ch, L::D1, L::D2}) sum += lesion_state(t, day, lesion, state);
    return sum;
}

double cd8_count(const Trajectory& t, double day) {
    using L = LesionIndex;
    double cd8 = 0.0;
    for (const int state : {L::En, L::Er, L::Ex}) cd8 += lesion_state(t, day, 0, state);
    return cd8;
}

double cd8_share(const Trajectory& t, double day, double other_leukocytes) {
    using L = LesionIndex;
    const double cd8 = cd8_count(t, day);
    double all = other_leukocytes * volume(t, day, 0);
    for (const int state : {L::R, L::M, L::M1, L::T}) all += lesion_state(t, day, 0, state);
    return cd8 / (cd8 + all);
}

double pdl1_measure(const Trajectory& t, Measure measure) {
    const auto& P = probe(t, pdl1);
    const std::size_t at = peak(P, points_until(25.0));
    if (measure == Measure::pdl1_peak_day) return static_cast<double>(at) * grid_step_day;
    if (measure == Measure::pdl1_fold) return P[at] / P[0];
    return (P[points_until(7.0) - 1] - P[0]) / (P[at] - P[0]);
}

// Area of the chemokine above its value on day 0, over ten days; the caller divides by the dose.
double chemokine_area(const Trajectory& t) {
    const auto& K = probe(t, chemokine);
    const std::size_t points = points_until(10.0) - 1;
    return left_sum(K, points) - K[0] * static_cast<double>(points) * grid_step_day;
}

double dendritic_peak_day(const Trajectory& t) {
    const std::size_t points = points_until(10.0);
    std::vector<double> sum(points);
    for (std::size_t i = 0; i < points; ++i) sum[i] = probe(t, dendritic2)[i] + probe(t, dendritic_n)[i];
    return static_cast<double>(peak(sum, points)) * grid_step_day;
}

double state_measure(const Trajectory& t, Measure measure, double other_leukocytes) {
    using L = LesionIndex;
    const auto at = [&](double day, int state) { return lesion_state(t, day, 0, state); };
    switch (measure) {
        case Measure::volume0_day25: return volume(t, 25.0, 0);
        case Measure::volume1_day25: return volume(t, 25.0, 1);
        case Measure::volume0_day30: return volume(t, 30.0, 0);
        case Measure::volume1_day30: return volume(t, 30.0, 1);
        case Measure::volume1_day50: return volume(t, 50.0, 1);
        case Measure::cd8_day1: return cd8_count(t, 1.0);
        case Measure::cd8_day10: return cd8_count(t, 10.0);
        case Measure::cd8_share_day14: return cd8_share(t, 14.0, other_leukocytes);
        case Measure::hypoxic_share_day7: return at(7.0, L::Ch) / (at(7.0, L::Co) + at(7.0, L::Ch));
        case Measure::treg_density_day10: return at(10.0, L::R) / (at(10.0, L::Co) + at(10.0, L::Ch) + 20.0);
        case Measure::treg_day10: return at(10.0, L::R);
        case Measure::effectors_day10: return at(10.0, L::En) + at(10.0, L::Er);
        default: return std::numeric_limits<double>::quiet_NaN();
    }
}

}  // namespace

Sampling sampling_for_measures(const Topology& topology) {
    Sampling sampling;
    sampling.days = {1.0, 7.0, 10.0, 14.0, 25.0, 30.0, 50.0};
    sampling.probes.resize(probe_count);
    sampling.probes[interferon] = topology.lesion_at(0) + LesionIndex::I;
    sampling.probes[pdl1] = topology.lesion_at(0) + LesionIndex::P;
    sampling.probes[dendritic2] = topology.node_at(0) + NodeIndex::DC2;
    sampling.probes[dendritic_n] = topology.node_at(0) + NodeIndex::DCn;
    sampling.probes[chemokine] = topology.lesion_at(0) + LesionIndex::K;
    sampling.probes[circulating] = topology.systemic_at() + SystemicIndex::B;
    sampling.grid_step_day = grid_step_day;
    return sampling;
}

double lymphocytes(const Trajectory& t, const Topology& topology, double day) {
    return t.at_day(day)[static_cast<std::size_t>(topology.systemic_at() + SystemicIndex::ALC)];
}

double measure_of(const Trajectory& t, Measure measure, double other_leukocytes) {
    switch (measure) {
        case Measure::interferon_area: return left_sum(probe(t, interferon), points_until(25.0) - 1);
        case Measure::chemokine_area_per_gy: return chemokine_area(t);
        case Measure::effector_exposure: return left_sum(probe(t, circulating), points_until(25.0));
        case Measure::pdl1_peak_day:
        case Measure::pdl1_fold:
        case Measure::pdl1_remaining_day7: return pdl1_measure(t, measure);
        case Measure::dendritic_peak_day: return dendritic_peak_day(t);
        case Measure::chemokine_rise_day3: return probe(t, chemokine)[points_until(3.0) - 1] / probe(t, chemokine)[0];
        default: return state_measure(t, measure, other_leukocytes);
    }
}

double lymphopenia_probability(const Parameters& p, double gy, int fractions, double later_day) {
    constexpr int quantiles = 21;
    const double hit = 1.0 - std::exp(-p.bs * p.aN * gy);
    double sum = 0.0;
    for (int q = 0; q < quantiles; ++q) {
        const double field = 3.0 * std::exp(0.45 * inverse_normal_cdf((q + 0.5) / quantiles));
        double share = 1.0, nadir = 1.0;
        for (int n = 0; n < fractions; ++n) {
            share *= std::exp(-p.fB * field * hit);
            nadir = std::min(nadir, share);
            const double gap_day = n % 5 == 4 ? 3.0 : 1.0;
            if (n + 1 < fractions) share = 1.0 - (1.0 - share) * std::exp(-p.kRec * gap_day);
        }
        if (later_day > 0.0) nadir = 1.0 - (1.0 - share) * std::exp(-p.kRec * later_day);
        sum += normal_cdf(std::log(0.5 / (1.5 * nadir)) / 0.35);
    }
    return sum / quantiles;
}

std::vector<double> quasi_normal(int patient, int dimensions) {
    double g = 1.1;  // root of g^(dimensions+1) = g + 1
    for (int i = 0; i < 100; ++i) g = std::pow(g + 1.0, 1.0 / (dimensions + 1));
    std::vector<double> z;
    for (int k = 1; k <= dimensions; ++k) {
        const double at = 0.5 + patient * std::pow(g, -k);
        z.push_back(inverse_normal_cdf(std::clamp(at - std::floor(at), 0.002, 0.998)));
    }
    return z;
}

namespace {

double median_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

// The same patients, split by their count after radiotherapy at its median.
std::vector<PatientOutcome> split_by_later_count(const Cohort& cohort, std::vector<PatientOutcome> outcomes) {
    std::vector<double> counts;
    for (const auto& patient : outcomes) counts.push_back(patient.later_alc);
    const double median = median_of(counts);
    for (auto& patient : outcomes) patient.alc = cohort.alc_split * patient.later_alc / median;
    return outcomes;
}

}  // namespace

double cohort_measure(const Cohort& cohort, const std::vector<PatientOutcome>& outcomes, Measure measure) {
    if (measure == Measure::cohort_response_high_later_alc) {
        return cohort_measure(cohort, split_by_later_count(cohort, outcomes), Measure::cohort_response_high_alc);
    }
    if (measure == Measure::cohort_response_low_later_alc) {
        return cohort_measure(cohort, split_by_later_count(cohort, outcomes), Measure::cohort_response_low_alc);
    }
    double high = 0.0, high_responds = 0.0, low = 0.0, low_responds = 0.0;
    double responds = 0.0, responders_nlr = 0.0, fails = 0.0, failures_nlr = 0.0;
    for (const auto& patient : outcomes) {
        const double response =
            1.0 / (1.0 + std::exp((std::log(patient.ratio) - std::log(cohort.response_ratio)) / cohort.response_width));
        const double weight = 1.0 / (1.0 + std::exp(-std::log(patient.alc / cohort.alc_split) / cohort.alc_width));
        high += weight;
        high_responds += weight * response;
        low += 1.0 - weight;
        low_responds += (1.0 - weight) * response;
        responds += response;
        responders_nlr += response * std::log(patient.nlr);
        fails += 1.0 - response;
        failures_nlr += (1.0 - response) * std::log(patient.nlr);
    }
    switch (measure) {
        case Measure::cohort_response_high_alc: return high_responds / high;
        case Measure::cohort_response_low_alc: return low_responds / low;
        case Measure::cohort_response_ratio: return (high_responds / high) / (low_responds / low);
        default: return std::exp(responders_nlr / responds - failures_nlr / fails);
    }
}

}  // namespace abscope::scorecard
