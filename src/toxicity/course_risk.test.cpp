// Organ risks over a course: lungs from two contours, several blocks, the interaction in the lung alone.
#include <doctest/doctest.h>

#include "toxicity/course_risk.hpp"

using namespace abscope;
using namespace abscope::toxicity;
using patient::OrganRole;

namespace {

patient::OrganExposure organ(OrganRole role, double volume_cc, double dose_gy) {
    return {std::string(patient::role_name(role)), role, volume_cc, 1.0, {{dose_gy}, {1.0}}};
}
patient::Exposure exposure() {
    patient::Exposure out;
    auto& block = out.blocks.emplace_back();
    block.fractions = 30;
    block.organs = {organ(OrganRole::lung_left, 1000, 0.0), organ(OrganRole::lung_right, 1000, 1.0),
                    organ(OrganRole::oesophagus, 30, 1.2), organ(OrganRole::small_bowel, 200, 0.1)};
    return out;
}
const std::vector<OrganModel> models{
    {"lkb", OrganRole::lungs, "pneumonitis", LymanModel{30.8, 0.37, 1.0}, 3.0, "[@seppenwoolde2003]", "", true},
    {"logistic", OrganRole::lungs, "pneumonitis", LogisticModel{-3.87, 0.126}, 3.0, "[@marks2010]", "", false},
    {"oes", OrganRole::oesophagus, "oesophagitis", LymanModel{51.0, 0.32, 0.44}, 10.0, "[@chapet2005]", "", true},
    {"heart", OrganRole::heart, "pericarditis", LymanModel{48.0, 0.1, 0.35}, 3.0, "[@burman1991]", "", false}};

}  // namespace

TEST_CASE("two lungs are one organ, weighted by volume, in EQD2") {
    // Right lung 30·1·(1 + 3)/(2 + 3) = 24 Gy, left 0: the mean is 12 Gy.
    const auto bins = organ_eqd2(exposure(), OrganRole::lungs, 3.0);
    REQUIRE(bins.has_value());
    CHECK(bins->mean_gy() == doctest::Approx(12.0));
    CHECK_FALSE(organ_eqd2(exposure(), OrganRole::brain, 2.0).has_value());
    // A contour of both lungs stands alone.
    auto both = exposure();
    both.blocks[0].organs.push_back(organ(OrganRole::lungs, 2000, 0.25));
    CHECK(organ_eqd2(both, OrganRole::lungs, 3.0)->mean_gy() == doctest::Approx(30 * 0.25 * 3.25 / 5.0));
}

TEST_CASE("a checkpoint inhibitor changes the lung and nothing else: no multiplier for all organs") {
    const auto without = course_risks(models, exposure(), false), with = course_risks(models, exposure(), true);
    REQUIRE(with.size() == 3);
    for (std::size_t i = 0; i < with.size(); ++i) {
        CHECK(without[i].with_ici == without[i].probability);
        CHECK(with[i].probability == without[i].probability);
        CHECK((with[i].with_ici > with[i].probability) == (with[i].organ == "lungs"));
    }
    CHECK(with[0].with_ici_low == doctest::Approx(with[0].probability));
    const auto ranges = ranges_of(with);
    REQUIRE(ranges.size() == 2);
    CHECK(ranges[0].low == doctest::Approx(std::min(with[0].with_ici_low, with[1].with_ici_low)));
    CHECK(ranges[0].high == doctest::Approx(std::max(with[0].with_ici_high, with[1].with_ici_high)));
}

TEST_CASE("a variant scales dose and fractions: hand calculation") {
    // 3 fractions of 8 times the dose: right lung 3·8·(8 + 3)/5 = 52.8, mean 26.4 Gy.
    const auto bins = organ_eqd2(exposure(), OrganRole::lungs, 3.0, {{8.0}, {3}});
    CHECK(bins->mean_gy() == doctest::Approx(26.4));
}

TEST_CASE("bowel in the low-dose range, and lymphopenia on both sides") {
    const auto bowel = bowel_low_dose(exposure());
    REQUIRE(bowel.size() == 1);
    CHECK(bowel[0].volume_cc == doctest::Approx(200.0));  // 30 × 0.1 = 3 Gy
    CHECK(bowel_low_dose(exposure(), {{2.0}, {30}})[0].volume_cc == 0.0);
    const auto sides = lymphopenia_sides(1.4, 0.6, 0.3, 0.05);
    bool toxicity = false, efficacy = false;
    for (const auto& side : sides) {
        toxicity = toxicity || side.side == LymphopeniaSide::Side::toxicity;
        efficacy = efficacy || side.side == LymphopeniaSide::Side::efficacy;
        CHECK_FALSE(side.evidence.empty());
    }
    CHECK((toxicity && efficacy));
    CHECK(*sides[2].value == doctest::Approx(0.303));
    CHECK(*lymphopenia_sides(1.0, 0.6, 0.3, 0.05)[2].value == doctest::Approx(0.078));
}
