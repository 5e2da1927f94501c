// abscope twin: lesions, immune signals and lymphocytes over time, for one patient or a cohort, for one regimen or two.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/cli/table.hpp"
#include "app/cli/verbs.hpp"
#include "core/unit_text.hpp"
#include "study/twin_output.hpp"
#include "study/twin_study.hpp"

namespace abscope::app {

namespace {

using twin::TwinResult;

std::string day_text(double day) { return std::isnan(day) ? "none" : fmt::format("day {:.0f}", day); }

std::string banded(double value, const twin::Band& band, std::size_t at) {
    if (band.empty()) return significant(value, 3);
    return fmt::format("{}  ({} to {})", significant(value, 3), significant(band.low90[at], 3), significant(band.high90[at], 3));
}

/// Days that the table shows: the beginning, a month, a quarter, and the end.
std::vector<std::size_t> shown_days(const TwinResult& result) {
    std::vector<std::size_t> shown;
    for (const double wanted : {0.0, 28.0, 84.0, result.t_day.back()}) {
        const auto at = std::lower_bound(result.t_day.begin(), result.t_day.end(), wanted);
        if (at == result.t_day.end()) continue;
        const auto index = static_cast<std::size_t>(at - result.t_day.begin());
        if (shown.empty() || index > shown.back()) shown.push_back(index);
    }
    return shown;
}

std::string volume_table(const TwinResult& result, bool style) {
    using enum Table::Align;
    std::vector<Table::Column> columns{{"volume [cm3]"}, {"field"}};
    const auto shown = shown_days(result);
    for (const auto at : shown) columns.push_back({fmt::format("day {:.0f}", result.t_day[at]), right});
    columns.push_back({"response"});
    Table table(columns);
    for (const auto& lesion : result.lesions) {
        std::vector<std::string> cells{lesion.name, lesion.irradiated ? "irradiated" : "outside"};
        for (const auto at : shown) cells.push_back(banded(lesion.volume_cc[at], lesion.band, at));
        cells.emplace_back(twin::response_name(lesion.response));
        table.row(cells);
    }
    return table.text(style);
}

const twin::TwinSignal* signal_of(const TwinResult& result, std::string_view name) {
    const auto at = std::find_if(result.signals.begin(), result.signals.end(), [&](const auto& signal) { return signal.info.name == name; });
    return at == result.signals.end() ? nullptr : &*at;
}

std::string outcome_table(const TwinResult& result, bool style) {
    const auto lowest = std::min_element(result.alc_per_nl.begin(), result.alc_per_nl.end());
    const auto at = static_cast<std::size_t>(lowest - result.alc_per_nl.begin());
    Table table({{"outcome"}, {"value"}});
    table.row({"progression of the typical patient", day_text(result.progression_day)});
    table.row({"lowest lymphocyte count [1e9/L]", banded(*lowest, result.alc, at) + fmt::format(" on day {:.0f}", result.t_day[at])});
    if (const auto* dna = signal_of(result, "ctdna"))
        table.row({fmt::format("ctDNA on day {:.0f}, over day 0", result.t_day.back()), significant(dna->value.back() / dna->value.front(), 3)});
    if (const auto* share = signal_of(result, "tumour_specific_share")) {
        const auto top = static_cast<std::size_t>(std::max_element(share->value.begin(), share->value.end()) - share->value.begin());
        table.row({"largest tumour-specific share of CD8 cells in blood [1e-6]",
                   significant(1e6 * share->value[top], 3) + fmt::format(" on day {:.0f}", result.t_day[top])});
    }
    if (result.patients > 0) {
        table.row({"median progression of the cohort",
                   std::isnan(result.median_progression_day) ? "not reached" : day_text(result.median_progression_day)});
        table.row({"objective response", percent(result.response_share)});
        if (!std::isnan(result.outside_share)) table.row({"response of a lesion outside the field", percent(result.outside_share)});
    }
    return table.text(style);
}

std::string as_text(const TwinResult& result, bool style) {
    std::string text = "  " + result.name + "\n\n" + volume_table(result, style) + "\n" + outcome_table(result, style);
    if (result.patients > 0)
        text += fmt::format("\n  typical patient, in brackets 90 % of {} virtual patients, seed {}\n", result.patients, result.seed);
    for (const auto& missing : result.unmodelled) text += "  not in the model: " + missing + "\n";
    return text + "  A model fitted to groups of patients, not a prognosis. Not for clinical use.\n";
}

std::string comparison_text(const TwinResult& first, const TwinResult& second) {
    const auto c = twin::compare(first, second);
    std::string text = fmt::format("\n  second regimen against the first, the same {} patients: better in {}", first.outcomes.size(),
                                   percent(c.second_better_share));
    if (!std::isnan(c.median_change_day)) text += fmt::format(", median progression {:+.0f} d", c.median_change_day);
    return text + fmt::format(", lesions outside the field smaller at the end in {}\n", percent(c.smaller_outside_share));
}

Result<std::optional<double>> horizon(const std::string& text) {
    if (text.empty()) return std::optional<double>();
    auto value = parse_quantity<Duration>(text);
    if (!value.ok()) {
        auto error = std::move(value).error();
        error.kind = ErrorKind::usage;
        return std::move(error).within("--until");
    }
    const double day = value_as<Day>(*value);
    if (!(day >= 1.0 && day <= 7300.0)) return bad_usage("'" + text + "' is not plausible", "the twin follows 1 d to 20 years").within("--until");
    return std::optional(day);
}

}  // namespace

Result<void> run_twin(const TwinOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    ABSCOPE_TRY(const auto until_day, horizon(options.until));
    std::vector<TwinResult> results;
    for (const auto& path : {options.first, options.second}) {
        if (path.empty()) continue;
        study::TwinRequest request{path, options.cohort, until_day, global.seed};
        if (!options.second.empty() && request.patients == 0) request.patients = study::study_patients;
        ABSCOPE_TRY(auto result, study::run_twin_study(request, terminal.progress()));
        terminal.warn(result.warnings);
        results.push_back(std::move(result));
    }
    terminal.end_progress();
    const bool style = terminal.has_style() && global.out.empty();
    std::string text;
    for (const auto& result : results) text += (text.empty() ? "" : "\n") + as_text(result, style);
    if (results.size() == 2) text += comparison_text(results[0], results[1]);
    return deliver({text, study::twin_document(results).text() + "\n", results.size() == 1 ? study::twin_csv(results[0]) : ""}, global,
                   terminal);
}

}  // namespace abscope::app
