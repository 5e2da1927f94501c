// FHIR bundles: what is taken, what is left out and said, what is refused.
#include <doctest/doctest.h>

#include "io/json.hpp"
#include "study/biomarker_records.hpp"
#include "study/fhir_labs.hpp"

using namespace abscope;
using namespace abscope::study;

namespace {

std::string observation(const std::string& code, const std::string& value, const std::string& date, const std::string& status = "final") {
    return R"({"resource": {"resourceType": "Observation", "status": ")" + status + R"(", "code": )" + code + R"(, "effectiveDateTime": ")" + date +
           R"(", "valueQuantity": )" + value + "}}";
}
const std::string lymphocytes = R"({"coding": [{"system": "http://loinc.org", "code": "731-0"}]})";
const std::string neutrophils = R"({"coding": [{"system": "http://loinc.org", "code": "751-8"}]})";

Result<FhirLabs> read(const std::string& entries) {
    const auto document = io::parse_json(R"({"resourceType": "Bundle", "type": "collection", "entry": [)" + entries + "]}", "labs.json");
    REQUIRE(document.ok());
    return read_fhir_bundle(*document, "2026-03-02");
}

}  // namespace

TEST_CASE("FHIR: counts with dates and units; the last one before treatment is the baseline") {
    const auto labs = read(observation(lymphocytes, R"({"value": 1.6, "code": "10*3/uL"})", "2026-03-01T08:00:00Z") + "," +
                           observation(lymphocytes, R"({"value": 1900, "unit": "/uL"})", "2026-02-01") + "," +
                           observation(lymphocytes, R"({"value": 0.7, "code": "10*9/L"})", "2026-03-20") + "," +
                           observation(neutrophils, R"({"value": 4.4, "code": "10*9/L"})", "2026-02-28") + "," +
                           R"({"resource": {"resourceType": "Patient"}})");
    REQUIRE(labs.ok());
    REQUIRE(labs->biomarkers.size() == 4);
    CHECK(labs->ignored == 1);
    CHECK(labs->biomarkers[0].time == days(-29));
    patient::Host host;
    auto records = labs->biomarkers;
    take_records(records, host);
    CHECK(host.alc->native() == doctest::Approx(1.6));
    CHECK(host.anc->native() == doctest::Approx(4.4));
    CHECK(host.prior_alc.size() == 2);
    patient::Host told;
    told.alc = giga_per_litre(1.1);
    take_records(records, told);
    CHECK(told.alc->native() == doctest::Approx(1.1));
}

TEST_CASE("FHIR: biomarkers by their exact name, with assay; a name that says too little is none of ours") {
    const auto labs = read(observation(R"({"text": "PD-L1 TPS"})", R"({"value": 60, "code": "%"}, "method": {"text": "22C3"})", "2026-02-20") + "," +
                           observation(R"({"text": "PD-L1"})", R"({"value": 60, "code": "%"})", "2026-02-20"));
    REQUIRE(labs.ok());
    REQUIRE(labs->biomarkers.size() == 1);
    CHECK(labs->biomarkers[0].kind == evidence::BiomarkerKind::pdl1_tumour_proportion);
    CHECK(labs->biomarkers[0].assay == "22C3");
    CHECK(labs->ignored == 1);
}

TEST_CASE("FHIR: albumin, weight, LDH, CRP, burden and microsatellites by LOINC code, in the units of UCUM") {
    const auto coded = [](const char* code) { return std::string(R"({"coding": [{"system": "http://loinc.org", "code": ")") + code + R"("}]})"; };
    const auto labs = read(observation(coded("1751-7"), R"({"value": 3.4, "code": "g/dL"})", "2026-02-28") + "," +
                           observation(coded("29463-7"), R"({"value": 81, "code": "kg"})", "2026-02-28") + "," +
                           observation(coded("2532-0"), R"({"value": 310, "code": "U/L"})", "2026-02-28") + "," +
                           observation(coded("1988-5"), R"({"value": 14, "code": "mg/L"})", "2026-02-28") + "," +
                           observation(coded("94076-7"), R"({"value": 12, "code": "1/1000000{Base}"})", "2026-02-28") + "," +
                           R"({"resource": {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-02-28", "code": )" + coded("81695-9") +
                           R"(, "valueCodeableConcept": {"coding": [{"system": "http://loinc.org", "code": "LA26203-2"}]}}})");
    REQUIRE(labs.ok());
    REQUIRE(labs->biomarkers.size() == 6);
    CHECK(labs->warnings.empty());
    auto records = labs->biomarkers;
    patient::Host host;
    take_records(records, host);
    CHECK(*host.albumin_g_per_l == doctest::Approx(34.0));
    CHECK(value_as<Kilogram>(*host.weight) == doctest::Approx(81.0));
    int used = 0;
    for (const auto& row : biomarker_rows(records, host)) {
        used += row.used;
        CHECK(row.used == row.use.starts_with("used: "));
        if (row.name == "MSI") CHECK(row.category == "MSI-H");
        if (row.name == "TMB") CHECK(*row.above);
    }
    CHECK(used == 2);
    CHECK_FALSE(read(observation(coded("1751-7"), R"({"value": 3.4, "code": "g/L"})", "2026-02-28")).ok());
}

TEST_CASE("records: the last before treatment counts, the case's own value stands, the ratio is derived") {
    std::vector<evidence::Biomarker> records{*evidence::make_biomarker("ALC", 1.8, "1e9/L", "", days(-20)), *evidence::make_biomarker("ALC", 1.2, "1e9/L", "", days(-2)),
                                             *evidence::make_biomarker("ALC", 0.5, "1e9/L", "", days(12)), *evidence::make_biomarker("ANC", 6.0, "1e9/L", "", days(-2))};
    patient::Host host;
    take_records(records, host);
    CHECK(host.alc->native() == doctest::Approx(1.2));
    CHECK(host.prior_alc.size() == 2);
    const auto rows = biomarker_rows(records, host);
    REQUIRE(rows.size() == 5);
    CHECK_FALSE(rows[0].used);
    CHECK(rows[1].used);
    CHECK_FALSE(rows[2].used);
    CHECK(rows[2].use.find("after treatment began") != std::string::npos);
    CHECK(rows[4].name == "NLR");
    CHECK(rows[4].value == doctest::Approx(5.0));
    CHECK(*rows[4].above);
    patient::Host told;
    told.anc = giga_per_litre(3.0);
    auto again = records;
    for (auto& record : again) record.taken = false;
    take_records(again, told);
    CHECK(told.anc->native() == doctest::Approx(3.0));
    CHECK_FALSE(again[3].taken);
}

TEST_CASE("FHIR: preliminary results, bounds and values without a date are left out and said; unit errors are refused") {
    const auto labs = read(observation(lymphocytes, R"({"value": 1.6, "code": "10*9/L"})", "2026-03-01", "preliminary") + "," +
                           observation(lymphocytes, R"({"value": 0.2, "comparator": "<", "code": "10*9/L"})", "2026-03-01") + "," +
                           observation(lymphocytes, R"({"value": 1.6, "code": "10*9/L"})", ""));
    REQUIRE(labs.ok());
    CHECK(labs->biomarkers.empty());
    CHECK(labs->warnings.size() == 3);
    const auto wrong = read(observation(neutrophils, R"({"value": 3000, "code": "10*9/L"})", "2026-03-01"));
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().message().find("3000") != std::string::npos);
    CHECK(wrong.error().message().find("labs.json") != std::string::npos);
    CHECK_FALSE(read(observation(lymphocytes, R"({"value": 1.6, "code": "mg/dL"})", "2026-03-01")).ok());
    CHECK_FALSE(read(observation(lymphocytes, R"({"value": 1.6, "code": "10*9/L"})", "last week")).ok());
    CHECK_FALSE(read_fhir_bundle(*io::parse_json(R"({"resourceType": "Patient"})", "p.json"), "2026-03-02").ok());
}

TEST_CASE("FHIR: days between dates over leap years and ends of years") {
    CHECK(*days_between("2024-02-28", "2024-03-01") == 2);
    CHECK(*days_between("2023-02-28", "2023-03-01") == 1);
    CHECK(*days_between("2025-12-31", "2026-01-01") == 1);
    CHECK(*days_between("2026-03-02", "2000-03-02") == -9496);
    CHECK_FALSE(days_between("2026-13-02", "2026-01-01").ok());
}
