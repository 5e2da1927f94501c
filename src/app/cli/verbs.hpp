// The verbs. Each takes its own options, prints its result through the terminal, and returns what stopped it.
#pragma once

#include "app/cli/options.hpp"
#include "app/cli/terminal.hpp"
#include "core/result.hpp"

namespace abscope::app {

Result<void> run_demo(const DemoOptions& options, const GlobalOptions& global, const Terminal& terminal);
Result<void> run_study(const StudyOptions& options, const GlobalOptions& global, const Terminal& terminal);
Result<void> run_inspect(const InspectOptions& options, const GlobalOptions& global,
                         const Terminal& terminal);
Result<void> run_dvh(const DvhOptions& options, const GlobalOptions& global, const Terminal& terminal);
Result<void> run_convert(const ConvertOptions& options, const GlobalOptions& global,
                         const Terminal& terminal);
Result<void> run_deid(const DeidOptions& options, const GlobalOptions& global, const Terminal& terminal);
Result<void> run_blood(const BloodOptions& options, const GlobalOptions& global, const Terminal& terminal);
Result<void> run_twin(const TwinOptions& options, const GlobalOptions& global, const Terminal& terminal);
Result<void> run_windows(const WindowsOptions& options, const GlobalOptions& global,
                         const Terminal& terminal);
Result<void> run_schedule(const ScheduleOptions& options, const GlobalOptions& global,
                          const Terminal& terminal);
Result<void> run_evidence(const EvidenceOptions& options, const GlobalOptions& global,
                          const Terminal& terminal);
Result<void> run_sbml(const SbmlOptions& options, const GlobalOptions& global, const Terminal& terminal);
Result<void> run_scorecard(const ScorecardOptions& options, const GlobalOptions& global,
                           const Terminal& terminal);
Result<void> run_fit(const FitOptions& options, const GlobalOptions& global, const Terminal& terminal);
Result<void> run_doctor(const DoctorOptions& options, const GlobalOptions& global, const Terminal& terminal);
Result<void> run_completion(const CompletionOptions& options, const GlobalOptions& global,
                            const Terminal& terminal);

/// A result in its three forms; the forms that a verb does not have are empty.
struct Rendering {
    std::string text, json, csv;
};
/// Prints the form that was asked for, or writes it to --out (by its ending: .json, .csv, else text; --json wins).
Result<void> deliver(const Rendering& rendering, const GlobalOptions& global, const Terminal& terminal);

}  // namespace abscope::app
