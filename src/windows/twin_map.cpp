// Trunks and branches of the map. Belongs to windows.
#include "windows/twin_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "immune/models/t2/adaptive_step.hpp"
#include "immune/models/t2/states.hpp"

namespace abscope::windows {

namespace {

using namespace immune::t2;

constexpr double grid_step_day = 0.25;
constexpr int ici_doses = 3;
constexpr double ici_every_day = 3.0;

/// Integrals from a start to the end of a trajectory.
struct Areas {
    double yield = 0.0, interferon = 0.0, chemokine = 0.0;
    Areas operator+(const Areas& o) const { return {yield + o.yield, interferon + o.interferon, chemokine + o.chemokine}; }
    Areas operator-(const Areas& o) const { return {yield - o.yield, interferon - o.interferon, chemokine - o.chemokine}; }
};

/// What all courses of the map have in common.
struct Setting {
    TwinMapOptions options;
    Topology topology;
    std::vector<double> fraction_day;  ///< of fraction 1 … most + 1
    Tolerance tolerance;

    explicit Setting(const TwinMapOptions& o) : options(o), topology(one_node_each(static_cast<int>(o.cells.size()))) {
        for (const auto day : patient::fraction_dates(days(0), o.most_fractions + 1, o.interval, o.start_weekday))
            fraction_day.push_back(value_as<Day>(day));
        tolerance.relative = o.tolerance;
        tolerance.absolute = 1e-3 * o.tolerance;
    }

    /// Probes: W3 of every node, then interferon and chemokine of the irradiated lesion.
    Sampling sampling(double from_day) const {
        Sampling s;
        for (int j = 0; j < topology.nodes; ++j) s.probes.push_back(topology.node_at(j) + NodeIndex::W3);
        s.probes.push_back(topology.lesion_at(0) + LesionIndex::I);
        s.probes.push_back(topology.lesion_at(0) + LesionIndex::K);
        s.grid_from_day = from_day;
        s.grid_step_day = grid_step_day;
        return s;
    }

    Body body(const Parameters& patient) const { return {topology, std::vector<Parameters>(options.cells.size(), patient), options.cells}; }
    immune::Intervention fraction(int number, double dose_gy) const {
        immune::Fraction given;
        given.lesion_gy.assign(options.cells.size(), options.other_lesions_gy);
        given.lesion_gy.front() = dose_gy;
        given.node_gy = {options.node_share * dose_gy};
        return {fraction_day[static_cast<std::size_t>(number)], given};
    }
    /// Anti-PD-1 from one day after `anchor_day`, those at or after `from_day`.
    void give_ici(immune::Regimen& regimen, double anchor_day, double from_day, double until_day) const {
        for (int i = 0; i < ici_doses; ++i) {
            const double day = anchor_day + 1.0 + i * ici_every_day;
            if (day >= from_day && day < until_day) regimen.push_back({day, immune::Administration{immune::Agent::anti_pd1, options.ici_amount_ug_per_ml}});
        }
    }
};

/// Cumulative areas of a trajectory by the trapezoid on the grid; index 0 is the grid's first point.
std::vector<Areas> cumulative(const Setting& setting, const Parameters& p, const Trajectory& t) {
    const auto nodes = static_cast<std::size_t>(setting.topology.nodes);
    std::vector<Areas> sum(t.grid_days.size());
    const auto at = [&](std::size_t i) {
        Areas value;
        for (std::size_t j = 0; j < nodes; ++j) value.yield += p.ktw * t.probes[j][i];
        value.interferon = t.probes[nodes][i];
        value.chemokine = t.probes[nodes + 1][i];
        return value;
    };
    Areas last = sum.empty() ? Areas{} : at(0);
    for (std::size_t i = 1; i < sum.size(); ++i) {
        const Areas now = at(i);
        const auto mean = [](double a, double b) { return 0.5 * (a + b) * grid_step_day; };
        sum[i] = sum[i - 1] + Areas{mean(last.yield, now.yield), mean(last.interferon, now.interferon), mean(last.chemokine, now.chemokine)};
        last = now;
    }
    return sum;
}

/// Everything that a dose gives to one patient: areas by number of fractions.
using Column = std::vector<Areas>;

/// The trunk: all fractions, kept before each of them.
Course trunk_course(const Setting& setting, const Parameters& patient, double dose_gy) {
    Course course;
    course.body = setting.body(patient);
    course.start_day = -setting.options.untreated_day;
    course.end_day = setting.fraction_day.back();
    for (int f = 0; f < setting.options.most_fractions; ++f)
        if (dose_gy > 0.0) course.regimen.push_back(setting.fraction(f, dose_gy));
    if (setting.options.ici == IciTiming::concurrent) setting.give_ici(course.regimen, 0.0, 0.0, course.end_day);
    return course;
}

/// The course of n fractions from the day of fraction n + 1 on.
Course branch_course(const Setting& setting, const Parameters& patient, int n, const std::vector<double>& state, double from_day) {
    Course course;
    course.body = setting.body(patient);
    course.initial = state;
    course.start_day = from_day;
    const double last_day = setting.fraction_day[static_cast<std::size_t>(n - 1)];
    course.end_day = last_day + setting.options.after_day;
    const auto ici = setting.options.ici;
    if (ici == IciTiming::concurrent) setting.give_ici(course.regimen, 0.0, from_day, course.end_day);
    if (ici == IciTiming::sequential) setting.give_ici(course.regimen, last_day, from_day, course.end_day);
    return course;
}

/// Where the branch of n fractions leaves the trunk: at the next fraction, or with the first sequential drug if that is sooner.
double branch_day(const Setting& setting, int n) {
    const double next = setting.fraction_day[static_cast<std::size_t>(n)];
    const double last = setting.fraction_day[static_cast<std::size_t>(n - 1)];
    return setting.options.ici == IciTiming::sequential ? std::min(next, last + 1.0) : std::min(next, last + setting.options.after_day);
}

std::vector<Column> columns_of(const Setting& setting, std::span<const Parameters> patients, double dose_gy, int& failed) {
    const int most = setting.options.most_fractions;
    std::vector<Course> trunks;
    for (const auto& patient : patients) trunks.push_back(trunk_course(setting, patient, dose_gy));
    auto sampling = setting.sampling(0.0);
    for (int n = 1; n <= most; ++n) sampling.days.push_back(branch_day(setting, n));
    const auto trunk = run_adaptive(trunks, sampling, setting.tolerance);

    std::vector<std::vector<Areas>> before;
    for (std::size_t p = 0; p < patients.size(); ++p) before.push_back(cumulative(setting, patients[p], trunk[p]));
    std::vector<Column> columns(patients.size(), Column(static_cast<std::size_t>(most)));
    for (int n = 1; n <= most; ++n) {
        const double from = branch_day(setting, n);
        std::vector<Course> branches;
        for (std::size_t p = 0; p < patients.size(); ++p)
            branches.push_back(branch_course(setting, patients[p], n, trunk[p].states[static_cast<std::size_t>(n - 1)], from));
        const auto runs = run_adaptive(branches, setting.sampling(from), setting.tolerance);
        for (std::size_t p = 0; p < patients.size(); ++p) {
            const auto after = cumulative(setting, patients[p], runs[p]);
            const auto at = std::min(static_cast<std::size_t>(std::lround(from / grid_step_day)), before[p].size() - 1);
            columns[p][static_cast<std::size_t>(n - 1)] = before[p][at] + after.back();
            failed += !runs[p].finished || !trunk[p].finished;
        }
    }
    return columns;
}

double quantile(std::vector<double> sorted, double q) {
    const double at = q * static_cast<double>(sorted.size() - 1);
    const auto i = static_cast<std::size_t>(at);
    return i + 1 < sorted.size() ? sorted[i] + (at - static_cast<double>(i)) * (sorted[i + 1] - sorted[i]) : sorted[i];
}

void summarise(MapLayer& layer, std::size_t patients, std::size_t entries) {
    for (std::size_t e = 0; e < entries; ++e) {
        std::vector<double> values;
        for (std::size_t p = 0; p < patients; ++p)
            if (const double v = layer.patient[p * entries + e]; std::isfinite(v)) values.push_back(v);
        std::sort(values.begin(), values.end());
        constexpr double missing = std::numeric_limits<double>::quiet_NaN();
        layer.median.push_back(values.empty() ? missing : quantile(values, 0.5));
        layer.low.push_back(values.empty() ? missing : quantile(values, 0.05));
        layer.high.push_back(values.empty() ? missing : quantile(values, 0.95));
    }
}

}  // namespace

std::vector<double> logarithmic_doses(int doses, double lowest_gy, double highest_gy) {
    ABSCOPE_EXPECT(doses >= 2 && lowest_gy > 0.0 && highest_gy > lowest_gy);
    std::vector<double> out;
    for (int i = 0; i < doses; ++i) out.push_back(lowest_gy * std::pow(highest_gy / lowest_gy, static_cast<double>(i) / (doses - 1)));
    out.back() = highest_gy;
    return out;
}

TwinMap twin_map(std::span<const Parameters> patients, const TwinMapOptions& options) {
    ABSCOPE_EXPECT(!patients.empty() && !options.dose_gy.empty() && options.most_fractions >= 1 && !options.cells.empty());
    const Setting setting(options);
    // The last column is dose 0: the same drugs without radiotherapy.
    const std::size_t doses = options.dose_gy.size(), entries = doses * static_cast<std::size_t>(options.most_fractions);
    std::vector<std::vector<Column>> columns(doses + 1);
    std::vector<int> failed(doses + 1, 0);
    parallel_for(doses + 1, [&](std::size_t i) { columns[i] = columns_of(setting, patients, i < doses ? options.dose_gy[i] : 0.0, failed[i]); });
    TwinMap map;
    map.options = options;
    map.patients = static_cast<int>(patients.size());
    for (const int f : failed) map.failed += f;
    for (auto* layer : {&map.yield, &map.interferon, &map.chemokine}) layer->patient.resize(patients.size() * entries);
    for (std::size_t p = 0; p < patients.size(); ++p)
        for (std::size_t n = 0; n < static_cast<std::size_t>(options.most_fractions); ++n)
            for (std::size_t i = 0; i < doses; ++i) {
                const Areas gain = columns[i][p][n] - columns[doses][p][n];
                const std::size_t at = p * entries + i + doses * n;
                map.yield.patient[at] = gain.yield;
                map.interferon.patient[at] = gain.interferon;
                map.chemokine.patient[at] = gain.chemokine;
            }
    for (auto* layer : {&map.yield, &map.interferon, &map.chemokine}) summarise(*layer, patients.size(), entries);
    return map;
}

}  // namespace abscope::windows
