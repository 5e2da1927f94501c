// The NONMEM layout: reading, writing, and what is refused.
#include "io/nonmem.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace abscope;
using namespace abscope::io;

namespace {

constexpr const char* good =
    "ID,TIME,AMT,EVID,CMT,DV,MDV,WT\n"
    "1,0,8,1,RT,.,1,76.8\n"
    "1,0,.,0,VOLUME0,131.2,0,76.8\n"
    "1,3.5,57.5,1,anti_pd1,.,1,76.8\n"
    "1,7,.,0,ALC,.,1,.\n"
    "2,-1,.,0,ALC,1.4,0,60\n";

std::string refusal(const std::string& text) {
    const auto table = parse_nonmem(text, "d.csv");
    REQUIRE_FALSE(table.ok());
    return table.error().message();
}
std::string with_row(const std::string& row) { return "ID,TIME,AMT,EVID,CMT,DV,MDV\n1,5,.,0,ALC,1.1,0\n" + row + "\n"; }

}  // namespace

TEST_CASE("NONMEM layout: doses, observations, missing values and covariates") {
    const auto table = parse_nonmem(good, "d.csv").value();
    REQUIRE(table.rows.size() == 5);
    CHECK(table.patients() == std::vector<std::string>{"1", "2"});
    CHECK(table.covariates == std::vector<std::string>{"WT"});
    CHECK(table.rows[0].is_dose);
    CHECK(table.rows[0].compartment == "RT");
    CHECK(table.rows[0].amount == 8.0);
    CHECK(std::isnan(table.rows[0].observed));
    CHECK_FALSE(table.rows[1].is_dose);
    CHECK(table.rows[1].observed == 131.2);
    CHECK(table.rows[2].time_day == 3.5);
    CHECK(std::isnan(table.rows[3].observed));
    CHECK(std::isnan(table.rows[3].covariates[0]));
    CHECK(table.rows[4].line == 6);
}

TEST_CASE("NONMEM layout: what is written reads back the same") {
    const auto table = parse_nonmem(good, "d.csv").value();
    CHECK(write_nonmem(table) == good);
}

TEST_CASE("NONMEM layout: what it does not mean is refused with its line") {
    CHECK(refusal("ID,TIME,AMT,EVID,CMT,DV\n").find("MDV") != std::string::npos);
    CHECK(refusal(with_row("1,4,.,0,ALC,1,0")).find("TIME 4 follows 5 (time cannot run backwards") != std::string::npos);
    CHECK(refusal(with_row("1,6,.,1,RT,.,1")).find("a dose with AMT 0") != std::string::npos);
    CHECK(refusal(with_row("1,6,-8,1,RT,.,1")).find("a dose with AMT -8") != std::string::npos);
    CHECK(refusal(with_row("1,6,8,0,RT,1,0")).find("set EVID to 1") != std::string::npos);
    CHECK(refusal(with_row("1,6,8,4,RT,.,1")).find("EVID is 4") != std::string::npos);
    CHECK(refusal(with_row("1,6,.,0,ALC,.,0")).find("an observation without DV") != std::string::npos);
    CHECK(refusal(with_row("1,six,.,0,ALC,1,0")).find("TIME is 'six'") != std::string::npos);
    CHECK(refusal(with_row("1,six,.,0,ALC,1,0")).find("3") != std::string::npos);
    CHECK(refusal(with_row("2,0,.,0,ALC,1,0\n1,9,.,0,ALC,1,0")).find("patient 1 comes a second time") != std::string::npos);
    CHECK(refusal("ID,TIME,AMT,EVID,CMT,DV,MDV,ADDL\n1,0,8,1,RT,.,1,2\n").find("ADDL is 2 (it stands for doses that have no row)") !=
          std::string::npos);
}
