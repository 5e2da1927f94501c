// Odd input that people have: an answer or a clear refusal, never NaN.
#include <cmath>

#include <doctest/doctest.h>

#include "blood/blood_dose.hpp"
#include "blood/blood_test_cases.hpp"

using namespace abscope;
using namespace abscope::blood;

namespace {

// Every number of the front door is finite and every share is one.
void check_finite(const CirculationNetwork& network, const BloodExposure& exposure, int fractions,
                  const Transport& transport = {}) {
    BloodCourse course;
    course.exposures = {exposure};
    for (int i = 0; i < fractions; ++i) course.fractions.push_back({i / 5 * 7.0 + i % 5, 0});
    BloodOptions options;
    options.parameter_draws = 10;
    options.transport = transport;
    const auto r = compute_blood(network, course, default_lymphocyte_parameters(), options);
    REQUIRE(r.ok());
    for (const double x : {r->per_fraction.mean_gy, r->per_fraction.sd_gy, r->per_fraction.d2_gy,
                           r->course.sd_gy, r->course.d2_gy, r->course_cells.mean_gy, r->course_cells.sd_gy,
                           r->alc.nadir_per_nl, r->alc.nlr.highest})
        CHECK((std::isfinite(x) && x >= 0.0));
    for (const double x :
         {r->per_fraction.fraction_irradiated, r->per_fraction.survival_fraction,
          r->course.fraction_irradiated, r->course_cells.fraction_irradiated, r->survival_fraction})
        CHECK((x >= 0.0 && x <= 1.0));
    for (const auto* dvh : {&r->per_fraction.dvh, &r->course.dvh, &r->course_cells.dvh})
        for (const double v : dvh->volume_fraction) CHECK((v >= 0.0 && v <= 1.0 + 1e-12));
    for (const double v : r->alc.per_nl) CHECK((std::isfinite(v) && v > 0.0));
    CHECK(r->per_fraction.mean_gy == doctest::Approx(r->per_fraction.volume_weighted_mean_gy).epsilon(1e-9));
}

BloodExposure built(const CirculationNetwork& network, const patient::DoseBins& bins, double beam_on_s,
                    std::vector<BeamWindow> windows = {}) {
    BloodExposureBuilder builder(network);
    builder.add_organ(patient::OrganRole::heart, bins);
    auto exposure = builder.build(beam_on_s, std::move(windows));
    REQUIRE(exposure.ok());
    return *exposure;
}

}  // namespace

TEST_CASE("a nanosecond, a pulse, forty fractions, no dose at all: finite answers") {
    const auto network = reference_circulation(patient::Sex::male);
    const patient::DoseBins bins{{0.5, 2.0}, {0.6, 0.4}};
    check_finite(network, built(network, bins, 1e-9), 1);
    check_finite(network, built(network, bins, 0.0), 1);
    check_finite(network, built(network, bins, 0.0, {{1e-9, 0.5}, {0.01, 0.0}, {1e-9, 0.5}}), 2);
    check_finite(network, built(network, bins, 60.0), 40);
    check_finite(network, built(network, {{0.0}, {1.0}}, 60.0), 2);
    check_finite(network, built(network, {{60.0}, {1.0}}, 1.0), 1);
    check_finite(network, built(network, bins, 60.0), 2, {DwellLaw::weibull2, 0.0, false});
    check_finite(network, built(network, bins, 60.0), 2, {DwellLaw::exponential, 1e-3, false});
    check_finite(network, built(network, bins, 60.0), 2, {DwellLaw::exponential, 0.0, true});
}

TEST_CASE("a compartment without flow, an organ without blood, dose outside every compartment") {
    std::vector<Compartment> compartments{
        {"left_heart", 0.5, 0.0}, {"body", 0.4, 0.0}, {"stagnant", 0.1, 0.0}};
    auto still =
        CirculationNetwork::make("three", compartments, {{0, 1, 1.0}, {1, 0, 1.0}}, {5.0, 6.0, "test"});
    REQUIRE(still.ok());
    BloodExposureBuilder builder(*still);
    REQUIRE(builder.add_compartment("stagnant", 1.0, {{1.5}, {1.0}}).ok());
    const auto exposure = builder.build(30.0);
    REQUIRE(exposure.ok());
    check_finite(*still, *exposure, 3);
    const auto reference = reference_circulation(patient::Sex::female);
    BloodExposureBuilder outside(reference);
    outside.add_organ(patient::OrganRole::spinal_cord, {{5.0}, {1.0}});  // holds no compartment of its own
    const auto nothing = outside.build(30.0);
    REQUIRE(nothing.ok());
    CHECK(nothing->organs.empty());
    check_finite(reference, *nothing, 3);
    compartments[2].volume_fraction = 0.0;
    compartments[1].volume_fraction = 0.5;
    auto empty = CirculationNetwork::make("an organ without blood", compartments, {{0, 1, 1.0}, {1, 0, 1.0}},
                                          {5.0, 6.0, "test"});
    if (empty.ok()) {
        BloodExposureBuilder dry(*empty);
        REQUIRE(dry.add_compartment("stagnant", 1.0, {{1.5}, {1.0}}).ok());
        check_finite(*empty, *dry.build(30.0), 2);
    } else {
        CHECK(empty.error().message().find("stagnant") != std::string::npos);
    }
}

TEST_CASE("curves that do not start at 1 are named, and rubbish is refused with a reason") {
    const auto late = bins_from_cumulative({0.0, 1.0, 2.0}, {0.9, 0.5, 0.0});
    REQUIRE(late.ok());
    CHECK(late->missing_at_zero == doctest::Approx(0.1));
    CHECK(!bins_from_cumulative({0.0, 1.0}, {1.0, std::nan("")}).ok());
    CHECK(!bins_from_cumulative({0.0, std::nan("")}, {1.0, 0.0}).ok());
    const auto network = reference_circulation(patient::Sex::male);
    BloodExposureBuilder builder(network);
    builder.add_organ(patient::OrganRole::heart, {{1.0}, {1.0}});
    CHECK(!builder.build(-1.0).ok());
    CHECK(!builder.build(std::nan("")).ok());
    CHECK(!builder.build(0.0, {{10.0, 0.4}}).ok());
}
