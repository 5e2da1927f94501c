// abscope scorecard: every published behaviour that the twin must show, ours, the verdict, and the known gaps.
#include <fmt/format.h>

#include "app/cli/table.hpp"
#include "app/cli/verbs.hpp"
#include "io/json_value.hpp"
#include "io/text_file.hpp"
#include "scorecard/page.hpp"

namespace abscope::app {

namespace {

using namespace scorecard;

const HeldOutRow* held_out_of(const Assembly& assembly, const std::string& id) {
    for (const auto& row : assembly.held_out) {
        if (row.id == id) return &row;
    }
    return nullptr;
}

std::string held_text(const Assembly& assembly, const Row& row) {
    if (row.kind == "predicted") return "";
    const auto* held = held_out_of(assembly, row.id);
    return held ? fmt::format("{} {}", significant(held->median, 3), held->median_holds ? "predicted" : "missed") : "";
}

std::string cohorts_text(const Scored& scored, std::size_t i) {
    if (!scored.ensemble) return "";
    const auto& spread = scored.ensemble->rows[i];
    return fmt::format("{} to {}", significant(spread.q05, 3), significant(spread.q95, 3));
}

std::string rows_text(const Assembly& assembly, const Scored& scored, bool style) {
    using Align = Table::Align;
    const bool clinical = assembly.card.population.has_value();
    Table table({{"id"}, {"behaviour"}, {"band", Align::right}, {"ours", Align::right}, {"verdict"}, {"kind"},
                 {clinical ? "cohorts that hold" : "members that hold", Align::right},
                 {clinical ? "5 to 95 % of cohorts" : "held out", Align::right}});
    for (std::size_t i = 0; i < assembly.card.rows.size(); ++i) {
        const Row& row = assembly.card.rows[i];
        const auto& point = scored.point.rows[i];
        table.row({row.id, row.behaviour, band_text(row.low, row.high), significant(point.ours, 3),
                   std::string(verdict_name(point.verdict)), row.kind,
                   scored.ensemble ? fmt::format("{:.0f} %", 100.0 * scored.ensemble->rows[i].share) : "",
                   clinical ? cohorts_text(scored, i) : held_text(assembly, row)});
    }
    return table.text(style);
}

// A page that has a place for the table keeps everything around it.
std::string markdown(const std::string& file, const Assembly& assembly, const Scored& scored) {
    const auto page = io::read_text_file(file);
    const auto filled = page.ok() ? with_table(*page, assembly, scored) : std::nullopt;
    return filled ? *filled : page_text(assembly, scored);
}

std::string contests_text(const Scored& scored, bool style) {
    if (!scored.ensemble || scored.ensemble->contests.empty()) return {};
    std::string text = "\n" + bold("Contested questions: both sides, and the members on each", style) + "\n";
    for (const auto& contest : scored.ensemble->contests) {
        text += fmt::format("  {}: median {} ({} to {})\n", contest.question, significant(contest.value.median, 3),
                            significant(contest.value.q05, 3), significant(contest.value.q95, 3));
        for (const auto& side : contest.sides) {
            text += fmt::format("    {:>4.0f} %  {} ({})\n", 100.0 * side.share, side.claim, side.reference);
        }
    }
    return text;
}

std::string summary_text(const Assembly& assembly, const Scored& scored) {
    std::string text = fmt::format("\n{} pass, {} fail, {} known gaps, of {} rows.\n", scored.point.passed, scored.point.failed,
                                   scored.point.known_gaps, scored.point.rows.size());
    if (scored.ensemble && assembly.card.population) {
        text += fmt::format("{} virtual patients in every arm; {} resampled cohorts.\n", assembly.card.population->patients,
                            scored.ensemble->passed.size());
    } else if (scored.ensemble) {
        text += fmt::format("Ensemble of {}: the median member holds {} of {} fitted rows.\n", scored.ensemble->passed.size(),
                            scored.ensemble->median_passed, scored.ensemble->fitted_rows);
    }
    if (!assembly.held_out.empty()) {
        const auto n = count(assembly.held_out);
        text += fmt::format("Left out of the fit: {} of {} rows predicted ({} before any fit).\n", n.median, n.rows, n.unfitted);
    }
    return text;
}

io::JsonValue band_json(const std::optional<double>& low, const std::optional<double>& high) {
    return io::JsonValue::object({{"low", low}, {"high", high}});
}

io::JsonValue held_json(const HeldOutRow& held) {
    return io::JsonValue::object({{"fold", held.fold},
                                  {"unfitted", held.unfitted},
                                  {"fitted", held.fitted},
                                  {"median", held.median},
                                  {"share", held.share},
                                  {"verdict", held.median_holds ? "predicted" : "missed"}});
}

io::JsonValue spread_json(const RowSpread& spread) {
    return io::JsonValue::object({{"share", spread.share},
                                  {"q05", spread.q05},
                                  {"q25", spread.q25},
                                  {"median", spread.median},
                                  {"q75", spread.q75},
                                  {"q95", spread.q95}});
}

io::JsonValue row_json(const Assembly& assembly, const Scored& scored, std::size_t i) {
    const Row& row = assembly.card.rows[i];
    const auto& point = scored.point.rows[i];
    auto out = io::JsonValue::object({{"id", row.id},
                                      {"behaviour", row.behaviour},
                                      {"reference", row.reference},
                                      {"ours", point.ours},
                                      {"band", band_json(row.low, row.high)},
                                      {"verdict", verdict_name(point.verdict)},
                                      {"kind", row.kind},
                                      {"source", row.reference.substr(0, row.reference.find_first_of(":;"))},
                                      {"observable", row.observable},
                                      {"contested", row.contested}});
    if (!row.known_gap.empty()) out.add("known_gap", row.known_gap);
    const bool clinical = assembly.card.population.has_value();
    if (scored.ensemble) out.add(clinical ? "cohorts" : "ensemble", spread_json(scored.ensemble->rows[i]));
    if (const auto* held = held_out_of(assembly, row.id)) out.add("held_out", held_json(*held));
    return out;
}

io::JsonValue contests_json(const EnsembleScore& ensemble) {
    auto list = io::JsonValue::array();
    for (const auto& contest : ensemble.contests) {
        auto sides = io::JsonValue::array();
        for (const auto& side : contest.sides) {
            sides.push(io::JsonValue::object({{"claim", side.claim}, {"reference", side.reference}, {"share", side.share}}));
        }
        auto one = io::JsonValue::object({{"id", contest.id}, {"question", contest.question}});
        one.add("value", spread_json(contest.value)).add("sides", std::move(sides));
        list.push(std::move(one));
    }
    return list;
}

std::string json_text(const Assembly& assembly, const Scored& scored) {
    auto out = io::JsonValue::object({{"schema", "abscope.scorecard/1"}, {"card", assembly.card.name}});
    auto rows = io::JsonValue::array();
    for (std::size_t i = 0; i < assembly.card.rows.size(); ++i) rows.push(row_json(assembly, scored, i));
    out.add("rows", std::move(rows));
    out.add("passed", scored.point.passed).add("failed", scored.point.failed).add("known_gaps", scored.point.known_gaps);
    if (scored.ensemble && assembly.card.population) {
        out.add("patients", assembly.card.population->patients).add("cohorts", scored.ensemble->passed.size());
    } else if (scored.ensemble) {
        const auto& e = *scored.ensemble;
        out.add("ensemble", io::JsonValue::object({{"members", e.passed.size()},
                                                   {"fitted_rows", e.fitted_rows},
                                                   {"median_passed", e.median_passed},
                                                   {"rows_held_by_median", e.rows_held_by_median}}));
        out.add("contested", contests_json(e));
    }
    if (!assembly.held_out.empty()) {
        const auto n = count(assembly.held_out);
        out.add("held_out", io::JsonValue::object({{"rows", n.rows}, {"predicted", n.median}, {"by_best_set", n.fitted},
                                                   {"before_any_fit", n.unfitted}}));
    }
    return out.text() + "\n";
}

}  // namespace

Result<void> run_scorecard(const ScorecardOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    ABSCOPE_TRY(const auto assembly, load_assembly(options.card));
    ABSCOPE_TRY(const auto scored, score_assembly(assembly, options.members));
    const bool style = terminal.has_style() && global.out.empty();
    const auto text = global.out.ends_with(".md")
                          ? markdown(global.out, assembly, scored)
                          : rows_text(assembly, scored, style) + contests_text(scored, style) + summary_text(assembly, scored);
    ABSCOPE_CHECK_OK(deliver({text, json_text(assembly, scored), ""}, global, terminal));
    if (scored.point.failed == 0) return {};
    std::string failed;
    for (const auto& row : scored.point.rows) {
        const bool held = row.verdict == Verdict::pass || row.verdict == Verdict::known_gap;
        if (!held) failed += (failed.empty() ? "" : ", ") + row.id;
    }
    return failed_check(fmt::format("{} rows do not hold: {}", scored.point.failed, failed), "they should");
}

}  // namespace abscope::app
