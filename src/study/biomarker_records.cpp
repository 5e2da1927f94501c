// Records to host and report. Belongs to study.
#include "study/biomarker_records.hpp"

#include <fmt/format.h>

#include <charconv>

namespace abscope::study {

using evidence::Biomarker;
using evidence::BiomarkerKind;

namespace {

struct NumberWithUnit {
    double number = 0.0;
    std::string unit;
};

/// "60 %" → 60, "%"; also "1.3e9/L" → 1.3, "1e9/L".
Result<NumberWithUnit> number_with_unit(const Node& node) {
    if (node.is_number()) return bare_number(node, "60 %");
    ABSCOPE_TRY(const auto text, node.as_text());
    NumberWithUnit out;
    std::string_view rest = text;
    const auto giga = rest.find("e9/L");
    if (giga != std::string_view::npos) rest = rest.substr(0, giga);
    const auto [end, status] = std::from_chars(rest.data(), rest.data() + rest.size(), out.number);
    if (status != std::errc{}) return node.error("'" + text + "' does not begin with a number", "a biomarker is a number with its unit", "write for example \"60 %\"");
    out.unit = giga != std::string_view::npos ? "1e9/L" : std::string(end, text.data() + text.size());
    out.unit.erase(0, std::min(out.unit.find_first_not_of(' '), out.unit.size()));
    return out;
}

Error at(const Node& node, const Error& fault) { return node.error(fault.problem, fault.why, fault.suggestion); }

Result<Biomarker> read_value(const Node& value, const std::string& name, const std::string& assay, Duration day) {
    if (name == evidence::definition(BiomarkerKind::microsatellite).name) {
        ABSCOPE_TRY(auto text, value.as_text());
        auto made = evidence::make_category(name, std::move(text), assay, day);
        if (!made.ok()) return at(value, made.error());
        return made;
    }
    ABSCOPE_TRY(const auto number, number_with_unit(value));
    auto made = evidence::make_biomarker(name, number.number, number.unit, assay, day);
    if (!made.ok()) return at(value, made.error());
    return made;
}

/// The last record of a kind up to day 0.
Biomarker* baseline(std::vector<Biomarker>& records, BiomarkerKind kind) {
    Biomarker* last = nullptr;
    for (auto& record : records)
        if (record.kind == kind && record.time <= days(0) && (last == nullptr || record.time >= last->time)) last = &record;
    return last;
}

/// Sets an input that the host does not have yet.
template <class Input, class Convert>
void take(std::vector<Biomarker>& records, BiomarkerKind kind, std::optional<Input>& input, const Convert& convert) {
    auto* record = baseline(records, kind);
    if (record == nullptr || input) return;
    input = convert(record->value);
    record->taken = true;
}

std::string use_of(const Biomarker& record, const evidence::BiomarkerDefinition& known) {
    if (known.use == evidence::BiomarkerUse::context) return std::string(known.use_text);
    if (record.taken) return "used: " + std::string(known.use_text);
    if (record.time > days(0)) return "not used by the model: measured after treatment began";
    return "not used by the model: a later record, or the case itself, gives the value before treatment";
}

report::BiomarkerRow row_of(const Biomarker& record) {
    const auto& known = evidence::definition(record.kind);
    report::BiomarkerRow row{std::string(known.name), record.value, std::string(known.unit), record.category, record.assay, value_as<Day>(record.time), {}, "", {}, record.taken, use_of(record, known)};
    row.cut_off = record.assay_cut_off ? record.assay_cut_off : known.cut_off;
    row.cut_off_evidence = record.assay_cut_off ? "" : std::string(known.cut_off_evidence);
    if (row.cut_off) row.above = record.value >= *row.cut_off;
    return row;
}

}  // namespace

Result<Biomarker> read_biomarker(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"name", "value", "assay", "day", "cut_off"}));
    ABSCOPE_TRY(const Node* name_node, table.member("name"));
    ABSCOPE_TRY(const auto name, name_node->as_text());
    ABSCOPE_TRY(const auto assay, table.text_or("assay", ""));
    ABSCOPE_TRY(const Node* day_node, table.member("day"));
    ABSCOPE_TRY(const auto day, read_day(*day_node, DayRange::any));
    ABSCOPE_TRY(const Node* value, table.member("value"));
    ABSCOPE_TRY(auto record, read_value(*value, name, assay, day));
    if (const auto* node = table.find("cut_off")) {
        ABSCOPE_TRY(const auto cut_off, read_value(*node, name, "", day));
        record.assay_cut_off = cut_off.value;
    }
    return record;
}

void take_records(std::vector<Biomarker>& records, patient::Host& host) {
    for (const auto& record : records)
        if (record.kind == BiomarkerKind::lymphocytes && record.time <= days(0) && (host.prior_alc.empty() || host.prior_alc.back().time <= record.time))
            host.prior_alc.push_back({record.time, giga_per_litre(record.value)});
    take(records, BiomarkerKind::lymphocytes, host.alc, [](double v) { return giga_per_litre(v); });
    take(records, BiomarkerKind::neutrophils, host.anc, [](double v) { return giga_per_litre(v); });
    take(records, BiomarkerKind::albumin, host.albumin_g_per_l, [](double v) { return v; });
    take(records, BiomarkerKind::body_weight, host.weight, [](double v) { return kilograms(v); });
}

std::vector<report::BiomarkerRow> biomarker_rows(const std::vector<Biomarker>& records, const patient::Host& host) {
    std::vector<report::BiomarkerRow> rows;
    for (const auto& record : records) rows.push_back(row_of(record));
    if (host.alc && host.anc && value_as<GigaPerLitre>(*host.alc) > 0.0) {
        const double ratio = value_as<GigaPerLitre>(*host.anc) / value_as<GigaPerLitre>(*host.alc);
        auto row = row_of({BiomarkerKind::neutrophil_lymphocyte_ratio, ratio, "derived: ANC / ALC before treatment", days(0)});
        rows.push_back(std::move(row));
    }
    return rows;
}

io::JsonValue biomarkers_json(const std::vector<report::BiomarkerRow>& rows) {
    auto out = io::JsonValue::array();
    for (const auto& row : rows)
        out.push(io::JsonValue::object({{"name", row.name},
                                        {"value", row.category.empty() ? io::JsonValue(row.value) : io::JsonValue(row.category)},
                                        {"unit", row.category.empty() ? row.unit : ""},
                                        {"assay", row.assay},
                                        {"day", row.day},
                                        {"cut_off", row.cut_off},
                                        {"cut_off_evidence", row.cut_off_evidence},
                                        {"at_or_above_cut_off", row.above ? io::JsonValue(*row.above) : io::JsonValue()},
                                        {"used", row.used},
                                        {"use", row.use}}));
    return out;
}

}  // namespace abscope::study
