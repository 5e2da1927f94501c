// [[radiotherapy]], [[immunotherapy]] and other treatment of a case file.
#include <array>

#include "study/case_sections.hpp"
#include "study/fields.hpp"

namespace abscope::study {

namespace {

constexpr const char* check_number = "check the number and its unit";
constexpr PlausibleRange fraction_dose{0.0, 100.0, true, "above 0 and up to 100 Gy a fraction",
                                       "check the unit: 800 cGy is \"8 Gy\""};
constexpr PlausibleRange fraction_interval{1.0 / 24.0, 365.0, false, "1 h to 365 d",
                                           "write for example \"2 d\" or \"6 h\""};
constexpr PlausibleRange beam_time{0.0, 4.0 / 24.0, true, "above 0 and up to 4 h a fraction",
                                   "write for example \"60 s\""};
constexpr PlausibleRange drug_interval{1.0 / 24.0, 365.0, false, "1 h to 365 d",
                                       "write for example \"21 d\""};
constexpr PlausibleRange flat_dose{0.0, 10000.0, true, "above 0 and up to 10 g", check_number};
constexpr PlausibleRange dose_by_weight{0.0, 100.0, true, "above 0 and up to 100 mg/kg", check_number};
constexpr PlausibleRange course_dose{0.0, 200.0, true, "above 0 and up to 200 Gy", check_number};

Result<int> read_weekday(const Node& node) {
    static constexpr std::array<std::string_view, 7> names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    ABSCOPE_TRY(const auto text, node.as_text());
    for (std::size_t i = 0; i < names.size(); ++i)
        if (text.substr(0, 3) == names[i]) return static_cast<int>(i);
    return node.error("'" + text + "' is not a weekday", "", "use one of: mon tue wed thu fri sat sun");
}

/// "200 mg" or "3 mg/kg".
Result<void> read_drug_dose(const Node& node, patient::ImmunotherapyBlock& block) {
    if (node.is_number()) return bare_number(node, "200 mg");
    ABSCOPE_TRY(auto text, node.as_text());
    block.per_kilogram = text.ends_with("/kg");
    if (block.per_kilogram) text.resize(text.size() - 3);
    ABSCOPE_TRY(block.dose, read_quantity<DrugMass>(Node(text, node.location(), node.key()), "200 mg"));
    return check_range(node, block.dose.native(), block.per_kilogram ? dose_by_weight : flat_dose);
}

/// `date = "day 3"`, `dates = [...]`, or `first`, `every`, `cycles`.
Result<std::vector<Duration>> read_dates(const Node& table) {
    std::vector<Duration> dates;
    if (const auto* node = table.find("date")) {
        ABSCOPE_TRY(const auto day, read_day(*node, DayRange::any));
        dates.push_back(day);
    }
    if (const auto* node = table.find("dates")) {
        if (!node->is_array())
            return node->error("expected a list of days", "", "write for example [\"day 0\", \"day 21\"]");
        for (const auto& item : node->items()) {
            ABSCOPE_TRY(const auto day, read_day(item, DayRange::any));
            dates.push_back(day);
        }
    }
    if (const auto* node = table.find("first")) {
        ABSCOPE_TRY(const auto first, read_day(*node, DayRange::any));
        int cycles = 1;
        if (table.find("cycles")) {
            ABSCOPE_TRY(cycles, count(table, "cycles", 1, 200, "give the number of cycles"));
        }
        ABSCOPE_TRY(const auto every, optional_quantity<Duration>(table, "every", drug_interval, "21 d"));
        if (cycles > 1 && !every)
            return node->error("'every' is missing", "there is more than one cycle",
                               "write for example every = \"21 d\"");
        for (int i = 0; i < cycles; ++i)
            dates.push_back(first + every.value_or(days(0)) * static_cast<double>(i));
    }
    if (dates.empty())
        return table.error("no date", "the timeline has to know when it was given", "add date = \"day 0\"");
    return dates;
}

/// A member that is a text or a list of texts.
Result<std::vector<std::string>> text_or_list(const Node& table, std::string_view key) {
    const auto* node = table.find(key);
    std::vector<std::string> out;
    if (node == nullptr) return out;
    if (!node->is_array()) {
        ABSCOPE_TRY(const auto text, node->as_text());
        out.push_back(text);
    }
    for (const auto& item : node->items()) {
        ABSCOPE_TRY(const auto text, item.as_text());
        out.push_back(text);
    }
    return out;
}

}  // namespace

Result<RadiotherapyEntry> read_radiotherapy(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"target", "dose_per_fraction", "fractions", "start", "interval",
                                            "start_weekday", "beam_on", "rescale", "dose_file"}));
    RadiotherapyEntry entry;
    entry.place = table;
    auto& block = entry.block;
    ABSCOPE_TRY(block.target, table.text_or("target", ""));
    ABSCOPE_TRY(const auto dose,
                optional_quantity<PhysicalDose>(table, "dose_per_fraction", fraction_dose, "8 Gy"));
    entry.has_dose = dose.has_value();
    block.dose_per_fraction = dose.value_or(gray(0));
    entry.has_fractions = table.find("fractions") != nullptr;
    if (entry.has_fractions) {
        ABSCOPE_TRY(block.fractions,
                    count(table, "fractions", 1, 100, "give the number of fractions of the whole course"));
    }
    ABSCOPE_TRY(block.start, day_or(table, "start", days(0), DayRange::from_day_0));
    ABSCOPE_TRY(block.interval, optional_quantity<Duration>(table, "interval", fraction_interval, "2 d"));
    ABSCOPE_TRY(block.beam_on, optional_quantity<Duration>(table, "beam_on", beam_time, "60 s"));
    ABSCOPE_TRY(block.rescale, table.boolean_or("rescale", false));
    if (const auto* node = table.find("start_weekday")) {
        ABSCOPE_TRY(block.start_weekday, read_weekday(*node));
        if (block.interval)
            return node->error("'start_weekday' and 'interval' exclude each other",
                               "an interval counts days, not working days", "leave one of them out");
    }
    return entry;
}

Result<patient::ImmunotherapyBlock> read_immunotherapy(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"drug", "dose", "first", "every", "cycles"}));
    patient::ImmunotherapyBlock block;
    ABSCOPE_TRY(block.drug, table.text("drug"));
    ABSCOPE_TRY(const Node* dose, table.member("dose"));
    ABSCOPE_CHECK_OK(read_drug_dose(*dose, block));
    ABSCOPE_TRY(const Node* first, table.member("first"));
    ABSCOPE_TRY(block.first, read_day(*first, DayRange::from_day_0));
    ABSCOPE_TRY(block.every, optional_quantity<Duration>(table, "every", drug_interval, "21 d"));
    if (table.find("cycles")) {
        ABSCOPE_TRY(block.cycles, count(table, "cycles", 1, 200, "give the number of doses"));
    }
    if (block.cycles > 1 && !block.every)
        return table.error("'every' is missing", "there is more than one cycle",
                           "write for example every = \"21 d\"");
    return block;
}

Result<patient::OtherTreatment> read_systemic(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"name", "dose", "date", "dates", "first", "every", "cycles"}));
    patient::OtherTreatment treatment;
    treatment.kind = patient::EventKind::systemic;
    ABSCOPE_TRY(treatment.name, table.text("name"));
    ABSCOPE_TRY(treatment.detail, table.text_or("dose", ""));
    ABSCOPE_TRY(treatment.dates, read_dates(table));
    return treatment;
}

Result<patient::OtherTreatment> read_surgery(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"name", "date", "removes"}));
    patient::OtherTreatment treatment;
    treatment.kind = patient::EventKind::surgery;
    ABSCOPE_TRY(treatment.name, table.text_or("name", "surgery"));
    ABSCOPE_TRY(treatment.removed, text_or_list(table, "removes"));
    for (const auto& name : treatment.removed) treatment.detail += (treatment.detail.empty() ? "removes " : ", ") + name;
    ABSCOPE_TRY(treatment.dates, read_dates(table));
    return treatment;
}

Result<patient::OtherTreatment> read_prior_radiotherapy(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"name", "dose", "date", "region", "fractions"}));
    patient::OtherTreatment treatment;
    treatment.kind = patient::EventKind::prior_radiotherapy;
    ABSCOPE_TRY(const auto region, table.text_or("region", ""));
    ABSCOPE_TRY(treatment.name, table.text_or("name", region.empty() ? "earlier radiotherapy" : region));
    ABSCOPE_CHECK_OK(quantity<PhysicalDose>(table, "dose", course_dose, "60 Gy"));
    ABSCOPE_TRY(treatment.detail, table.text("dose"));
    if (table.find("fractions")) {
        ABSCOPE_TRY(const int fractions, count(table, "fractions", 1, 100, "give the number of fractions"));
        treatment.detail += " in " + std::to_string(fractions);
    }
    if (!region.empty() && region != treatment.name) treatment.detail += ", " + region;
    ABSCOPE_TRY(treatment.dates, read_dates(table));
    return treatment;
}

}  // namespace abscope::study
