// Recovery of lymphocytes: crossings by hand, and a low count that is not back within the horizon.
#include <doctest/doctest.h>

#include <cmath>

#include "schedule/alc_recovery.hpp"

using namespace abscope::schedule;

TEST_CASE("recovery: the last rise to 0.8e9/L, between two days by a straight line") {
    const std::vector<double> t{0, 10, 20, 30, 40};
    CHECK(recovery_day(t, std::vector<double>{1.5, 1.0, 0.9, 0.85, 1.2}) == 0.0);
    CHECK(recovery_day(t, std::vector<double>{1.5, 0.5, 0.6, 1.0, 1.2}) == doctest::Approx(25.0));  // half way from 0.6 to 1.0
    CHECK(recovery_day(t, std::vector<double>{1.5, 0.5, 0.9, 0.7, 0.9}) == doctest::Approx(35.0));  // the second rise, not the first
    CHECK(std::isinf(recovery_day(t, std::vector<double>{1.5, 0.5, 0.9, 0.7, 0.79})));
}

TEST_CASE("recovery: a patient who begins below the limit is back at the first count") {
    const std::vector<double> t{0, 10, 20};
    CHECK(recovery_day(t, std::vector<double>{0.6, 0.3, 0.7}) == doctest::Approx(17.5));
    CHECK(std::isinf(recovery_day(t, std::vector<double>{0.6, 0.3, 0.55})));
    CHECK(recovery_day(t, std::vector<double>{0.6, 0.6, 0.6}) == 0.0);
}

TEST_CASE("recovery: the median patient, those who never fall below and those who are not back") {
    const double never = std::numeric_limits<double>::infinity();
    const auto mixed = recovery_of(std::vector<double>{0.0, 40.0, 60.0, never});
    CHECK(mixed.median == Recovery::Median::recovered);
    CHECK(mixed.median_day == 40.0);
    CHECK(mixed.never_below == 0.25);
    CHECK(mixed.not_recovered == 0.25);
    CHECK(recovery_text(mixed, 180.0) == "day 40");
    CHECK(recovery_text(recovery_of(std::vector<double>{0.0, 0.0, 9.0}), 180.0) == "never below");
    CHECK(recovery_text(recovery_of(std::vector<double>{50.0, never, never}), 180.0) == "not by day 180");
    CHECK(mean_recovery_day(std::vector<double>{0.0, 40.0, never}, 180.0) == doctest::Approx(220.0 / 3.0));
}
