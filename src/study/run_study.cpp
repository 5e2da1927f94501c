// Reading, computing and writing of a run.
#include "study/run_study.hpp"

#include <algorithm>
#include <system_error>

#include "io/output.hpp"
#include "io/text_file.hpp"
#include "report/csv_files.hpp"
#include "report/html.hpp"
#include "study/manifest.hpp"
#include "study/results_json.hpp"
#include "study/run_steps.hpp"

namespace abscope::study {

namespace fs = std::filesystem;

namespace {

void report_progress(const ProgressSink& progress, const char* stage, double fraction) {
    if (progress) progress(stage, fraction);
}

/// A run replaces its directory as a whole: nothing that it reads may stand in there.
Result<void> refuse_own_input(const fs::path& out, const std::vector<fs::path>& inputs) {
    std::error_code code;
    const auto target = fs::weakly_canonical(out, code).lexically_normal();
    for (const auto& input : inputs) {
        const auto path = fs::weakly_canonical(input, code).lexically_normal();
        const auto [end, rest] = std::mismatch(target.begin(), target.end(), path.begin(), path.end());
        if (end == target.end())
            return bad_output("'" + out.string() + "' holds '" + input.string() + "'",
                              "the run would replace its own input", "choose another directory with --out");
    }
    return {};
}

/// Everything but the manifest, then the manifest with the digests of everything.
Result<void> write_run(io::RunDirectory& run, const StudyOutcome& outcome, const std::string& case_text,
                       const RunRecord& record) {
    ABSCOPE_CHECK_OK(run.write("report.html", report::render_html(outcome.result)));
    ABSCOPE_CHECK_OK(
        run.write("results.json", results_json(outcome.result, outcome.assessments).text() + "\n"));
    for (const auto& file : report::csv_files(outcome.result))
        ABSCOPE_CHECK_OK(run.write(fs::path("csv") / file.name, file.content));
    ABSCOPE_CHECK_OK(run.write("case.toml", case_text));
    ABSCOPE_TRY(const auto manifest, manifest_text(record, run.staging()));
    ABSCOPE_CHECK_OK(run.write(fs::path(io::manifest_name), manifest));
    return run.commit();
}

}  // namespace

Result<StudyOutcome> study_into(io::RunDirectory& run, const fs::path& case_file, const StudyRequest& request,
                                std::chrono::system_clock::time_point begun, bool analytic) {
    report_progress(request.progress, "reading", 0.1);
    ABSCOPE_TRY(const auto case_text, io::read_text_file(case_file));
    ABSCOPE_TRY(auto loaded, load_case(case_file));
    const auto inputs = loaded.inputs;
    ABSCOPE_CHECK_OK(refuse_own_input(request.out, inputs));
    const auto scaled = [&request](std::string_view stage, double fraction) {
        report_progress(request.progress, std::string(stage).c_str(), 0.2 + 0.6 * fraction);
    };
    ABSCOPE_TRY(auto outcome, compute_study(std::move(loaded), request.seed, scaled));
    const auto& dose = outcome.result.subject.anatomy.dose;
    const bool says_so =
        dose && dose->comment.starts_with("ANALYTIC PHANTOM");  // our phantom, read back from DICOM
    outcome.result.analytic_phantom = outcome.result.analytic_phantom || analytic || says_so;
    outcome.result.provenance.command =
        analytic ? "abscope demo" : "abscope study " + case_file.filename().string();
    if (request.seed != 1) outcome.result.provenance.command += " --seed " + std::to_string(request.seed);
    ABSCOPE_TRY(const auto digests, digest_files(inputs));
    for (const auto& file : digests)
        outcome.result.provenance.inputs.push_back({file.path.filename().string(), file.sha256, file.bytes});
    report_progress(request.progress, "writing", 0.9);
    ABSCOPE_CHECK_OK(write_run(run, outcome, case_text, {request.command, begun, request.seed, digests}));
    report_progress(request.progress, "done", 1.0);
    return outcome;
}

Result<StudyOutcome> run_study(const StudyRequest& request) {
    const auto begun = std::chrono::system_clock::now();
    ABSCOPE_CHECK_OK(
        read_case_file(request.case_file));  // a mistake in it is said before any directory is made
    ABSCOPE_TRY(auto run, io::RunDirectory::begin(request.out));
    return study_into(run, request.case_file, request, begun, false);
}

}  // namespace abscope::study
