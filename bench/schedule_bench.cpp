// Speed of the decisions: the twin's map of windows (100 doses × 1 to 60 fractions, bands over 16 patients) against the same courses
// without shared prefixes, and the whole schedule search of a case with bands. Times are CPU times of this process and times by the
// clock on the wall. Build: docs/methods/schedule.md, "Bars".   usage: abscope_schedule_bench CASE.toml [THREADS]
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>

#include "core/parallel.hpp"
#include "immune/models/t2/adaptive_step.hpp"
#include "immune/models/t2/states.hpp"
#include "study/schedule_study.hpp"
#include "study/virtual_patients.hpp"
#include "windows/twin_map.hpp"

namespace {

using namespace abscope;
using namespace abscope::immune::t2;

constexpr int doses = 100, fractions = 60, patients = 16;
constexpr int every = 10;  // the peer is timed on each tenth dose

struct Stopwatch {
    std::clock_t cpu_start = std::clock();
    std::chrono::steady_clock::time_point wall_start = std::chrono::steady_clock::now();
    double cpu() const { return static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC; }
    double wall() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_start).count(); }
};

windows::TwinMapOptions map_options(std::vector<double> dose_gy) {
    windows::TwinMapOptions options;
    options.dose_gy = std::move(dose_gy);
    options.most_fractions = fractions;
    return options;
}

/// Yield of one dose for every number of fractions, each course integrated from its beginning.
std::vector<double> yields_one_by_one(const std::vector<Parameters>& people, const windows::TwinMapOptions& options, double dose_gy) {
    std::vector<double> out;
    const auto topology = one_node_each(static_cast<int>(options.cells.size()));
    for (int n = 1; n <= fractions; ++n) {
        const auto dates = patient::fraction_dates(days(0), n, options.interval, options.start_weekday);
        std::vector<Course> courses;
        for (const auto& person : people) {
            Course course;
            course.body = {topology, std::vector<Parameters>(options.cells.size(), person), options.cells};
            course.start_day = -options.untreated_day;
            course.end_day = value_as<Day>(dates.back()) + options.after_day;
            for (const auto date : dates) {
                immune::Fraction given;
                given.lesion_gy.assign(options.cells.size(), options.other_lesions_gy);
                given.lesion_gy.front() = dose_gy;
                given.node_gy = {options.node_share * dose_gy};
                if (dose_gy > 0.0) course.regimen.push_back({value_as<Day>(date), given});
            }
            courses.push_back(std::move(course));
        }
        Sampling sampling;
        for (int j = 0; j < topology.nodes; ++j) sampling.probes.push_back(topology.node_at(j) + NodeIndex::W3);
        sampling.grid_from_day = 0.0;
        sampling.grid_step_day = 0.25;
        const auto runs = run_adaptive(courses, sampling, {options.tolerance, 1e-3 * options.tolerance});
        for (std::size_t p = 0; p < people.size(); ++p) {
            double area = 0.0;
            for (const auto& node : runs[p].probes)
                for (std::size_t i = 1; i < node.size(); ++i) area += people[p].ktw * 0.5 * (node[i] + node[i - 1]) * sampling.grid_step_day;
            out.push_back(area);
        }
    }
    return out;
}

void bench_map() {
    const auto people = study::virtual_patients(patients, 1);
    const auto dose_gy = windows::logarithmic_doses(doses, 0.3, 30.0);
    {
        const Stopwatch watch;
        const auto map = windows::twin_map(people, map_options(dose_gy));
        fmt::print("map of {} doses x 1-{} fractions, {} patients: {:.1f} s CPU, {:.1f} s wall; {} courses did not finish\n", doses, fractions, patients, watch.cpu(), watch.wall(), map.failed);
    }
    std::vector<double> some;
    for (int i = 0; i < doses; i += every) some.push_back(dose_gy[static_cast<std::size_t>(i)]);
    const Stopwatch shared_watch;
    const auto map = windows::twin_map(people, map_options(some));
    const double shared = shared_watch.cpu();
    const Stopwatch single_watch;
    const auto none = yields_one_by_one(people, map.options, 0.0);
    double largest = 0.0, difference = 0.0;
    const std::size_t entries = some.size() * static_cast<std::size_t>(fractions);
    for (std::size_t i = 0; i < some.size(); ++i) {
        const auto alone = yields_one_by_one(people, map.options, some[i]);
        for (std::size_t n = 0; n < static_cast<std::size_t>(fractions); ++n)
            for (std::size_t p = 0; p < people.size(); ++p) {
                const double yield = alone[n * people.size() + p] - none[n * people.size() + p];
                largest = std::max(largest, std::abs(yield));
                difference = std::max(difference, std::abs(yield - map.yield.patient[p * entries + i + some.size() * n]));
            }
    }
    const double single = single_watch.cpu();
    fmt::print("  {} doses: shared prefixes {:.1f} s CPU, every course from its beginning {:.1f} s CPU: ratio {:.2f}; largest difference {:.1e} of the largest yield\n", some.size(), shared, single,
               single / shared, difference / largest);
}

bool bench_search(const char* case_file) {
    study::ScheduleRequest request;
    request.case_file = case_file;
    const Stopwatch watch;
    const auto found = study::run_schedule_study(request);
    if (!found.ok()) {
        fmt::print("{}\n", found.error().message());
        return false;
    }
    fmt::print("search of '{}': {} axes, {} candidates, {} alternatives with {} patients under {} variants: {:.1f} s CPU, {:.1f} s wall\n", found->loaded.subject.name, found->result.space.axes.size(),
               found->result.evaluations, found->result.alternatives.size(), found->result.reference_evaluation.all.size(), found->result.variants.size(), watch.cpu(), watch.wall());
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print("usage: abscope_schedule_bench CASE.toml [THREADS]\n");
        return 2;
    }
    if (argc > 2) set_thread_count(std::strtoul(argv[2], nullptr, 10));
    bench_map();
    return bench_search(argv[1]) ? 0 : 1;
}
