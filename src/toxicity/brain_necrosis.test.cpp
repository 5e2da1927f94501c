// Necrosis by volume, histology and fractions against closed forms; both sides of the concurrency question.
#include <doctest/doctest.h>

#include <cmath>

#include "toxicity/brain_necrosis.hpp"

using namespace abscope::toxicity;
namespace patient = abscope::patient;
using patient::Histology;

namespace {

/// 1000 cm3 of brain: `hot_cc` of it, target of 4 cm3 included, with `gy` in one fraction, the rest with 1 Gy.
patient::Exposure exposure(double hot_cc, double gy, int fractions) {
    patient::Exposure out;
    auto& block = out.blocks.emplace_back();
    block.fractions = fractions;
    patient::BrainExposure brain;
    brain.with_targets = {"brain with targets", patient::OrganRole::brain, 1000.0, 1.0, {{1.0, gy}, {1.0 - hot_cc / 1000.0, hot_cc / 1000.0}}};
    brain.without_targets = {"brain without targets", patient::OrganRole::brain, 996.0, 1.0, {{1.0, gy}, {1.0 - (hot_cc - 4.0) / 996.0, (hot_cc - 4.0) / 996.0}}};
    brain.targets = {"GTV"};
    block.brain = brain;
    return out;
}

}  // namespace

TEST_CASE("necrosis: both sides of the concurrency question are shown, and only where a drug is given") {
    CHECK(necrosis_views(10.0, Histology::melanoma, false).size() == 1);
    const auto melanoma = necrosis_views(10.0, Histology::melanoma, true);
    REQUIRE(melanoma.size() == 3);
    CHECK(melanoma[0].low == doctest::Approx(0.15));
    CHECK(melanoma[1].low == doctest::Approx(0.15 * 2.35 / (0.85 + 0.15 * 2.35)));
    CHECK(melanoma[2].id == "volume-only");
    // Odds 0.038/0.962 × 3.95 = 0.15603: 13.5 %.
    CHECK(melanoma[2].high == doctest::Approx(0.13497).epsilon(1e-4));
    CHECK(necrosis_views(9.9, Histology::nsclc, true)[2].high == doctest::Approx(0.038));
    CHECK(necrosis_views(7.5, Histology::other, false)[0].low == doctest::Approx(0.125));
}

TEST_CASE("necrosis: outside the table the answer is a bound, not a number") {
    const auto small = necrosis_views(2.0, Histology::other, false)[0], large = necrosis_views(30.0, Histology::other, false)[0];
    CHECK(small.low == 0.0);
    CHECK(small.high == doctest::Approx(0.10));
    CHECK(large.low == doctest::Approx(0.20));
    CHECK(large.high == 1.0);
}

TEST_CASE("necrosis: an unknown histology gets the views of all, and other histologies the pooled hazard ratio") {
    const auto unknown = necrosis_views(10.0, std::nullopt, true);
    REQUIRE(unknown.size() == 5);
    const auto other = necrosis_views(10.0, Histology::other, true);
    REQUIRE(other.size() == 3);
    // 1 − 0.85^0.58 = 9.00 %, 1 − 0.85^2.79 = 36.5 %.
    CHECK(other[1].low == doctest::Approx(0.0900).epsilon(1e-3));
    CHECK(other[1].high == doctest::Approx(0.3645).epsilon(1e-3));
    for (const auto& views : {unknown, other, necrosis_views(7.0, Histology::melanoma, true)}) {
        bool drug = false, volume = false;
        for (const auto& view : views) {
            CHECK_FALSE(view.evidence.empty());
            drug = drug || view.side == NecrosisSide::drug_matters;
            volume = volume || view.side == NecrosisSide::volume_alone;
        }
        CHECK((drug && volume));
    }
}

TEST_CASE("necrosis of a course: V12 with the target counts, the range spans both sides") {
    const auto found = brain_necrosis(exposure(10.0, 20.0, 1), Histology::melanoma, true);
    REQUIRE(found.has_value());
    CHECK(found->volume_cc == doctest::Approx(10.0));
    CHECK(found->without_targets_cc == doctest::Approx(6.0));
    CHECK(found->low == doctest::Approx(0.12855).epsilon(1e-3));                                     // odds 0.036/0.964 × 3.95
    CHECK(found->high == doctest::Approx(0.15 * 2.35 / (0.85 + 0.15 * 2.35)));
    CHECK(brain_necrosis(exposure(10.0, 20.0, 1), Histology::melanoma, false)->high == doctest::Approx(0.15));
    patient::Exposure none;
    none.blocks.emplace_back();
    CHECK_FALSE(brain_necrosis(none, Histology::melanoma, true).has_value());
}

TEST_CASE("necrosis of a course: several fractions have a bound or no number") {
    const auto three = brain_necrosis(exposure(19.0, 9.0, 3), std::nullopt, true);  // 27 Gy: V20 of 19 cm3
    CHECK(three->least_gy == 20.0);
    CHECK(three->volume_cc == doctest::Approx(19.0));
    CHECK(three->high == doctest::Approx(0.10));
    CHECK_FALSE(three->note.empty());
    CHECK(brain_necrosis(exposure(21.0, 9.0, 3), std::nullopt, false)->high == 1.0);
    CHECK(brain_necrosis(exposure(19.0, 5.0, 5), std::nullopt, false)->least_gy == 24.0);
    CHECK(brain_necrosis(exposure(10.0, 10.0, 2), std::nullopt, false)->low == 0.0);
    CHECK(brain_necrosis(exposure(10.0, 10.0, 2), std::nullopt, false)->high == doctest::Approx(0.15));
    const auto many = brain_necrosis(exposure(500.0, 3.0, 10), std::nullopt, true);
    CHECK(many->views.empty());
    CHECK(many->note.find("10 fractions") != std::string::npos);
    // A variant of three times the dose once: 27 Gy in one fraction.
    CHECK(brain_necrosis(exposure(19.0, 9.0, 3), std::nullopt, false, {{3.0}, {1}})->least_gy == 12.0);
}
