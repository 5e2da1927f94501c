// abscope schedule: the search over schedules of a case, and the decision report.
#include <cmath>

#include <fmt/format.h>

#include "app/cli/table.hpp"
#include "app/cli/verbs.hpp"
#include "io/output.hpp"
#include "study/decision_report.hpp"
#include "study/schedule_study.hpp"

namespace abscope::app {

namespace {

std::string points(double share) { return std::isnan(share) ? "–" : fmt::format("{:+.1f}", 100.0 * share); }

std::string recovery(const schedule::Evaluation& e) {
    return e.alc_recovery_day.empty() ? "–" : schedule::recovery_text(schedule::recovery_of(e.alc_recovery_day), e.horizon_day);
}

void add_row(Table& table, const std::string& name, const schedule::Evaluation& e, const schedule::StructuralGain* gain) {
    table.row({name, percent(schedule::mean_of(e.irradiated)), percent(schedule::mean_of(e.other)),
               gain == nullptr ? "" : fmt::format("{} ({} to {})", points(gain->gain.front().mean), points(gain->low()), points(gain->high())),
               gain == nullptr ? "" : gain->resolved() ? "yes" : "not resolved",
               gain == nullptr ? "" : fmt::format("{:.2f}–{:.2f}", gain->p_better_low(), gain->p_better_high()),
               fmt::format("{:.2f}", schedule::mean_of(e.alc_nadir)), recovery(e), fmt::format("{}–{}{}", percent(e.toxicity_low), percent(e.toxicity_high), e.toxicity_incomplete() ? " ?" : ""), fmt::format("{}", e.visits)});
}

/// Brain necrosis of a schedule over all readings; empty where no brain is contoured.
std::string necrosis_line(const schedule::Evaluation& e, int width) {
    if (!e.necrosis) return "";
    const auto& n = *e.necrosis;
    const auto range = n.views.empty() ? std::string("no number") : n.high >= 1.0 ? fmt::format("at least {:.1f} %", 100.0 * n.low) : fmt::format("{:.1f} to {:.1f} %", 100.0 * n.low, 100.0 * n.high);
    return wrapped(fmt::format("brain necrosis: {} over both sides of the concurrency question; {:.1f} cm3 with {:.0f} Gy or more{}", range, n.volume_cc, n.least_gy, n.note.empty() ? "" : "; " + n.note), width, 6);
}

std::string alternative_text(const study::ScheduleStudy& study, const schedule::Alternative& a, std::size_t number, int width) {
    std::string out = wrapped(fmt::format("{}  {}: {}", number, schedule::describe(study.fixed, a.candidate), a.why), width, 2);
    for (const auto& v : a.verdicts)
        out += wrapped(fmt::format("{}, rule {} ({}): {}{} [{}]", v.drug, v.rule->id, schedule::order_name(v.order), v.sign > 0 ? "preferred" : v.sign < 0 ? "advised against" : "neither", v.rule->contested ? ", contested" : "",
                                   fmt::join(v.rule->sources, ", ")), width, 6);
    for (const auto& price : a.node_price) out += wrapped("price of the node: " + price.statement, width, 6);
    if (a.candidate.node_spared && a.node_price.empty()) out += wrapped("price of the node: no source for this site gives a number; it is not zero", width, 6);
    for (const auto& unknown : a.evaluation.toxicity_unknown) out += wrapped("toxicity incomplete (?): " + unknown, width, 6);
    out += necrosis_line(a.evaluation, width);
    for (const auto& broken : a.evaluation.broken) out += wrapped("breaks a limit: " + broken, width, 6);
    return out;
}

std::string schedule_text(const study::ScheduleStudy& study, bool style, int width) {
    using enum Table::Align;
    const auto& r = study.result;
    Table table({{"schedule"}, {"control in field", right}, {"elsewhere", right}, {"gain, points (99 %)", right}, {"resolved"}, {"P(better)", right}, {"ALC nadir", right}, {"ALC ≥ 0.8"}, {"worst organ", right}, {"visits", right}});
    add_row(table, "reference", r.reference_evaluation, nullptr);
    for (std::size_t i = 0; i < r.alternatives.size(); ++i) add_row(table, fmt::format("{}", i + 1), r.alternatives[i].evaluation, &r.alternatives[i].gain);
    std::string out = bold(study.loaded.subject.name, style) + "\n\n  reference  " + schedule::describe(study.fixed, r.reference) + "\n\n" + table.text(style) + "\n" + necrosis_line(r.reference_evaluation, width);
    for (std::size_t i = 0; i < r.alternatives.size(); ++i) out += alternative_text(study, r.alternatives[i], i + 1, width);
    if (!r.tornado.empty()) out += "\n  " + bold("what would change the gain of the first", style) + "\n";
    for (const auto& line : r.tornado) out += wrapped(fmt::format("{}: {} to {} points", line.unknown, points(line.gain_low), points(line.gain_high)), width, 4);
    if (study.pulses) {
        const auto& o = study.pulses->outcome;
        out += "\n" + wrapped(fmt::format("adaptive pulses: {}; gain {} points ({} to {}), perfect knowledge would give {}; fixed: {}", o.verdict(), points(o.gain.mean), points(o.gain.low), points(o.gain.high),
                                          points(o.headroom.mean), study.pulses->tree.name[static_cast<std::size_t>(o.fixed)]), width, 2);
    }
    out += "\n";
    out += wrapped("· ALC ≥ 0.8: day from which the lymphocytes of the median patient stay at 0.8e9/L or more (CTCAE 5.0, grade 1 or none), from the first day of treatment", width, 2);
    for (const auto& note : study.notes) out += wrapped("· " + note, width, 2);
    return out + fmt::format("\n  {} candidates simulated of {:.0f}; {} virtual patients, seed {}; calibrated by hand for humans: read differences, not values.\n"
                             "  Not for clinical use.\n",
                             r.evaluations, r.grid_size, r.reference_evaluation.all.size(), study.seed);
}

}  // namespace

Result<void> run_schedule(const ScheduleOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    study::ScheduleRequest request;
    request.case_file = options.case_file;
    request.search.budget = options.budget;
    request.search.final_patients = options.patients;
    request.search.seed = global.seed;
    request.adaptive = options.adaptive;
    request.pulse_cost_per_gy = 0.01 * options.pulse_cost;
    request.pulse_spread = options.pulse_spread;
    request.pulse_wait_day = options.pulse_wait;
    ABSCOPE_TRY(const auto study, study::run_schedule_study(request, terminal.progress()));
    terminal.end_progress();
    terminal.warn(study.loaded.subject.warnings);
    if (!options.report.empty()) {
        ABSCOPE_CHECK_OK(io::write_file(options.report, study::decision_html(study)));
        terminal.note("wrote " + options.report);
    }
    auto document = io::JsonValue::object({{"schema", "abscope.schedule/1"}});
    document.append_members(study::schedule_json(study));
    const bool style = terminal.has_style() && global.out.empty();
    return deliver({schedule_text(study, style, terminal.width()), document.text() + "\n", ""}, global, terminal);
}

}  // namespace abscope::app
