// Reading onsets. Belongs to toxicity.
#include "toxicity/onset.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace abscope::toxicity {

namespace {

constexpr std::array<std::string_view, 4> classes{"anti-PD-(L)1", "anti-CTLA-4", "anti-PD-1 + anti-CTLA-4", "all"};

Result<Onset> read_onset(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"organ", "event", "drugs", "median_week", "low_week", "high_week", "interval", "source", "where"}));
    Onset onset;
    ABSCOPE_TRY(onset.organ, table.text("organ"));
    ABSCOPE_TRY(onset.event, table.text("event"));
    ABSCOPE_TRY(onset.drugs, table.text("drugs"));
    if (std::find(classes.begin(), classes.end(), onset.drugs) == classes.end()) return table.error("'" + onset.drugs + "' is not a class of drugs");
    ABSCOPE_TRY(onset.median_week, table.number("median_week"));
    ABSCOPE_TRY(onset.source, table.text("source"));
    ABSCOPE_TRY(onset.where, table.text("where"));
    if (table.find("low_week") != nullptr) {
        ABSCOPE_TRY(onset.low_week, table.number("low_week"));
        ABSCOPE_TRY(onset.high_week, table.number("high_week"));
        ABSCOPE_TRY(onset.interval, table.text("interval"));
        if (*onset.low_week > onset.median_week || *onset.high_week < onset.median_week) return table.error("the median lies outside its interval");
    }
    if (!(onset.median_week > 0.0)) return table.error("'median_week' is not positive");
    return onset;
}

}  // namespace

Result<OnsetTable> read_onsets(const Document& document) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"schema", "onset", "gap"}));
    OnsetTable out;
    ABSCOPE_TRY(const auto* rows, document.member("onset"));
    for (const auto& table : rows->items()) {
        ABSCOPE_TRY(auto onset, read_onset(table));
        out.rows.push_back(std::move(onset));
    }
    ABSCOPE_TRY(const auto* gaps, document.member("gap"));
    for (const auto& table : gaps->items()) {
        ABSCOPE_CHECK_OK(table.only_known_keys({"organ", "text"}));
        OnsetGap gap;
        ABSCOPE_TRY(gap.organ, table.text("organ"));
        ABSCOPE_TRY(gap.text, table.text("text"));
        if (std::any_of(out.rows.begin(), out.rows.end(), [&](const Onset& row) { return row.organ == gap.organ; })) return table.error("'" + gap.organ + "' has rows: it is no gap");
        out.gaps.push_back(std::move(gap));
    }
    return out;
}

std::vector<Onset> onsets_of(const OnsetTable& table, const std::string& drugs) {
    std::vector<Onset> out;
    if (drugs.empty()) return out;
    for (const auto& row : table.rows)
        if (row.drugs == drugs || row.drugs == "all") out.push_back(row);
    return out;
}

}  // namespace abscope::toxicity
