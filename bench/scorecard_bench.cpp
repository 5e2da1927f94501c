// Time of one scorecard on one core: the product's adaptive integration against the reference's fixed steps, in the same run, and
// the share that is not integration. Build: the target abscope_scorecard_bench.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "core/embedded.hpp"
#include "core/parallel.hpp"
#include "io/toml.hpp"
#include "scorecard/assembly.hpp"

namespace {

using namespace abscope;
using namespace abscope::scorecard;

// Processor time of the fastest of nine runs [ms]: other work on the machine does not count.
template <class Work>
double milliseconds(Work work) {
    double best = 1e300;
    for (int i = 0; i < 9; ++i) {
        const std::clock_t start = std::clock();
        work();
        best = std::min(best, 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    return best;
}

}  // namespace

int main() {
    set_thread_count(1);
    const auto assembly = load_assembly("mouse");
    if (!assembly.ok()) return 1;
    const auto values = calibrated_values(assembly->set);
    const Card fitted = only_rows(assembly->card, [](const Row& row) { return row.kind == "fitted"; });
    const Card quick = only_rows(fitted, [](const Row& row) { return row.measure < Measure::cohort_response_high_alc; });
    const double all = milliseconds([&] { (void)row_values(assembly->card, values); });
    const double sixty = milliseconds([&] { (void)row_values(fitted, values); });
    const double alone = milliseconds([&] { (void)row_values(quick, values); });
    const double fixed = milliseconds([&] { (void)row_values(fitted, values, Method::reference); });
    const auto computed = row_values(fitted, values);
    const double judging = milliseconds([&] { (void)judge_all(fitted, computed); });
    fmt::print("{} rows, {} arms, {} virtual patients: {:.1f} ms\n", assembly->card.rows.size(), assembly->card.arms.size(),
               assembly->card.cohort.patients, all);
    fmt::print("the 60 fitted rows: {:.1f} ms; without the virtual patients {:.1f} ms\n", sixty, alone);
    fmt::print("fixed steps of the reference, same rows: {:.1f} ms, ratio {:.2f}\n", fixed, fixed / sixty);
    fmt::print("judging alone: {:.3f} ms\n", judging);
}
