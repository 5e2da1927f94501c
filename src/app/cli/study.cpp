// abscope study and abscope demo: the main job, and the embedded case.
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "app/cli/table.hpp"
#include "app/cli/verbs.hpp"
#include "study/results_json.hpp"
#include "study/run_study.hpp"

namespace abscope::app {

namespace {

using study::StudyOutcome;

std::string quoted(const std::string& word) {
    return word.find(' ') == std::string::npos ? word : "'" + word + "'";
}

std::string course_line(const report::StudyResult& result) {
    std::string out;
    for (const auto& block : result.subject.course.radiotherapy)
        out += fmt::format("  {:.4g} Gy × {}{}\n", value_as<Gray>(block.dose_per_fraction), block.fractions,
                           block.target.empty() ? "" : " to " + block.target);
    for (const auto& block : result.subject.course.immunotherapy) {
        const auto every = block.every ? fmt::format(" every {:.4g} d", value_as<Day>(*block.every)) : "";
        out += fmt::format("  {} {:.4g} {} × {}{}\n", block.drug, value_as<Milligram>(block.dose),
                           block.per_kilogram ? "mg/kg" : "mg", block.cycles, every);
    }
    return out;
}

std::string lesion_table(const report::StudyResult& result, bool style) {
    using enum Table::Align;
    Table table({{"lesion"}, {"one fraction [Gy]", right}, {"draining node"}, {"its dose [Gy]", right}});
    if (result.exposure)
        for (const auto& block : result.exposure->blocks)
            for (const auto& lesion : block.lesions)
                table.row({lesion.lesion, significant(lesion.mean_gy),
                           lesion.node.empty() ? "–" : lesion.node,
                           lesion.node.empty() ? "–" : significant(lesion.node_mean_gy)});
    return table.empty() ? "" : "\n" + table.text(style);
}

std::string finding_table(const StudyOutcome& outcome, bool style) {
    const auto& result = outcome.result;
    Table table({{"finding"}, {"value"}});
    if (result.blood) {
        const auto& blood = *result.blood;
        table.row({"blood, mean dose of the course", significant(blood.course.mean_gy) + " Gy"});
        table.row({"blood, share with at least 0.5 Gy", percent(blood.course.v_0_5gy)});
        table.row({"blood volume with contours", percent(blood.coverage.contoured)});
        table.row({"lymphocytes, lowest",
                   fmt::format("{}e9/L on day {}  (90 %: {} to {})", significant(blood.alc.nadir_per_nl, 3),
                               fmt::format("{:.0f}", blood.alc.nadir_day),
                               significant(blood.alc.nadir_low_per_nl, 3),
                               significant(blood.alc.nadir_high_per_nl, 3))});
        table.row({"P(grade 3 lymphopenia)", percent(blood.alc.p_grade3)});
        table.row({"P(grade 4 lymphopenia)", percent(blood.alc.p_grade4)});
    }
    if (result.toxicity && result.toxicity->necrosis) {
        const auto& n = *result.toxicity->necrosis;
        table.row({fmt::format("brain, target included, with {:.0f} Gy or more", n.least_gy), significant(n.volume_cc, 3) + " cm3"});
        table.row({"brain necrosis, over both sides", n.views.empty()  ? "no number: " + n.note
                                                      : n.high >= 1.0 ? fmt::format("at least {}", percent(n.low))
                                                                      : fmt::format("{} to {}", percent(n.low), percent(n.high))});
    }
    for (const auto& window : result.windows)
        table.row({"window", window.window_class +
                                 (window.score ? "  (score " + significant(*window.score, 2) + ")" : "")});
    return "\n" + table.text(style);
}

std::string as_text(const StudyOutcome& outcome, const std::string& out, bool style) {
    const auto& result = outcome.result;
    return bold(result.subject.name, style) + "\n" + course_line(result) + lesion_table(result, style) +
           finding_table(outcome, style) +
           fmt::format("\n  report: {}\n  Research software. Not for clinical use.\n",
                       (std::filesystem::path(out) / "report.html").string());
}

Result<void> deliver_outcome(const Result<StudyOutcome>& outcome, const std::string& out,
                             const GlobalOptions& global, const Terminal& terminal) {
    terminal.end_progress();
    if (!outcome.ok()) return outcome.error();
    terminal.warn(outcome->result.warnings);
    if (global.json)
        return terminal.print(study::results_json(outcome->result, outcome->assessments).text() + "\n");
    return terminal.print(as_text(*outcome, out, terminal.has_style()));
}

}  // namespace

Result<void> run_study(const StudyOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    study::StudyRequest request;
    request.case_file = options.case_file;
    const auto out =
        global.out.empty() ? (std::filesystem::path("out") / request.case_file.stem()).string() : global.out;
    request.out = out;
    request.seed = global.seed;
    request.command = fmt::format("abscope study {} --out {} --seed {}", quoted(options.case_file),
                                  quoted(out), global.seed);
    request.progress = terminal.progress();
    return deliver_outcome(study::run_study(request), out, global, terminal);
}

Result<void> run_demo(const DemoOptions&, const GlobalOptions& global, const Terminal& terminal) {
    study::StudyRequest request;
    const auto out = global.out.empty() ? std::string("out/demo") : global.out;
    request.out = out;
    request.seed = global.seed;
    request.command = fmt::format("abscope demo --out {} --seed {}", quoted(out), global.seed);
    request.progress = terminal.progress();
    return deliver_outcome(study::run_demo(request), out, global, terminal);
}

}  // namespace abscope::app
