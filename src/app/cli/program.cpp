// From a command line to a verb, and from what stopped it to an exit status.
#include "app/cli/program.hpp"

#include <cstdio>
#include <exception>
#include <new>

#include "app/cli/command_line.hpp"
#include "app/cli/verbs.hpp"
#include "core/parallel.hpp"

namespace abscope::app {

namespace {

struct RunVerb {
    const GlobalOptions& global;
    const Terminal& terminal;

    Result<void> operator()(const DemoOptions& options) const { return run_demo(options, global, terminal); }
    Result<void> operator()(const StudyOptions& options) const {
        return run_study(options, global, terminal);
    }
    Result<void> operator()(const InspectOptions& options) const {
        return run_inspect(options, global, terminal);
    }
    Result<void> operator()(const DvhOptions& options) const { return run_dvh(options, global, terminal); }
    Result<void> operator()(const ConvertOptions& options) const {
        return run_convert(options, global, terminal);
    }
    Result<void> operator()(const DeidOptions& options) const { return run_deid(options, global, terminal); }
    Result<void> operator()(const BloodOptions& options) const {
        return run_blood(options, global, terminal);
    }
    Result<void> operator()(const TwinOptions& options) const { return run_twin(options, global, terminal); }
    Result<void> operator()(const WindowsOptions& options) const {
        return run_windows(options, global, terminal);
    }
    Result<void> operator()(const ScheduleOptions& options) const {
        return run_schedule(options, global, terminal);
    }
    Result<void> operator()(const EvidenceOptions& options) const {
        return run_evidence(options, global, terminal);
    }
    Result<void> operator()(const SbmlOptions& options) const { return run_sbml(options, global, terminal); }
    Result<void> operator()(const ScorecardOptions& options) const {
        return run_scorecard(options, global, terminal);
    }
    Result<void> operator()(const FitOptions& options) const { return run_fit(options, global, terminal); }
    Result<void> operator()(const DoctorOptions& options) const {
        return run_doctor(options, global, terminal);
    }
    Result<void> operator()(const CompletionOptions& options) const {
        return run_completion(options, global, terminal);
    }
};

int run(const Invocation& invocation) {
    set_thread_count(invocation.global.threads);
    const Terminal terminal(invocation.global);
    const auto result = std::visit(RunVerb{invocation.global, terminal}, invocation.verb);
    terminal.end_progress();
    if (result.ok()) return 0;
    std::fprintf(stderr, "abscope: %s\n", result.error().message().c_str());
    return exit_status(result.error().kind);
}

}  // namespace

int exit_status(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::check:
            return 1;
        case ErrorKind::usage:
            return 2;
        case ErrorKind::input:
            return 3;
        case ErrorKind::output:
            return 4;
        case ErrorKind::interrupted:
            return 130;
    }
    return 5;
}

int run_program(int argc, const char* const* argv) try {
    const auto line = parse_command_line(argc, argv);
    if (const auto* answer = std::get_if<Answer>(&line)) {
        std::fputs(answer->message.c_str(), stderr);
        const bool written = std::fputs(answer->output.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
        return written ? answer->status : 4;
    }
    return run(std::get<Invocation>(line));
} catch (const std::bad_alloc&) {
    std::fputs(
        "abscope: out of memory (the input is too large for this machine) close other programs or use a "
        "coarser grid\n",
        stderr);
    return 5;
} catch (const std::exception& fault) {
    std::fprintf(stderr, "abscope: internal error: %s (not handled) please report this as a bug\n",
                 fault.what());
    return 5;
}

}  // namespace abscope::app
