// Reproduces the numbers of the published program HEDOS [@shin2021] on its own input, with its own draw rule.
// Its female table does not conserve flow, so it is built past the check that our tables must pass.
#include <doctest/doctest.h>

#include <cmath>

#include "blood/monte_carlo.hpp"
#include "support/files.hpp"
#include "support/hedos_case.hpp"
#include "support/validation_page.hpp"

using namespace abscope;
using namespace abscope::blood;

namespace {

struct Published {
    double mean, sd, above_0, above_0_1, d2;
};

void add(std::vector<abscope::test::PageRow>& page, const std::string& claim, double published, double ours) {
    CAPTURE(claim);
    CHECK(ours == doctest::Approx(published).epsilon(0.015).scale(0));
    page.push_back({claim, fmt::format("{:g}", published), ours, "1.5 %", "pass", "predicted", ""});
}

void compare(const std::string& name, const std::string& title, const std::vector<BeamWindow>& windows,
             const Published& published) {
    const auto folder = abscope::test::shared_data("hedos/patient/DVHs");
    if (!folder) return;
    const auto network = abscope::test::peer_network();
    CHECK(network.imbalance() > 0.01);
    const auto exposure = abscope::test::peer_exposure(network, folder->string(), windows);
    MonteCarloOptions options;
    options.particles = 400000;
    options.redraw_interval_s = 0.05;
    const auto mc = simulate_particles(network, exposure, {DwellLaw::weibull2, 0.0, false}, {}, options);
    std::vector<abscope::test::PageRow> page;
    add(page, "mean dose [Gy]", published.mean, mc.mean_gy);
    add(page, "standard deviation [Gy]", published.sd, mc.sd_gy);
    add(page, "V>0", published.above_0, mc.fraction_irradiated);
    add(page, "V>0.1Gy", published.above_0_1, mc.volume_above(0.1));
    add(page, "D2% [Gy]", published.d2, mc.dose_exceeded_by(0.02));
    abscope::test::check_section(name, title, page);
}

}  // namespace

TEST_CASE("[shared] HEDOS, 10 s beam") {
    compare("hedos_10s", "HEDOS on its own input, one beam of 10 s (Shin 2021)", {{10.0, 0.0}, {10.0, 1.0}},
            {0.1181, 0.1713, 0.478, 0.384, 0.515});
}

TEST_CASE("[shared] HEDOS, four beams of 20 s") {
    compare("hedos_4x20s", "HEDOS on its own input, four beams of 20 s (Shin 2021)",
            {{10.0, 0.0},
             {20.0, 0.25},
             {10.0, 0.0},
             {20.0, 0.25},
             {10.0, 0.0},
             {20.0, 0.25},
             {10.0, 0.0},
             {20.0, 0.25}},
            {0.1186, 0.0584, 0.996, 0.590, 0.2595});
}
