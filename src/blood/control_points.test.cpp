// Windows with a dose distribution of their own: compression, both engines, the adjoint; particles in voxels.
#include <cmath>
#include <numeric>

#include <doctest/doctest.h>

#include "blood/blood_test_cases.hpp"
#include "blood/compress.hpp"
#include "blood/dose_distribution.hpp"
#include "blood/monte_carlo.hpp"
#include "blood/survival_gradient.hpp"

using namespace abscope;
using namespace abscope::blood;

namespace {

// Two beams that hit different halves of the lung and overlap in a fifth of it; the heart as usual.
BloodExposure two_beams(const CirculationNetwork& network) {
    BloodExposureBuilder builder(network);
    builder.add_organ(patient::OrganRole::lungs, {{0.0, 1.2, 0.9, 2.1}, {0.3, 0.25, 0.25, 0.2}});
    builder.add_organ(patient::OrganRole::heart, {{0.3, 1.5}, {0.7, 0.3}});
    auto exposure = builder.build(0.0, {{8.0, 0.4}, {5.0, 0.0}, {12.0, 0.6}});
    REQUIRE(exposure.ok());
    for (OrganDose& organ : exposure->organs)
        if (organ.structure.empty() && organ.dose_gy.size() == 4)
            organ.window_dose_gy = {{0.0, 1.2, 0.0, 1.2}, {0.0, 0.0, 0.0, 0.0}, {0.0, 0.0, 0.9, 0.9}};
    return *exposure;
}

VoxelOrgan lung_voxels(std::size_t organ, double speed) {
    VoxelOrgan v{organ, {20, 16, 12}, {5.0, 5.0, 5.0}, {}, {}, speed};
    for (std::size_t i = 0; i < 20 * 16 * 12; ++i) {
        const double x = static_cast<double>(i % 20) - 9.5, y = static_cast<double>(i / 20 % 16) - 7.5,
                     z = static_cast<double>(i / 320) - 5.5;
        v.inside.push_back(x * x / 90 + y * y / 60 + z * z / 34 < 1.0 ? 1 : 0);
        v.dose_gy.push_back(static_cast<float>(2.0 * std::exp(-0.02 * (x * x + y * y + z * z))));
    }
    return v;
}

}  // namespace

TEST_CASE("bins with windows are grouped by what they are alike in; every window keeps its mean") {
    const std::vector<std::vector<double>> doses{{0, 1, 0, 1.0, 1.1, 0}, {0, 0, 2, 2.0, 2.2, 2.1}};
    const std::vector<double> weight{0.3, 0.1, 0.2, 0.1, 0.1, 0.2};
    const CompressedBins bins = compress_joint_bins(doses, weight, 4);
    REQUIRE(bins.weight.size() == 4);
    CHECK(bins.group_of[2] == bins.group_of[5]);
    CHECK(bins.group_of[3] == bins.group_of[4]);
    CHECK(bins.group_of[0] != bins.group_of[1]);
    CHECK(bins.group_of[1] != bins.group_of[2]);
    double mean = 0.0, expected = 0.0;
    for (std::size_t g = 0; g < 4; ++g) mean += bins.weight[g] * bins.dose_gy[g];
    for (std::size_t i = 0; i < 6; ++i) expected += weight[i] * (doses[0][i] + doses[1][i]);
    CHECK(mean == doctest::Approx(expected).epsilon(1e-14).scale(0));
    CHECK(compress_joint_bins(doses, weight, 2).weight.size() == 2);
}

TEST_CASE("windows with their own distributions: mean exact, both engines agree") {
    const auto network = reference_circulation(patient::Sex::male);
    const auto exposure = two_beams(network);
    REQUIRE(check_exposure(network, exposure).ok());
    const FractionSolver solver(network, exposure, {}, 8);
    const DoseMoments m = solver.moments();
    CHECK(m.mean_gy == doctest::Approx(volume_weighted_mean_gy(network, exposure)).epsilon(1e-10).scale(0));
    MonteCarloOptions options;
    options.particles = 200000;
    const auto mc = simulate_particles(network, exposure, {}, {}, options);
    CHECK(std::abs(m.mean_gy - mc.mean_gy) < 4 * mc.mean_error_gy);
    CHECK(std::abs(m.sd_gy - mc.sd_gy) < 4 * mc.sd_error_gy);
    CHECK(std::abs(solver.survival({}) - mc.survival) < 4 * mc.survival_error);
    CHECK(std::abs(solver.fraction_irradiated() - mc.fraction_irradiated) < 4 * mc.share_error(0.3));
    const FractionGroup group{&solver, 1};
    const double d2 = invert({&group, 1}, 512).dose_exceeded_by(0.02);
    CHECK(std::abs(mc.volume_above(d2) - 0.02) < 4 * mc.share_error(0.02));
    // With one common share of the windows the answer is another: the beams then hit the same cells.
    auto common = exposure;
    for (OrganDose& organ : common.organs) organ.window_dose_gy.clear();
    CHECK(std::abs(FractionSolver(network, common, {}, 8).moments().sd_gy - mc.sd_gy) > 10 * mc.sd_error_gy);
}

TEST_CASE("adjoint of bins in windows agrees with finite differences to 1e-7") {
    const auto network = reference_circulation(patient::Sex::male);
    const auto exposure = two_beams(network);
    for (const DwellLaw dwell : {DwellLaw::exponential, DwellLaw::weibull2}) {
        const Transport transport{dwell, 0.0, false};
        const auto survival = [&](const BloodExposure& e) {
            return FractionSolver(network, e, transport, 8).survival({});
        };
        const auto gradient =
            survival_gradient(FractionSolver(network, exposure, transport, 8), exposure, {});
        for (const auto& [window, bin] :
             {std::pair<std::size_t, std::size_t>{0, 1}, {0, 3}, {2, 2}, {2, 3}}) {
            const auto moved = [&](double h) {
                auto e = exposure;
                e.organs[0].window_dose_gy[window][bin] += h;
                e.organs[0].dose_gy[bin] += h;
                return survival(e);
            };
            const double h = 2e-3;
            const double expected = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
            CHECK(gradient.organs[0].window_bin_per_gy[window][bin] ==
                  doctest::Approx(expected).epsilon(1e-7).scale(0));
        }
        const auto scaled = [&](double h) {  // the whole bin, in its own proportions of the windows
            auto e = exposure;
            for (auto& w : e.organs[0].window_dose_gy) w[3] *= 1.0 + h / 2.1;
            e.organs[0].dose_gy[3] += h;
            return survival(e);
        };
        const double h = 2e-3;
        const double expected = (8 * (scaled(h) - scaled(-h)) - (scaled(2 * h) - scaled(-2 * h))) / (12 * h);
        CHECK(gradient.organs[0].bin_per_gy[3] == doctest::Approx(expected).epsilon(1e-7).scale(0));
    }
}

TEST_CASE("windows that do not sum to the bin's dose are refused") {
    const auto network = reference_circulation(patient::Sex::male);
    auto exposure = two_beams(network);
    exposure.organs[0].window_dose_gy[0][1] = 1.0;
    const auto wrong = check_exposure(network, exposure);
    REQUIRE(!wrong.ok());
    CHECK(wrong.error().message().find("bin 2") != std::string::npos);
    exposure.organs[0].window_dose_gy.pop_back();
    CHECK(!check_exposure(network, exposure).ok());
}

TEST_CASE("one voxel a visit is the histogram; a fast walk in the voxels approaches the mean dose rate") {
    const auto network = reference_circulation(patient::Sex::male);
    const VoxelOrgan still = lung_voxels(0, 0.0);
    REQUIRE(check_voxels(still).ok());
    BloodExposureBuilder builder(network);
    REQUIRE(builder.add_compartment("lung", 1.0, bins_of(still)).ok());
    const auto exposure = builder.build(30.0);
    REQUIRE(exposure.ok());
    MonteCarloOptions options;
    options.particles = 200000;
    options.voxels = {still};
    const auto from_voxels = simulate_particles(network, *exposure, {}, {}, options);
    const FractionSolver solver(network, *exposure, {});
    CHECK(std::abs(solver.moments().mean_gy - from_voxels.mean_gy) < 4 * from_voxels.mean_error_gy);
    CHECK(std::abs(solver.moments().sd_gy - from_voxels.sd_gy) < 4 * from_voxels.sd_error_gy);
    CHECK(std::abs(solver.survival({}) - from_voxels.survival) < 4 * from_voxels.survival_error);
    const double averaged =
        FractionSolver(network, *exposure, {DwellLaw::exponential, 0.0, true}).moments().sd_gy;
    double last = from_voxels.sd_gy;
    for (const double speed : {20.0, 800.0}) {
        options.voxels = {lung_voxels(0, speed)};
        const auto walked = simulate_particles(network, *exposure, {}, {}, options);
        CHECK(std::abs(solver.moments().mean_gy - walked.mean_gy) < 4 * walked.mean_error_gy);
        CHECK(walked.sd_gy < last);
        CHECK(walked.sd_gy > 0.98 * averaged);
        last = walked.sd_gy;
    }
    CHECK(!check_voxels({0, {2, 2, 2}, {1.0, 1.0, 1.0}, {1, 1}, {}, 0.0}).ok());
    CHECK(!check_voxels({0, {1, 1, 1}, {1.0, 1.0, 1.0}, {0}, {1.0F}, 0.0}).ok());
}
