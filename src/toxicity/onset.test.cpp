// Onset tables: order and classes are checked, a class of drugs gets its own rows and those of all.
#include <doctest/doctest.h>

#include "toxicity/onset.hpp"

using namespace abscope;
using namespace abscope::toxicity;

TEST_CASE("onsets: rows of the class and of all; none without a drug") {
    OnsetTable table;
    table.rows = {{"bowel", "colitis", "anti-PD-(L)1", 25.4, {}, {}, "", "", ""}, {"bowel", "colitis", "anti-PD-1 + anti-CTLA-4", 7.2, {}, {}, "", "", ""}, {"thyroid", "thyrotoxicosis", "all", 5.0, 2.0, 8.0, "middle half", "", ""}};
    CHECK(onsets_of(table, "anti-PD-(L)1").size() == 2);
    CHECK(onsets_of(table, "anti-PD-1 + anti-CTLA-4").front().median_week == 7.2);
    CHECK(onsets_of(table, "anti-CTLA-4").size() == 1);
    CHECK(onsets_of(table, "").empty());
}
