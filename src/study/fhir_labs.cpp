// Observations to biomarkers. Belongs to study.
#include "study/fhir_labs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "io/json.hpp"

namespace abscope::study {

namespace {

using evidence::Biomarker;
using evidence::BiomarkerKind;

/// LOINC codes of the kinds that have one here [@loinc]; other kinds are known by their exact name in code.text.
const std::map<std::string, std::string>& loinc() {
    static const std::map<std::string, std::string> codes{{"731-0", "ALC"},      {"26474-7", "ALC"},  {"751-8", "ANC"}, {"26499-4", "ANC"}, {"94076-7", "TMB"},
                                                          {"1751-7", "albumin"}, {"2532-0", "LDH"},   {"1988-5", "CRP"}, {"29463-7", "weight"}, {"81695-9", "MSI"}};
    return codes;
}

/// The state of microsatellites of a coded answer: LOINC answers of 81695-9, or the text itself.
std::string category_of(const Node& concept_node) {
    static const std::map<std::string, std::string> answers{{"LA14122-8", "MSS"}, {"LA26203-2", "MSI-H"}};
    if (const auto* codings = concept_node.find("coding"))
        for (const auto& coding : codings->items())
            if (const auto* code = coding.find("code"); code != nullptr && code->is_text())
                if (const auto found = answers.find(*code->as_text()); found != answers.end()) return found->second;
    const auto* text = concept_node.find("text");
    return text != nullptr && text->is_text() ? *text->as_text() : std::string();
}

std::string text_of(const Node& table, std::string_view key) {
    const auto* node = table.find(key);
    return node != nullptr && node->is_text() ? *node->as_text() : std::string();
}

/// The kind of an observation; empty where it is none of ours.
std::string name_of(const Node& observation) {
    const auto* code = observation.find("code");
    if (code == nullptr) return "";
    if (const auto* codings = code->find("coding"))
        for (const auto& coding : codings->items())
            if (text_of(coding, "system") == "http://loinc.org")
                if (const auto found = loinc().find(text_of(coding, "code")); found != loinc().end()) return found->second;
    const auto text = text_of(*code, "text");
    const auto& all = evidence::biomarker_definitions();
    return std::any_of(all.begin(), all.end(), [&](const auto& d) { return d.name == text; }) ? text : "";
}

/// Day number of the civil calendar (Howard Hinnant's days_from_civil).
std::int64_t day_number(int y, int m, int d) {
    y -= m <= 2;
    const int era = (y >= 0 ? y : y - 399) / 400;
    const int year_of_era = y - era * 400, day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return std::int64_t{era} * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
}

Result<std::int64_t> parse_date(const std::string& text) {
    int parts[3] = {0, 0, 0};
    const bool shape = text.size() >= 10 && text[4] == '-' && text[7] == '-' && (text.size() == 10 || text[10] == 'T');
    constexpr std::size_t from[]{0, 5, 8}, length[]{4, 2, 2};
    for (int i = 0; shape && i < 3; ++i) {
        const char* begin = text.data() + from[i];
        const auto [end, status] = std::from_chars(begin, begin + length[i], parts[i]);
        if (status != std::errc{} || end != begin + length[i]) parts[i] = 0;
    }
    if (!shape || parts[0] < 1900 || parts[1] < 1 || parts[1] > 12 || parts[2] < 1 || parts[2] > 31)
        return bad_input("'" + text + "' is not a date", "", "write for example \"2026-03-02\"");
    return day_number(parts[0], parts[1], parts[2]);
}

/// One observation; nothing where it is left out, with a warning that says why.
Result<std::optional<Biomarker>> read_observation(const Node& observation, const std::string& name, const std::string& day_zero, patient::Warnings& warnings) {
    const auto skip = [&](const std::string& why) {
        warnings.push_back({"fhir-observation-not-used", fmt::format("{} at {}: {}", name, observation.location().text(), why)});
        return std::optional<Biomarker>();
    };
    const auto status = text_of(observation, "status");
    if (status != "final" && status != "amended" && status != "corrected") return skip("its status is '" + status + "', only final, amended and corrected results count");
    const auto date = text_of(observation, "effectiveDateTime");
    if (date.empty()) return skip("it has no date");
    ABSCOPE_TRY(const int day, days_between(day_zero, date));
    std::string assay;
    if (const auto* method = observation.find("method")) assay = text_of(*method, "text");
    if (const auto* answer = observation.find("valueCodeableConcept"); answer != nullptr && name == "MSI") {
        auto made = evidence::make_category(name, category_of(*answer), assay, days(day));
        if (!made.ok()) return skip("its answer is none of MSI-H, MSI-L, MSS, dMMR, pMMR");
        return std::optional<Biomarker>(std::move(made).value());
    }
    const auto* quantity = observation.find("valueQuantity");
    if (quantity == nullptr) return skip("it has no valueQuantity");
    if (const auto comparator = text_of(*quantity, "comparator"); !comparator.empty()) return skip("the value is only known to be " + comparator + " a limit");
    ABSCOPE_TRY(const double value, quantity->number("value"));
    auto unit = text_of(*quantity, "code");
    if (unit.empty()) unit = text_of(*quantity, "unit");
    if (name.starts_with("NLR") && unit.empty()) unit = "1";
    auto made = evidence::make_biomarker(name, value, unit, assay, days(day));
    if (!made.ok()) return std::move(made).error().within(observation.location().text());
    return std::optional<Biomarker>(std::move(made).value());
}

}  // namespace

Result<int> days_between(const std::string& from, const std::string& to) {
    ABSCOPE_TRY(const auto a, parse_date(from));
    ABSCOPE_TRY(const auto b, parse_date(to));
    return static_cast<int>(b - a);
}

Result<FhirLabs> read_fhir_bundle(const Document& bundle, const std::string& day_zero) {
    if (text_of(bundle, "resourceType") != "Bundle") return bundle.error("this is not a FHIR bundle", "its resourceType is '" + text_of(bundle, "resourceType") + "'", "export the patient's observations as a Bundle");
    ABSCOPE_CHECK_OK(parse_date(day_zero));
    FhirLabs labs;
    const auto* entries = bundle.find("entry");
    if (entries == nullptr) return labs;
    for (const auto& entry : entries->items()) {
        const auto* resource = entry.find("resource");
        const auto name = resource != nullptr && text_of(*resource, "resourceType") == "Observation" ? name_of(*resource) : "";
        if (name.empty()) {
            ++labs.ignored;
            continue;
        }
        ABSCOPE_TRY(auto biomarker, read_observation(*resource, name, day_zero, labs.warnings));
        if (biomarker) labs.biomarkers.push_back(std::move(*biomarker));
    }
    std::stable_sort(labs.biomarkers.begin(), labs.biomarkers.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
    return labs;
}

Result<FhirLabs> read_fhir_bundle(const std::filesystem::path& path, const std::string& day_zero) {
    ABSCOPE_TRY(const auto document, io::read_json(path));
    return read_fhir_bundle(document, day_zero).within("reading the FHIR bundle '" + path.string() + "'");
}

}  // namespace abscope::study
