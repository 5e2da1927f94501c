// abscope windows: where a schedule falls in the dose–immune windows, or the map of all of them.
#include <cmath>

#include <fmt/format.h>

#include "app/cli/table.hpp"
#include "app/cli/verbs.hpp"
#include "core/unit_text.hpp"
#include "study/schedule_text.hpp"
#include "study/twin_map_output.hpp"
#include "study/windows_output.hpp"

namespace abscope::app {

namespace {

using windows::IciTiming;
using windows::WindowAssessment;

template <class Q>
Result<Q> typed(const std::string& text, const char* option) {
    auto value = parse_quantity<Q>(text);
    if (value.ok()) return value;
    auto error = std::move(value).error();
    error.kind = ErrorKind::usage;
    return std::move(error).within(option);
}

IciTiming timing_of(const std::string& name) {
    return name == "concurrent"   ? IciTiming::concurrent
           : name == "sequential" ? IciTiming::sequential
                                  : IciTiming::none;
}

/// The schedule of the command line; nothing where none is given.
Result<std::optional<study::ScheduleText>> typed_schedule(const WindowsOptions& options) {
    using Maybe = std::optional<study::ScheduleText>;
    const bool has_parts = !options.dose_per_fraction.empty() || options.fractions;
    if (!options.schedule.empty()) {
        if (has_parts)
            return bad_usage("a schedule and --dose-per-fraction or --fractions", "they say the same",
                             "leave one of them out");
        ABSCOPE_TRY(const auto schedule, study::parse_schedule(options.schedule));
        return Maybe(schedule);
    }
    if (!has_parts) return Maybe();
    if (options.dose_per_fraction.empty() || !options.fractions)
        return bad_usage("half a schedule", "both --dose-per-fraction and --fractions are needed",
                         "write for example 8x3");
    ABSCOPE_TRY(const auto dose, typed<PhysicalDose>(options.dose_per_fraction, "--dose-per-fraction"));
    if (!(dose.native() > 0.0 && dose.native() <= 100.0))
        return bad_usage("'" + options.dose_per_fraction + "' is not plausible",
                         "the range is above 0 and up to 100 Gy", "check the unit")
            .within("--dose-per-fraction");
    return Maybe({dose, *options.fractions});
}

Result<std::optional<Duration>> typed_interval(const std::string& text) {
    if (text.empty()) return std::optional<Duration>();
    ABSCOPE_TRY(const auto interval, typed<Duration>(text, "--interval"));
    if (interval.native() < 1.0 / 24.0 || interval.native() > 365.0)
        return bad_usage("'" + text + "' is not plausible", "the range is 1 h to 365 d",
                         "write for example \"2 d\"")
            .within("--interval");
    return std::optional<Duration>(interval);
}

std::string assessment_text(const WindowAssessment& found, bool style, int width) {
    using enum Table::Align;
    const auto& schedule = found.schedule;
    std::string out = bold(study::schedule_name(schedule, ""), style) +
                      fmt::format("  in {:.3g} d, checkpoint inhibition: {}\n\n",
                                  value_as<Day>(schedule.overall_time), windows::timing_name(schedule.ici));
    out += fmt::format(
        "  class  {}\n  score  {}\n\n  {}\n\n", bold(windows::class_name(found.window), style),
        found.score ? fmt::format("{:.2g}", *found.score) : "–  (unclassified: nothing is claimed)",
        found.summary);
    Table memberships({{"window"}, {"membership", right}});
    for (const auto& membership : found.memberships)
        memberships.row(
            {std::string(windows::class_name(membership.window)), fmt::format("{:.2f}", membership.value)});
    out += memberships.text(style) + "\n  " + bold("why", style) + "\n";
    for (const auto& driver : found.drivers)
        out += wrapped(fmt::format("{} {} [{}]", driver.satisfied ? "✓" : "✗", driver.text,
                                   fmt::join(driver.sources, ", ")),
                       width, 4);
    if (!found.conflicts.empty()) out += "\n  " + bold("evidence that does not fit", style) + "\n";
    for (const auto& conflict : found.conflicts)
        out += wrapped(fmt::format("· {} [{}]", conflict.text, fmt::join(conflict.sources, ", ")), width, 4);
    for (const auto& flag : found.flags) out += "\n  flag: " + flag + "\n";
    return out + "\n  The hypothesis as it is stated, not a prediction. Not for clinical use.\n";
}

/// The map in letters: one row a number of fractions, a sample of the doses.
std::string map_text(const windows::RuleMap& map, bool style) {
    static constexpr const char* letters[] = {"I", "g", "h", "H", "T", "C", "·"};
    const std::size_t stride = std::max<std::size_t>(1, map.dose_gy.size() / 50);
    std::string out = bold("dose-immune windows, dose per fraction × number of fractions", style) + "\n\n";
    for (int n = map.options.most_fractions; n >= 1; n -= n > 20 ? 5 : n > 8 ? 2 : 1) {
        out += fmt::format("  {:3d}  ", n);
        for (std::size_t i = 0; i < map.dose_gy.size(); i += stride)
            out += letters[static_cast<std::size_t>(
                map.window[i + map.dose_gy.size() * static_cast<std::size_t>(n - 1)])];
        out += "\n";
    }
    out += fmt::format("       {} Gy … {} Gy a fraction, logarithmic\n\n",
                       significant(map.dose_gy.front(), 2), significant(map.dose_gy.back(), 2));
    return out +
           "  I I   g gray   h II   H II-optimal   T TREX1-attenuated   C III   · unclassified\n"
           "  `abscope windows 8x3` explains one schedule; `--out map.csv` writes the map.\n";
}

/// The twin's map in eight steps of the median yield; the schedule asked for is marked.
std::string twin_map_text(const study::TwinMapStudy& study, const std::optional<study::ScheduleText>& wanted, bool style, int width) {
    static constexpr const char* steps[] = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇"};
    const auto& map = study.map;
    const std::size_t stride = std::max<std::size_t>(1, map.options.dose_gy.size() / 50);
    std::string out = bold("immune yield of the twin, dose per fraction × number of fractions", style) + "\n\n";
    for (int n = map.options.most_fractions; n >= 1; n -= n > 20 ? 5 : n > 8 ? 2 : 1) {
        double highest = 0.0;
        for (std::size_t i = 0; i < map.options.dose_gy.size(); ++i) highest = std::max(highest, map.yield.median[map.entry(i, n)]);
        out += fmt::format("  {:3d}  ", n);
        for (std::size_t i = 0; i < map.options.dose_gy.size(); i += stride) {
            const double value = map.yield.median[map.entry(i, n)];
            const bool here = wanted && wanted->fractions == n && i + stride < map.options.dose_gy.size() && map.options.dose_gy[i] <= wanted->dose_per_fraction.native() &&
                              wanted->dose_per_fraction.native() < map.options.dose_gy[i + stride];
            out += here ? "X" : value < 0.0 ? "-" : steps[std::min(7, static_cast<int>(8.0 * value / std::max(highest, 1e-12)))];
        }
        out += "\n";
    }
    out += fmt::format("       {} Gy … {} Gy a fraction, logarithmic; each row by its own highest value; - below no radiotherapy; X the schedule\n\n",
                       significant(map.options.dose_gy.front(), 2), significant(map.options.dose_gy.back(), 2));
    out += "  " + bold("the map against the hypothesis", style) + fmt::format("  ({} virtual patients, {})\n", map.patients, study::species_title(study.species));
    for (const auto& finding : study.findings)
        out += wrapped(fmt::format("{} {}; {} [{}]", finding.agrees ? "✓" : "✗", finding.hypothesis, finding.twin, fmt::join(finding.sources, ", ")), width, 4);
    if (!study.ablation.empty()) out += "\n  " + bold("what shifts it", style) + "\n";
    for (const auto& line : study.ablation)
        out += wrapped(fmt::format("{}: {}: {} instead of {} (higher in {} of patients)", line.modulator, line.setting, significant(line.yield, 3),
                                   significant(line.yield_default, 3), percent(line.p_higher)), width, 4);
    return out + "\n  Computed by the immune model, which is not evidence. Not for clinical use.\n";
}

Result<void> run_twin_map(const WindowsOptions& options, const std::optional<study::ScheduleText>& wanted, const std::optional<Duration>& interval,
                          const GlobalOptions& global, const Terminal& terminal) {
    study::TwinMapRequest request;
    request.patients = options.patients;
    request.seed = global.seed;
    request.interval = interval;
    request.ici = timing_of(options.ici);
    request.species = study::species_of(options.species);
    if (wanted) {
        request.ablation_dose_gy = wanted->dose_per_fraction.native();
        request.ablation_fractions = wanted->fractions;
    }
    const auto study = study::twin_map_study(request);
    auto document = io::JsonValue::object({{"schema", "abscope.windows/1"}, {"seed", static_cast<std::int64_t>(global.seed)}});
    document.add("map", study::twin_map_json(study));
    const bool style = terminal.has_style() && global.out.empty();
    return deliver({twin_map_text(study, wanted, style, terminal.width()), document.text() + "\n", study::twin_map_csv(study)}, global, terminal);
}

}  // namespace

Result<void> run_windows(const WindowsOptions& options, const GlobalOptions& global,
                         const Terminal& terminal) {
    ABSCOPE_TRY(const auto wanted, typed_schedule(options));
    ABSCOPE_TRY(const auto interval, typed_interval(options.interval));
    if (options.map == "twin") return run_twin_map(options, wanted, interval, global, terminal);
    const auto& rules = windows::embedded_rules();
    const auto ici = timing_of(options.ici);
    const bool style = terminal.has_style() && global.out.empty();
    auto document = io::JsonValue::object({{"schema", "abscope.windows/1"}});
    if (wanted) {
        const auto found = windows::assess(
            rules, windows::schedule_of(wanted->dose_per_fraction, wanted->fractions, interval, 0, ici));
        document.append_members(study::assessment_json(found));
        return deliver({assessment_text(found, style, terminal.width()), document.text() + "\n", ""}, global,
                       terminal);
    }
    windows::RuleMapOptions map_options;
    map_options.interval = interval;
    map_options.ici = ici;
    const auto map = windows::rule_map(rules, map_options);
    document.add("map", study::rule_map_json(map));
    return deliver({map_text(map, style), document.text() + "\n", study::rule_map_csv(map)}, global,
                   terminal);
}

}  // namespace abscope::app
