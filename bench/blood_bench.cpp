// Times of the blood engine on one made-up thorax fraction: set-up, deterministic numbers, adjoint, histogram, Monte Carlo,
// and the whole front door. Build: see docs/methods/blood.md, "Speed".
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "blood/blood_dose.hpp"
#include "blood/blood_test_cases.hpp"
#include "blood/count_over_course.hpp"
#include "blood/dose_distribution.hpp"
#include "blood/monte_carlo.hpp"
#include "blood/survival_gradient.hpp"
#include "core/parallel.hpp"

namespace {

using namespace abscope;
using namespace abscope::blood;

// Fastest of five runs [ms].
template <class Work>
double milliseconds(Work work) {
    double best = 1e300;
    for (int i = 0; i < 5; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        best = std::min(
            best,
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

void run(double beam_s, const Transport& transport, const char* name) {
    const auto network = reference_circulation(patient::Sex::male);
    const auto exposure = test::thorax_exposure(network, beam_s);
    const FractionSolver solver(network, exposure, transport);
    const SurvivalLaw law;
    const FractionGroup group{&solver, 1};
    const double forward = milliseconds([&] { (void)solver.survival(law); });
    const double numbers = milliseconds([&] {
        const FractionSolver fresh(network, exposure, transport);
        (void)fresh.survival(law);
        (void)fresh.moments();
        (void)fresh.fraction_irradiated();
    });
    const double adjoint = milliseconds([&] { (void)survival_gradient(solver, exposure, law); });
    const double histogram = milliseconds([&] { (void)invert({&group, 1}); });
    const double particles = milliseconds([&] {
        (void)simulate_particles(network, exposure, transport, law, {1, 100000});
    });
    fmt::print(
        "{:<12} {:>5.0f} s  states {:>5}  numbers {:>8.2f}  forward {:>7.2f}  adjoint {:>7.2f}  histogram "
        "{:>8.1f}  100k particles {:>7.1f}\n",
        name, beam_s, solver.space().states(), numbers, forward, adjoint, histogram, particles);
}

}  // namespace

int main() {
    set_thread_count(1);
    fmt::print("one thread, milliseconds, best of five\n");
    for (const double beam : {10.0, 60.0, 120.0, 300.0}) run(beam, {}, "exponential");
    for (const double beam : {10.0, 60.0}) run(beam, {DwellLaw::weibull2, 0.0, false}, "weibull2");
    set_thread_count(0);
    const auto network = reference_circulation(patient::Sex::male);
    BloodCourse course;
    course.exposures = {test::thorax_exposure(network, 60.0)};
    for (int i = 0; i < 30; ++i) course.fractions.push_back({i / 5 * 7.0 + i % 5, 0});
    BloodOptions options;
    fmt::print("front door, 30 fractions, 200 draws, all threads: {:.0f} ms\n", milliseconds([&] {
                   (void)compute_blood(network, course, default_lymphocyte_parameters(), options);
               }));
    options.parameter_draws = 10000;
    fmt::print("front door, 30 fractions, 10000 draws, all threads: {:.0f} ms\n", milliseconds([&] {
                   (void)compute_blood(network, course, default_lymphocyte_parameters(), options);
               }));
    return 0;
}
