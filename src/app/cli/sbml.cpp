// abscope sbml: models as SBML. `run` integrates a user's file, `check` says what was understood, `export` writes a course of
// the immune twin, of a mouse or of a case, `petab` the twin and data as an estimation problem.
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "app/cli/petab_files.hpp"
#include "app/cli/table.hpp"
#include "app/cli/verbs.hpp"
#include "core/document.hpp"
#include "core/embedded.hpp"
#include "immune/models/t2/symbolic.hpp"
#include "io/csv.hpp"
#include "io/json_value.hpp"
#include "io/sbml.hpp"
#include "io/toml.hpp"
#include "study/twin_study.hpp"

namespace abscope::app {

namespace {

using namespace immune;

struct Repeated {
    double amount = 0.0;
    std::vector<double> days;
};

Result<double> number(std::string_view text, const std::string& whole) {
    double value = 0.0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault == std::errc() && end == text.data() + text.size() && std::isfinite(value)) return value;
    return bad_usage("'" + whole + "' cannot be read", "'" + std::string(text) + "' is not a number", "write for example 8@0,1,2");
}

// "8@0,1,2": an amount, and the days.
Result<Repeated> repeated(std::string_view text, const std::string& whole) {
    const auto at = text.find('@');
    if (at == std::string_view::npos) return bad_usage("'" + whole + "' names no day", "", "write for example 8@0,1,2");
    Repeated out;
    ABSCOPE_TRY(out.amount, number(text.substr(0, at), whole));
    for (auto rest = text.substr(at + 1);;) {
        const auto comma = rest.find(',');
        ABSCOPE_TRY(const double day, number(rest.substr(0, comma), whole));
        out.days.push_back(day);
        if (comma == std::string_view::npos) return out;
        rest = rest.substr(comma + 1);
    }
}

Result<Regimen> regimen_of(const SbmlOptions& options) {
    Regimen regimen;
    for (const auto& text : options.fractions) {
        ABSCOPE_TRY(const auto given, repeated(text, text));
        for (const double day : given.days) regimen.push_back({day, Fraction{{given.amount}}});
    }
    for (const auto& text : options.drugs) {
        const auto colon = text.find(':');
        const auto agent = find_agent(text.substr(0, colon));
        if (!agent || colon == std::string::npos) {
            return bad_usage("'" + text + "' names no agent", "", "write for example anti_pd1:30@3,6,9");
        }
        ABSCOPE_TRY(const auto given, repeated(std::string_view(text).substr(colon + 1), text));
        for (const double day : given.days) regimen.push_back({day, Administration{*agent, given.amount}});
    }
    return regimen;
}

double until_of(const SbmlOptions& options) { return options.until.value_or(45.0); }

Result<t2::ParameterSet> parameter_set() {
    constexpr const char* file = "immune/models/t2/parameters.toml";
    ABSCOPE_TRY(const auto document, io::parse_toml(core::embedded_file(file), file));
    return t2::read_parameters(document);
}

// The body of the reference trajectories: two lesions of 22 and 9 million cells ten days before day 0, each with its node.
Result<t2::Course> course_of(const SbmlOptions& options) {
    ABSCOPE_TRY(const auto set, parameter_set());
    const auto parameters = set.values();
    t2::Course course;
    course.body = {t2::one_node_each(2), {parameters, parameters}, {22.0, 9.0}};
    ABSCOPE_TRY(course.regimen, regimen_of(options));
    for (const auto& given : course.regimen) {
        const auto* drug = std::get_if<Administration>(&given.act);
        if (drug != nullptr && static_cast<int>(drug->agent) >= core_agent_count) course.body.topology.adjuncts = true;
    }
    course.end_day = until_of(options);
    ABSCOPE_CHECK_OK(t2::check_course(course));
    return course;
}

// The typical patient of a case, 60 d before its day 0 on.
Result<t2::Course> case_course(const SbmlOptions& options, const Terminal& terminal) {
    study::TwinRequest request;
    request.path = options.file;
    request.horizon_day = options.until;
    auto course = study::course_of_case(request, terminal.progress());
    terminal.end_progress();
    return course;
}

Result<void> export_course(const SbmlOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    if (!options.file.empty() && !(options.fractions.empty() && options.drugs.empty())) {
        return bad_usage("a case and --fraction or --drug", "the case says what is given", "leave the options out");
    }
    ABSCOPE_TRY(const auto course, options.file.empty() ? course_of(options) : case_course(options, terminal));
    return deliver({io::write_sbml(t2::symbolic_model(course)), "", ""}, global, terminal);
}

Result<void> check_file(const SbmlOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    ABSCOPE_TRY(const auto model, io::read_sbml(options.file));
    const std::string text =
        fmt::format("  model '{}': {} states, {} constants, {} further quantities, {} events: within the supported subset\n", model.name,
                    model.states.size(), model.constants.size(), model.observables.size(), model.events.size());
    const auto document = io::JsonValue::object({{"schema", "abscope.sbml_check/1"},
                                                 {"model", model.name},
                                                 {"states", static_cast<double>(model.states.size())},
                                                 {"constants", static_cast<double>(model.constants.size())},
                                                 {"quantities", static_cast<double>(model.observables.size())},
                                                 {"events", static_cast<double>(model.events.size())}});
    return deliver({text, document.text() + "\n", ""}, global, terminal);
}

Result<void> export_problem(const SbmlOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    if (options.file.empty() || global.out.empty() || options.estimated.empty()) {
        return bad_usage("petab needs data, a folder and parameters", "", "write for example: abscope sbml petab data.csv --estimate kE,rg --out problem/");
    }
    ABSCOPE_TRY(const auto said, write_petab(options.file, options.estimated, global.out));
    return terminal.print(said);
}

std::vector<double> times_of(const SbmlOptions& options) {
    std::vector<double> times;
    const auto points = static_cast<int>(std::floor(until_of(options) / options.every + 1e-9));
    for (int i = 0; i <= points; ++i) times.push_back(i * options.every);
    return times;
}

Result<math::OdeRun> integrate(const math::OdeModel& model, const SbmlOptions& options) {
    const auto method = options.method == "explicit"   ? math::OdeMethod::explicit_pair
                        : options.method == "implicit" ? math::OdeMethod::implicit_pair
                                                       : math::OdeMethod::automatic;
    auto run = math::run_model(model, times_of(options), method, {options.tolerance, 1e-3 * options.tolerance});
    if (run.finished) return run;
    const double reached = run.times.empty() ? model.start : run.times.back();
    return bad_input(fmt::format("the solution of '{}' could not be followed beyond time {}", model.name, reached),
                     "a state is not finite there, or the steps became too small", "try --method implicit, or end before it");
}

const char* method_name(const math::OdeRun& run) { return run.implicit_used ? "implicit (Rodas4)" : "explicit (Tsitouras 5(4))"; }

std::vector<std::string> names_of(const math::OdeModel& model) {
    std::vector<std::string> names = model.states;
    for (const auto& [name, formula] : model.observables) names.push_back(name);
    return names;
}

std::string run_text(const math::OdeModel& model, const math::OdeRun& run, bool style) {
    Table table({{"state"}, {"at the start", Table::Align::right}, {"at the end", Table::Align::right}});
    for (std::size_t s = 0; s < model.states.size(); ++s) {
        table.row({model.states[s], significant(run.states.front()[s]), significant(run.states.back()[s])});
    }
    return table.text(style) + fmt::format("\n  {} steps, {} repeated, {}\n", run.steps, run.rejected, method_name(run));
}

std::string run_csv(const math::OdeModel& model, const math::OdeRun& run) {
    auto header = names_of(model);
    header.insert(header.begin(), "time");
    io::CsvWriter csv(header);
    for (std::size_t t = 0; t < run.times.size(); ++t) {
        std::vector<io::CsvWriter::Cell> cells{run.times[t]};
        for (const double value : run.states[t]) cells.emplace_back(value);
        csv.row(cells);
    }
    return csv.text();
}

std::string run_json(const math::OdeModel& model, const math::OdeRun& run) {
    const auto names = names_of(model);
    auto series = io::JsonValue::object();
    for (std::size_t s = 0; s < names.size(); ++s) {
        auto values = io::JsonValue::array();
        for (const auto& row : run.states) values.push(row[s]);
        series.add(names[s], std::move(values));
    }
    auto times = io::JsonValue::array();
    for (const double t : run.times) times.push(t);
    auto document = io::JsonValue::object({{"schema", "abscope.sbml_run/1"}, {"model", model.name}, {"method", method_name(run)}});
    document.add("steps", run.steps);
    document.add("rejected", run.rejected);
    document.add("time", std::move(times));
    document.add("values", std::move(series));
    return document.text() + "\n";
}

Result<void> run_file(const SbmlOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    if (!(until_of(options) > 0.0) || !(options.every > 0.0) || until_of(options) / options.every > 1e6 || !(options.tolerance > 0.0) ||
        !(options.tolerance < 1.0)) {
        return bad_usage("--until, --every or --tolerance is not plausible", "at most a million times, a tolerance between 0 and 1");
    }
    ABSCOPE_TRY(const auto model, io::read_sbml(options.file));
    ABSCOPE_TRY(const auto run, integrate(model, options));
    return deliver({run_text(model, run, terminal.has_style() && global.out.empty()), run_json(model, run), run_csv(model, run)}, global,
                   terminal);
}

}  // namespace

Result<void> run_sbml(const SbmlOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    if (options.action == "export") return export_course(options, global, terminal);
    if (options.action == "petab") return export_problem(options, global, terminal);
    if (options.file.empty()) return bad_usage("no file", "", "write for example: abscope sbml run model.xml");
    return options.action == "check" ? check_file(options, global, terminal) : run_file(options, global, terminal);
}

}  // namespace abscope::app
