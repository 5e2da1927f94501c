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

TEST_CASE("biomarkers: UCUM spellings of one quantity, factors by definition") {
    const auto value = [](const char* name, double number, const char* unit) { return make_biomarker(name, number, unit, "", days(0))->value; };
    CHECK(value("ALC", 1300.0, "{cells}/uL") == doctest::Approx(1.3));
    CHECK(value("ALC", 1.3, "10^9/L") == doctest::Approx(1.3));
    CHECK(value("TMB", 12.0, "1/1000000{Base}") == doctest::Approx(12.0));
    CHECK(value("albumin", 3.8, "g/dL") == doctest::Approx(38.0));
    CHECK(value("CRP", 1.2, "mg/dL") == doctest::Approx(12.0));
    CHECK(value("LDH", 4.0, "ukat/L") == doctest::Approx(240.0));  // 1 µkat = 60 µmol/min
    CHECK(value("weight", 160.0, "[lb_av]") == doctest::Approx(72.575).epsilon(1e-5));
    CHECK(value("NLR", 3.0, "{ratio}") == 3.0);
}

TEST_CASE("biomarkers: what can only be a wrong unit is refused, whatever the kind") {
    const auto refused = [](const char* name, double number, const char* unit) { return !make_biomarker(name, number, unit, "", days(0)).ok(); };
    CHECK(refused("albumin", 3.8, "g/L"));      // g/dL written as g/L
    CHECK(refused("albumin", 380.0, "g/L"));
    CHECK(refused("ALC", 1300.0, "1e9/L"));
    CHECK(refused("LDH", 4.0, "U/L"));          // ukat/L written as U/L
    CHECK(refused("CRP", 1200.0, "mg/L"));
    CHECK(refused("weight", 72000.0, "kg"));
    CHECK(refused("soluble PD-L1", 0.3, "pg/mL"));
    CHECK(refused("CRP", 12.0, "U/L"));
    CHECK(refused("MSI", 1.0, "1"));
}

TEST_CASE("biomarkers: microsatellites are a category; every kind says what is done with it") {
    CHECK(make_category("MSI", "MSI-H", "PCR", days(0))->value == 1.0);
    CHECK(make_category("MSI", "MSS", "", days(0))->value == 0.0);
    CHECK(make_category("MSI", "dMMR", "IHC", days(0))->category == "dMMR");
    CHECK_FALSE(make_category("MSI", "high", "", days(0)).ok());
    CHECK_FALSE(make_category("TMB", "MSI-H", "", days(0)).ok());
    for (const auto& known : biomarker_definitions()) {
        CHECK_FALSE(known.use_text.empty());
        CHECK((known.use == BiomarkerUse::context) == known.use_text.starts_with("not used by the model"));
    }
}
