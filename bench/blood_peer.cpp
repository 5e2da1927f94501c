// Our side of the comparison with a peer that steps particles through time (bench/blood_peer.py runs both): the same curves, the
// same beams, the same number of particles, on one thread. One line of JSON for each way of solving it.
#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "blood/dose_distribution.hpp"
#include "blood/fraction_solver.hpp"
#include "blood/monte_carlo.hpp"
#include "core/parallel.hpp"
#include "support/hedos_case.hpp"

namespace {

using namespace abscope;
using namespace abscope::blood;

// Smallest processor time of five runs [s].
template <class Work>
double seconds(Work work) {
    double best = 1e300;
    for (int i = 0; i < 5; ++i) {
        const std::clock_t start = std::clock();
        work();
        best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    return best;
}

void print(const char* way, double time_s, double mean, double sd, double v0, double v01, double d2) {
    fmt::print(
        "{{\"way\": \"{}\", \"seconds\": {:.6f}, \"mean_gy\": {:.6f}, \"sd_gy\": {:.6f}, \"v_gt_0\": {:.6f}, "
        "\"v_gt_0_1\": {:.6f}, \"d2_gy\": {:.6f}}}\n",
        way, time_s, mean, sd, v0, v01, d2);
}

void run_particles(const char* way, const BloodExposure& exposure, const CirculationNetwork& network,
                   double redraw_s, std::uint64_t particles) {
    MonteCarloOptions options;
    options.particles = particles;
    options.redraw_interval_s = redraw_s;
    MonteCarloResult mc;
    const double time = seconds([&] {
        mc = simulate_particles(network, exposure, {DwellLaw::weibull2, 0.0, false}, {}, options);
    });
    print(way, time, mc.mean_gy, mc.sd_gy, mc.fraction_irradiated, mc.volume_above(0.1), mc.dose_exceeded_by(0.02));
}

void run_solver(const BloodExposure& exposure, const CirculationNetwork& network) {
    const auto numbers = [&] {
        const FractionSolver solver(network, exposure, {});
        return std::pair{solver.moments(), std::pair{solver.survival({}), solver.fraction_irradiated()}};
    };
    const double time = seconds([&] { (void)numbers(); });
    const auto [moments, shares] = numbers();
    const FractionSolver solver(network, exposure, {});
    const FractionGroup group{&solver, 1};
    const auto dvh = invert({&group, 1});
    print("deterministic, exponential stays", time, moments.mean_gy, moments.sd_gy, shares.second,
          dvh.volume_above(0.1), dvh.dose_exceeded_by(0.02));
}

}  // namespace

// Arguments: folder of the curves, number of particles, step of the draw rule [s], then start and length of each beam [s].
int main(int argc, char** argv) {
    if (argc < 6) {
        fmt::print(stderr, "usage: abscope_blood_peer DVH_FOLDER PARTICLES STEP_S START_S LENGTH_S [START_S LENGTH_S ...]\n");
        return 2;
    }
    set_thread_count(1);
    double total = 0.0, now = 0.0;
    for (int i = 5; i < argc; i += 2) total += std::atof(argv[i]);
    std::vector<BeamWindow> windows;
    for (int i = 4; i + 1 < argc; i += 2) {
        const double start = std::atof(argv[i]), length = std::atof(argv[i + 1]);
        if (start > now) windows.push_back({start - now, 0.0});
        windows.push_back({length, length / total});
        now = start + length;
    }
    const auto network = abscope::test::peer_network();
    const auto exposure = abscope::test::peer_exposure(network, argv[1], windows);
    const auto particles = std::strtoull(argv[2], nullptr, 10);
    run_particles("particles, one draw a visit", exposure, network, 0.0, particles);
    run_particles("particles, the peer's draw rule", exposure, network, std::atof(argv[3]), particles);
    run_solver(exposure, network);
    return 0;
}
