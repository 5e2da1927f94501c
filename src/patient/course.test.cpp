// The course's calendar: five fractions a week, overall time with weekends, order of simultaneous events.
#include "patient/course.hpp"

#include <doctest/doctest.h>

using namespace abscope;
using namespace abscope::patient;

TEST_CASE("28 fractions from a Monday last 38 days") {
    const auto dates = fraction_dates(days(0), 28, std::nullopt, 0);
    REQUIRE(dates.size() == 28);
    CHECK(dates[5].native() == 7.0);
    CHECK(overall_time(dates).native() == 38.0);
}

TEST_CASE("a course that starts on a Friday pauses at once, one that starts on a Saturday waits") {
    const auto friday = fraction_dates(days(0), 3, std::nullopt, 4);
    CHECK(friday[1].native() == 3.0);
    const auto saturday = fraction_dates(days(0), 1, std::nullopt, 5);
    CHECK(saturday[0].native() == 2.0);
}

TEST_CASE("an interval ignores weekdays") {
    const auto dates = fraction_dates(days(1), 3, days(2), 4);
    CHECK(dates[2].native() == 5.0);
    CHECK(overall_time(dates).native() == 5.0);
}

TEST_CASE("at equal times the order is labs, radiotherapy, drugs") {
    Course course;
    course.immunotherapy.push_back({"pembrolizumab", milligrams(200), false, days(0), days(21), 2});
    RadiotherapyBlock block;
    block.target = "GTVp";
    block.dose_per_fraction = gray(8);
    block.fractions = 3;
    block.interval = days(2);
    course.radiotherapy.push_back(block);
    course.labs.push_back({days(0), "ALC", 1.4, "1e9/L"});
    lay_out_events(course);
    REQUIRE(course.events.size() == 6);
    CHECK(course.events[0].kind == EventKind::lab);
    CHECK(course.events[0].amount == 1.4);
    CHECK(course.events[1].kind == EventKind::fraction);
    CHECK(course.events[2].kind == EventKind::drug);
    CHECK(course.events[5].time.native() == 21.0);
}
