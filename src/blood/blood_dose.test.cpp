// Tests of the front door: every number is there, consistent, and refusals are clear.
#include "blood/blood_dose.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "blood/blood_test_cases.hpp"

using namespace abscope;
using namespace abscope::blood;

TEST_CASE("a thorax course gives every number of the blood result") {
    const auto network = reference_circulation(patient::Sex::male);
    BloodCourse course;
    course.exposures = {test::thorax_exposure(network, 60.0)};
    for (int i = 0; i < 30; ++i) course.fractions.push_back({i / 5 * 7.0 + i % 5, 0});
    course.edic = EdicInput{30, 15.0, 9.0, std::nullopt, 4.0, 2.4e5, "whole dose grid"};
    const auto result = compute_blood(network, course, default_lymphocyte_parameters());
    REQUIRE(result.ok());
    CHECK(result->per_fraction.mean_gy ==
          doctest::Approx(result->per_fraction.volume_weighted_mean_gy).epsilon(1e-10).scale(0));
    CHECK(result->course.mean_gy == doctest::Approx(30 * result->per_fraction.mean_gy));
    CHECK(result->coverage.contoured + result->coverage.remainder + result->coverage.outside ==
          doctest::Approx(1.0));
    CHECK(result->per_fraction.dvh.inversion_error < 2e-3);
    CHECK(result->alc.nadir_per_nl < result->alc.baseline_per_nl);
    CHECK(result->alc.p_grade4 <= result->alc.p_grade3);
    CHECK(result->edic.size() == 3);
    MESSAGE("nadir " << result->alc.nadir_per_nl << " day " << result->alc.nadir_day << " p3 "
                     << result->alc.p_grade3);
}
