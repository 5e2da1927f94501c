// Tests of rule 12: the dose comes first.
#include <doctest/doctest.h>

#include "study/schedule_text.hpp"

using namespace abscope;
using namespace abscope::study;

TEST_CASE("rule 12: 8x3 and its spellings mean 8 Gy in each of 3 fractions") {
    for (const char* text : {"8x3", "8×3", "8 x 3", "8 Gy x 3", "8Gy×3", "8.0X3", " 8*3 "}) {
        const auto schedule = parse_schedule(text);
        REQUIRE_MESSAGE(schedule.ok(), text);
        CHECK(schedule->dose_per_fraction == gray(8));
        CHECK(schedule->fractions == 3);
    }
    CHECK(parse_schedule("1.8x28")->fractions == 28);
}

TEST_CASE("rule 12: anything else is a usage error") {
    for (const char* text : {"", "8", "x3", "8x", "8x3x2", "8 Sv x 3", "8x3.5", "-8x3", "0x3", "8x0", "8x101",
                             "nanx3", "101x1"}) {
        const auto schedule = parse_schedule(text);
        REQUIRE_MESSAGE(!schedule.ok(), text);
        CHECK(schedule.error().kind == ErrorKind::usage);
    }
}
