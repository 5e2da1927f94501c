// Speed of the immune twin T2 on one cohort: courses a second at a matched error of 1e-5, against CVODE's best setting, in single
// precision, on two threads, and a full scorecard. Times are CPU times of this process, save those of threads. Every figure
// stands with the error that was measured in the same run. Build: docs/methods/twin_numerics.md, "Speed".
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <ctime>

#include "core/parallel.hpp"
#include "core/rng.hpp"
#include "immune/models/t2/ensemble.hpp"
#include "io/toml.hpp"
#include "scorecard/score.hpp"
#include "support/reported_quantities.hpp"
#include "support/t2_fixture.hpp"
#ifdef ABSCOPE_BENCH_SUNDIALS
#include "support/cvode_course.hpp"
#endif

namespace {

using namespace abscope;
using namespace abscope::immune;
using namespace abscope::immune::t2;

constexpr double matched_error = 1e-5;
constexpr std::size_t judged = 200;  // courses on which the error is measured

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
double wall_seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// 45 days, two lesions, 79 states: 8 Gy × 3 and three doses of anti-PD-1; the spread of the scorecard's virtual patients.
std::vector<Course> cohort(std::size_t patients) {
    constexpr std::pair<double Parameters::*, double> spread[] = {
        {&Parameters::ALC0, 0.45},  {&Parameters::NEU0, 0.4}, {&Parameters::nu, 0.7},   {&Parameters::p50, 0.25},
        {&Parameters::alpha, 0.25}, {&Parameters::kE, 0.35},  {&Parameters::rg, 0.2},   {&Parameters::F50, 0.15},
        {&Parameters::siteM, 0.4},  {&Parameters::kin, 0.3}};
    std::vector<Course> courses;
    for (std::size_t i = 0; i < patients; ++i) {
        RandomStream random(1, RandomPurpose::test, i);
        Course course{test_body(), {}, -10.0, 35.0};
        for (const auto& [parameter, log_sd] : spread) {
            const double factor = std::exp(log_sd * random.normal());
            for (auto& lesion : course.body.lesions) lesion.*parameter *= factor;
        }
        for (const double day : {0.0, 1.0, 2.0}) course.regimen.push_back(fraction(day, {8.0}));
        for (const double day : {3.0, 6.0, 9.0}) course.regimen.push_back(dose(day, Agent::anti_pd1, 30.0));
        courses.push_back(course);
    }
    return courses;
}

Sampling weekly() { return {{0.0, 7.0, 14.0, 21.0, 28.0, 35.0}, {}, 0.0, 0.05}; }

// The error that 95 % of the courses stay below: of each course the largest in any reported quantity on any day, relative to
// the value plus a thousandth of the course's largest.
double error_of(const std::vector<Trajectory>& ours, const std::vector<Trajectory>& exact) {
    const auto quantities = reported_quantities(one_node_each(2));
    std::vector<double> errors;
    for (std::size_t i = 0; i < std::min(ours.size(), exact.size()); ++i) {
        errors.push_back(largest_difference(ours[i], exact[i], quantities, 1e-3).relative);
    }
    std::sort(errors.begin(), errors.end());
    return errors[errors.size() * 95 / 100];
}

struct Found {
    double per_second = 0.0, error = 0.0, relative = 0.0;
    int steps = 0;
};

// Of the tolerances that keep the matched error, the fastest.
template <class Run>
Found tune(const char* name, const std::vector<Trajectory>& exact, const std::vector<double>& relatives, Run run,
           double allowed_error = matched_error) {
    Found best;
    for (const double relative : relatives) {
        const double start = cpu_seconds();
        const std::vector<Trajectory> out = run(relative);
        const double per_second = static_cast<double>(out.size()) / (cpu_seconds() - start);
        const double error = error_of(out, exact);
        if (error <= allowed_error && per_second > best.per_second) best = {per_second, error, relative, out[0].steps};
    }
    fmt::print("  {:<34} {:>9.0f} courses/s  error {:.2g}  relative tolerance {:g}, {} steps\n", name, best.per_second, best.error,
               best.relative, best.steps);
    return best;
}

Found bench_cvode([[maybe_unused]] const std::vector<Course>& courses, [[maybe_unused]] const std::vector<Trajectory>& exact) {
    Found best;
#ifdef ABSCOPE_BENCH_SUNDIALS
    using test::CvodeMethod;
    const auto few = std::span(courses).first(judged);
    constexpr std::pair<CvodeMethod, const char*> methods[] = {{CvodeMethod::adams, "CVODE Adams, functional"},
                                                               {CvodeMethod::bdf_dense_differences, "CVODE BDF, dense, differences"},
                                                               {CvodeMethod::bdf_dense_exact, "CVODE BDF, dense, exact Jacobian"},
                                                               {CvodeMethod::bdf_klu, "CVODE BDF, KLU, exact Jacobian"}};
    for (const auto& [method, name] : methods) {
        for (const double floor : {1e-3, 1e-4}) {
            const auto found = tune(fmt::format("{}, absolute {:g}×", name, floor).c_str(), exact, {1e-6, 3e-7, 1e-7, 3e-8}, [&](double relative) {
                test::CvodeT2 cvode(courses[0].body.topology, method, relative, floor * relative);
                std::vector<Trajectory> out;
                for (const auto& course : few) out.push_back(cvode.run(course, weekly().days));
                return out;
            });
            if (found.per_second > best.per_second) best = found;
        }
    }
#else
    fmt::print("  CVODE: skipped, libsundials-dev is not installed\n");
#endif
    return best;
}

// The same work again and again; the fastest of five [s].
template <class Clock, class Work>
double fastest(Clock clock, Work work) {
    double best = 1e300;
    for (int i = 0; i < 5; ++i) {
        const double start = clock();
        work();
        best = std::min(best, clock() - start);
    }
    return best;
}

void bench_scorecard() {
    constexpr const char* file = "scorecard_t2.toml";
    const auto card = scorecard::read_card(io::parse_toml(core::embedded_file(file), file).value());
    if (!card.ok()) {
        fmt::print("scorecard: {}\n", card.error().message());
        return;
    }
    const auto values = scorecard::calibrated_values(test_parameters());
    const double seconds = fastest(cpu_seconds, [&] { (void)scorecard::score(card.value(), values); });
    fmt::print("one full scorecard, one core: {:.1f} ms\n", 1e3 * seconds);
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t patients = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10000;
    set_thread_count(1);
    const auto courses = cohort(patients);
    const auto exact = run_adaptive(std::span(courses).first(judged), weekly(), {1e-11, 1e-14});
    fmt::print("cohort of {}: 45 days, 2 lesions, {} states, matched error {:g} (95 % of courses)\n", patients,
               courses[0].body.topology.size(), matched_error);
    const std::vector<double> relatives{2e-4, 1e-4, 7e-5, 5e-5, 3e-5, 1e-5};
    const auto lanes = [&](Precision precision) {
        return [&, precision](double relative) { return run_adaptive(courses, weekly(), {relative, 1e-4 * relative}, precision); };
    };
    const auto ours = tune("abscope, double, one thread", exact, relatives, lanes(Precision::float64));
    // The rounding of single precision does not allow the matched error for every course: what it gives is shown.
    const auto single = tune("abscope, single, one thread", exact, relatives, lanes(Precision::float32), 10.0 * matched_error);
    const auto peer = bench_cvode(courses, exact);
    if (peer.per_second > 0.0) {
        fmt::print("ratio to CVODE's best: {:.1f} (single, at its own error: {:.1f})\n", ours.per_second / peer.per_second,
                   single.per_second / peer.per_second);
    }
    double wall[2];
    for (const std::size_t threads : {1u, 2u}) {
        set_thread_count(threads);
        wall[threads - 1] = fastest(wall_seconds, [&] { (void)run_ensemble(courses, weekly(), {ours.relative, 1e-4 * ours.relative}); });
    }
    fmt::print("one to two threads: {:.2f} times as fast ({:.0f} and {:.0f} courses/s by the clock on the wall)\n", wall[0] / wall[1],
               static_cast<double>(patients) / wall[0], static_cast<double>(patients) / wall[1]);
    set_thread_count(1);
    bench_scorecard();
    return 0;
}
