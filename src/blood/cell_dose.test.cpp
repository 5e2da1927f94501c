// Partial mixing: the two limits, and the deterministic solution against cells that remember.
#include <cmath>

#include <doctest/doctest.h>

#include "blood/blood_test_cases.hpp"
#include "blood/cell_dose.hpp"
#include "blood/parameter_draw.hpp"
#include "blood/particle_walk.hpp"

using namespace abscope;
using namespace abscope::blood;

namespace {

struct Setup {
    CirculationNetwork network = reference_circulation(patient::Sex::male);
    BloodExposure exposure = blood::test::thorax_exposure(network, 60.0);
    FractionSolver solver{network, exposure, {}};
    SubsetRates rates{};
    SiteExposure site;
    std::vector<DatedKill> fractions;

    explicit Setup(int n) {
        const auto p = default_lymphocyte_parameters();
        rates = make_rates(p, central_values(p, {})).subset[static_cast<std::size_t>(Subset::cd8)];
        site.blood = &solver;
        for (std::size_t i = 1; i < lymph_sites; ++i)
            site.organ[i] = site_bins(network, exposure, static_cast<LymphSite>(i));
        for (int i = 0; i < n; ++i) fractions.push_back({i / 5 * 7.0 + i % 5, 0});
    }
};

}  // namespace

TEST_CASE("cells that never leave the blood have the dose of fully mixed blood") {
    Setup s(10);
    for (std::size_t i = 1; i < lymph_sites; ++i) {
        s.rates.pool[i] = 1e-12;
        s.rates.from_blood[i] = s.rates.to_blood[i] = 0.0;
    }
    const CellDose cells = dose_of_cells(s.rates, {&s.site, 1}, s.fractions);
    const FractionGroup group{&s.solver, 10};
    const auto blood = invert({&group, 1});
    const DoseMoments m = s.solver.moments();
    CHECK(cells.mean_gy == doctest::Approx(10 * m.mean_gy).epsilon(1e-9).scale(0));
    CHECK(cells.sd_gy == doctest::Approx(std::sqrt(10.0) * m.sd_gy).epsilon(1e-9).scale(0));
    CHECK(cells.fraction_irradiated == doctest::Approx(blood.fraction_irradiated()).epsilon(1e-9).scale(0));
    CHECK(cells.dose_exceeded_by(0.02) ==
          doctest::Approx(blood.dose_exceeded_by(0.02)).epsilon(0.01).scale(0));
    CHECK(std::abs(cells.volume_above(0.5) - blood.volume_above(0.5)) < 2e-3);
}

TEST_CASE(
    "recirculating cells: recursion and lattice agree with cells that remember, within 4 standard errors") {
    const Setup s(12);
    const CellDose cells = dose_of_cells(s.rates, {&s.site, 1}, s.fractions);
    const ParticleWalk walk(s.network, s.exposure, {}, {});
    const auto mc = simulate_cells(s.rates, {&walk, 1}, {&s.site, 1}, s.fractions, 3, 60000);
    CHECK(std::abs(cells.mean_gy - mc.mean_gy) < 4 * mc.mean_error_gy);
    CHECK(std::abs(cells.sd_gy - mc.sd_gy) < 4 * mc.sd_error_gy);
    CHECK(std::abs(cells.fraction_irradiated - mc.fraction_irradiated) <
          4 * mc.share_error(cells.fraction_irradiated) + 1e-6);
    for (const double dose : {0.5, 1.0, 2.0, 4.0})
        CHECK(std::abs(cells.volume_above(dose) - mc.volume_above(dose)) < 4 * mc.share_error(0.2) + 2e-3);
    // Cells that stay in a place between fractions spread their doses further than cells that mix.
    Setup still(12);
    for (std::size_t i = 1; i < lymph_sites; ++i) {
        still.rates.from_blood[i] *= 1e-6;
        still.rates.to_blood[i] *= 1e-6;
    }
    CHECK(dose_of_cells(still.rates, {&still.site, 1}, still.fractions).sd_gy > 1.1 * cells.sd_gy);
    CHECK(dose_of_cells(still.rates, {&still.site, 1}, still.fractions).mean_gy ==
          doctest::Approx(cells.mean_gy).epsilon(1e-9).scale(0));
}
