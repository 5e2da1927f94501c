// Biomarkers: units, gates, kinds that must not be mixed.
#include <doctest/doctest.h>

#include "evidence/biomarker.hpp"

using namespace abscope;
using namespace abscope::evidence;

TEST_CASE("biomarkers: units of one quantity are converted, others refused") {
    CHECK(make_biomarker("ALC", 1.3, "1e9/L", "", days(0))->value == doctest::Approx(1.3));
    CHECK(make_biomarker("ALC", 1300.0, "/uL", "", days(0))->value == doctest::Approx(1.3));
    CHECK(make_biomarker("ALC", 1.3, "10*3/uL", "", days(0))->value == doctest::Approx(1.3));
    CHECK(make_biomarker("soluble PD-L1", 0.3, "ng/mL", "", days(0))->value == doctest::Approx(300.0));
    CHECK_FALSE(make_biomarker("PD-L1 TPS", 250.0, "pg/mL", "", days(0)).ok());
    CHECK_FALSE(make_biomarker("ALC", 1.3, "mg/dL", "", days(0)).ok());
}

TEST_CASE("biomarkers: a neutrophil count of 3000e9/L is a unit error: refused, not rescaled") {
    const auto wrong = make_biomarker("ANC", 3000.0, "1e9/L", "", days(0));
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().message().find("3000") != std::string::npos);
    CHECK(wrong.error().suggestion.find("unit") != std::string::npos);
    CHECK(make_biomarker("ANC", 3000.0, "/uL", "", days(0))->value == doctest::Approx(3.0));
    CHECK_FALSE(make_biomarker("PD-L1 TPS", 101.0, "%", "", days(0)).ok());
    CHECK_FALSE(make_biomarker("NLR", 0.0, "1", "", days(0)).ok());
}

TEST_CASE("biomarkers: names are exact, kinds do not mix, cut-offs are those of their evidence") {
    CHECK_FALSE(make_biomarker("PD-L1", 60.0, "%", "22C3", days(0)).ok());
    const auto tps = make_biomarker("PD-L1 TPS", 60.0, "%", "22C3", days(-7));
    const auto soluble = make_biomarker("soluble PD-L1", 260.0, "pg/mL", "ELISA", days(-7));
    const auto tissue = make_biomarker("TMB", 12.0, "1/Mb", "panel", days(-7)), blood = make_biomarker("bTMB", 12.0, "1/Mb", "panel", days(-7));
    CHECK(tps->above_cut_off());
    CHECK(soluble->above_cut_off());
    CHECK_FALSE(difference(*tps, *soluble).ok());
    CHECK_FALSE(difference(*tissue, *blood).ok());
    // 10 per Mb for tissue, 16 per 1.1 Mb (14.5 per Mb) for blood: one value, two verdicts.
    CHECK(tissue->above_cut_off());
    CHECK_FALSE(blood->above_cut_off());
    for (const auto& known : biomarker_definitions()) {
        CHECK(&definition(known.kind) == &known);
        CHECK(known.cut_off.has_value() == !known.cut_off_evidence.empty());
    }
}
