// Tests of the blood document: the fixed names are there, NaN is null, and the CSV tables read back.
#include <cmath>

#include <doctest/doctest.h>

#include "io/csv.hpp"
#include "io/json.hpp"
#include "study/blood_output.hpp"

using namespace abscope;
using namespace abscope::study;

namespace {

blood::BloodResult small_result() {
    blood::BloodResult result;
    result.per_fraction.mean_gy = 0.12;
    result.per_fraction.dvh = {{0.0, 0.5}, {0.6, 0.0}, 0.0};
    result.exposures = {result.per_fraction};
    result.course.mean_gy = 0.36;
    result.course.dvh = {{0.0, 1.5}, {0.9, 0.0}, 0.0};
    result.coverage = {0.5, 0.3, 0.2};
    result.edic.push_back({"integral dose", 2.5, "External", "key2021", "liver"});
    result.lymphoid.push_back({"spleen", true, 1.0, 3.0, {1.0, 5.0}, {0.8, 0.1}});
    result.alc.t_day = {0.0, 30.0};
    result.alc.per_nl = {1.4, 0.7};
    result.alc.median_per_nl = {1.4, 0.72};
    result.alc.bands = {{0.9, {1.2, 0.4}, {1.6, 1.0}}};
    result.alc.subsets = {{"CD8", 0.4, {0.4, 0.2}, {0.3, 0.1}, {0.5, 0.3}, 0.2, 30.0}};
    result.alc.nlr = {4.0, false, {4.0, 3.5}, {2.9, 5.0}, {2.0, 3.0}, {4.0, 8.0}, 5.0, 30.0};
    result.alc.nadir_per_nl = 0.7;
    result.alc.recovery_day = std::nan("");
    return result;
}

}  // namespace

TEST_CASE("blood document: the fixed names") {
    const auto document = io::parse_json(blood_json(small_result()).text(), "blood");
    REQUIRE(document.ok());
    for (const char* key : {"per_fraction", "course", "survival_fraction", "coverage", "edic", "alc"})
        CHECK(document->find(key) != nullptr);
    for (const char* key : {"mean_gy", "sd_gy", "fraction_irradiated", "v_0_5gy"})
        CHECK(document->find("per_fraction")->find(key) != nullptr);
    for (const char* key : {"mean_gy", "sd_gy", "v_0_5gy", "d2_gy"})
        CHECK(document->find("course")->find(key) != nullptr);
    const auto* alc = document->find("alc");
    for (const char* key : {"t_day", "per_nl", "nadir_per_nl", "nadir_day", "p_grade3", "p_grade4"})
        CHECK(alc->find(key) != nullptr);
    CHECK(alc->find("recovery_day")->is_null());
    CHECK(*alc->find("subsets")->items()[0].text("name") == "CD8");
    CHECK(*alc->find("nlr")->number("highest") == 5.0);
    CHECK(*document->find("edic")->items()[0].text("variant") == "integral dose");
    CHECK(*document->find("edic")->items()[0].number("value_gy") == 2.5);
    CHECK(*document->find("per_fraction")->text("quantity") == "physical");
}

TEST_CASE("blood tables read back with their bands and scopes") {
    const auto alc = io::parse_csv(alc_csv(small_result()), "alc");
    REQUIRE(alc.ok());
    CHECK(alc->header == std::vector<std::string>{"t_day", "per_nl", "median_per_nl", "low90_per_nl",
                                                  "high90_per_nl", "CD8_per_nl", "neutrophils_per_nl", "nlr",
                                                  "nlr_low90", "nlr_high90"});
    CHECK(alc->numbers("CD8_per_nl")->at(1) == 0.2);
    CHECK(alc->numbers("nlr")->at(1) == 5.0);
    CHECK(alc->numbers("low90_per_nl")->at(1) == 0.4);
    const auto dvh = io::parse_csv(blood_dvh_csv(small_result()), "dvh");
    REQUIRE(dvh.ok());
    CHECK(dvh->rows.size() == 4);
    CHECK(dvh->rows[0].cells[0] == "course");
    CHECK(io::parse_csv(lymphoid_csv(small_result()), "organs")->rows.size() == 2);
}
