// FHIR bundles: what is taken, what is left out and said, what is refused.
#include <doctest/doctest.h>

#include "io/json.hpp"
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
    take_counts(*labs, host);
    CHECK(host.alc->native() == doctest::Approx(1.6));
    CHECK(host.anc->native() == doctest::Approx(4.4));
    CHECK(host.prior_alc.size() == 2);
    patient::Host told;
    told.alc = giga_per_litre(1.1);
    take_counts(*labs, told);
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
