// [host]: who is treated.
#include <charconv>

#include "study/case_sections.hpp"
#include "study/fhir_labs.hpp"
#include "study/fields.hpp"

namespace abscope::study {

namespace {

constexpr PlausibleRange lymphocytes{0.01, 100.0, false, "0.01e9/L to 100e9/L",
                                     "check the unit: a usual count is \"1.4e9/L\" or \"1400 /uL\""};
constexpr PlausibleRange neutrophils{0.0, 200.0, false, "0 to 200e9/L",
                                     "check the unit: a usual count is \"4.2e9/L\" or \"4200 /uL\""};
constexpr PlausibleRange body_mass{2.0, 350.0, false, "2 to 350 kg", "check the number and its unit"};
constexpr PlausibleRange body_height{400.0, 2500.0, false, "40 to 250 cm", "check the number and its unit"};
constexpr PlausibleRange steroid_dose{0.0, 2000.0, false, "0 to 2000 mg a day of prednisone equivalent",
                                      "check the number and its unit"};

Result<patient::Sex> read_sex(const Node& node) {
    ABSCOPE_TRY(const auto text, node.as_text());
    if (text == "male" || text == "m" || text == "M") return patient::Sex::male;
    if (text == "female" || text == "f" || text == "F") return patient::Sex::female;
    return node.error("'" + text + "' is not known", "the reference bodies are male and female",
                      "write \"male\" or \"female\", or leave the key out");
}

/// What the evidence on brain necrosis and the clearance of drugs distinguish.
Result<patient::Histology> read_histology(const Node& node) {
    ABSCOPE_TRY(const auto text, node.as_text());
    if (text == "melanoma") return patient::Histology::melanoma;
    if (text == "nsclc") return patient::Histology::nsclc;
    if (text == "other") return patient::Histology::other;
    return node.error("'" + text + "' is not known", "melanoma and non-small-cell lung cancer are told from all others", "write \"melanoma\", \"nsclc\" or \"other\", or leave the key out");
}

/// Age in years: a number, or text with its unit ("63 y").
Result<double> read_age(const Node& node) {
    double years = 0.0;
    if (node.is_number()) {
        years = *node.as_number();
    } else {
        ABSCOPE_TRY(const auto text, node.as_text());
        const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), years);
        std::string unit(end, text.data() + text.size());
        unit.erase(0, std::min(unit.find_first_not_of(' '), unit.size()));
        if (status != std::errc{} || (unit != "y" && unit != "a" && unit != "years"))
            return node.error("'" + text + "' is not an age", "", "write for example \"63 y\"");
    }
    ABSCOPE_CHECK_OK(check_range(node, years, {0.0, 120.0, false, "0 to 120 years", "check the number"}));
    return years;
}

/// "10 mg" or "10 mg/d".
Result<DrugMass> read_daily_dose(const Node& node) {
    ABSCOPE_TRY(auto text, node.as_text());
    for (const std::string_view suffix : {"/d", "/day"})
        if (text.ends_with(suffix)) text.resize(text.size() - suffix.size());
    ABSCOPE_TRY(const auto dose, read_quantity<DrugMass>(Node(text, node.location(), node.key()), "10 mg/d"));
    ABSCOPE_CHECK_OK(check_range(node, dose.native(), steroid_dose));
    return dose;
}

Result<patient::SteroidCourse> read_steroid(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"dose", "from", "to"}));
    ABSCOPE_TRY(const Node* dose, table.member("dose"));
    ABSCOPE_TRY(const Node* from, table.member("from"));
    ABSCOPE_TRY(const Node* to, table.member("to"));
    patient::SteroidCourse course;
    ABSCOPE_TRY(course.daily_dose, read_daily_dose(*dose));
    ABSCOPE_TRY(course.from, read_day(*from, DayRange::any));
    ABSCOPE_TRY(course.to, read_day(*to, DayRange::any));
    if (course.to < course.from)
        return to->error("the course ends before it begins", "'to' is earlier than 'from'",
                         "swap the two days");
    return course;
}

Result<patient::CountSample> read_sample(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"day", "alc"}));
    ABSCOPE_TRY(const Node* day, table.member("day"));
    patient::CountSample sample;
    ABSCOPE_TRY(sample.time, read_day(*day, DayRange::any));
    ABSCOPE_TRY(sample.count, quantity<CellConcentration>(table, "alc", lymphocytes, "1.4e9/L"));
    return sample;
}

/// fhir = "labs.json", fhir_day_zero = "2026-03-02": records with dates.
Result<void> read_fhir(const Node& table, const std::filesystem::path& folder, CaseFile& out) {
    const auto* file = table.find("fhir");
    if (file == nullptr) return {};
    ABSCOPE_TRY(const auto name, file->as_text());
    const auto* zero = table.find("fhir_day_zero");
    if (zero == nullptr)
        return table.error("'fhir_day_zero' is missing", "the bundle has dates, the case has days", "write for example fhir_day_zero = \"2026-03-02\"");
    ABSCOPE_TRY(const auto date, zero->as_text());
    ABSCOPE_TRY(auto labs, read_fhir_bundle(folder / name, date));
    out.biomarkers = std::move(labs.biomarkers);
    out.host_files.push_back(folder / name);
    out.warnings.insert(out.warnings.end(), labs.warnings.begin(), labs.warnings.end());
    return {};
}

}  // namespace

Result<void> read_host(const Node& table, const std::filesystem::path& folder, CaseFile& out) {
    ABSCOPE_CHECK_OK(
        table.only_known_keys({"alc", "anc", "weight", "height", "age", "sex", "histology", "steroid", "prior_alc",
                               "fhir", "fhir_day_zero"}));
    auto& host = out.host;
    ABSCOPE_TRY(host.alc, optional_quantity<CellConcentration>(table, "alc", lymphocytes, "1.4e9/L"));
    ABSCOPE_TRY(host.anc, optional_quantity<CellConcentration>(table, "anc", neutrophils, "4.2e9/L"));
    ABSCOPE_TRY(host.weight, optional_quantity<Mass>(table, "weight", body_mass, "72 kg"));
    ABSCOPE_TRY(host.height, optional_quantity<Length>(table, "height", body_height, "175 cm"));
    if (const auto* node = table.find("sex")) {
        ABSCOPE_TRY(host.sex, read_sex(*node));
    }
    if (const auto* node = table.find("histology")) {
        ABSCOPE_TRY(host.histology, read_histology(*node));
    }
    if (const auto* node = table.find("age")) {
        ABSCOPE_TRY(host.age_years, read_age(*node));
    }
    ABSCOPE_TRY(const auto steroids, tables(table, "steroid"));
    for (const auto* item : steroids) {
        ABSCOPE_TRY(auto steroid, read_steroid(*item));
        host.steroids.push_back(steroid);
    }
    ABSCOPE_TRY(const auto samples, tables(table, "prior_alc"));
    for (const auto* item : samples) {
        ABSCOPE_TRY(auto sample, read_sample(*item));
        host.prior_alc.push_back(sample);
    }
    return read_fhir(table, folder, out);
}

}  // namespace abscope::study
