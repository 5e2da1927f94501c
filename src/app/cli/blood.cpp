// abscope blood: dose to circulating blood and lymphoid organs, lymphocytes over time.
#include <cmath>

#include <charconv>

#include <fmt/format.h>

#include "app/cli/table.hpp"
#include "app/cli/verbs.hpp"
#include "core/unit_text.hpp"
#include "study/blood_output.hpp"
#include "study/blood_study.hpp"

namespace abscope::app {

namespace {

using blood::BloodResult;

/// A quantity typed on the command line: what is wrong with it is a usage error.
template <class Q>
Result<std::optional<Q>> typed(const std::string& text, const char* option, double low, double high) {
    if (text.empty()) return std::optional<Q>();
    auto value = parse_quantity<Q>(text);
    if (!value.ok()) {
        auto error = std::move(value).error();
        error.kind = ErrorKind::usage;
        return std::move(error).within(option);
    }
    if (value->native() <= low || value->native() > high)
        return bad_usage("'" + text + "' is not plausible", "", "check the number and its unit")
            .within(option);
    return std::optional<Q>(*value);
}

/// "6.5 L/min".
Result<std::optional<double>> typed_flow(std::string text) {
    if (text.empty()) return std::optional<double>();
    const std::string whole = text;
    double value = 0.0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    text.erase(0, static_cast<std::size_t>(end - text.data()));
    text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
    if (status != std::errc{} || text != "L/min" || !(value > 0.5 && value <= 50.0))
        return bad_usage("'" + whole + "' is not a cardiac output", "", "write for example \"6.5 L/min\"")
            .within("--co");
    return std::optional<double>(value);
}

std::string dose_table(const BloodResult& result, bool style) {
    using enum Table::Align;
    const auto& one = result.per_fraction;
    const auto& all = result.course;
    Table table({{"blood dose"}, {"one fraction", right}, {"course", right}});
    table.row({"mean [Gy]", significant(one.mean_gy), significant(all.mean_gy)});
    table.row({"standard deviation [Gy]", significant(one.sd_gy), significant(all.sd_gy)});
    table.row({"hottest 2 % above [Gy]", significant(one.d2_gy), significant(all.d2_gy)});
    table.row({"irradiated at all", percent(one.fraction_irradiated), percent(all.fraction_irradiated)});
    table.row({"at least 0.5 Gy", percent(one.v_0_5gy), percent(all.v_0_5gy)});
    table.row({"lymphocytes surviving", percent(one.survival_fraction), percent(result.survival_fraction)});
    const auto& cells = result.course_cells;
    const std::string recirculating = fmt::format(
        "  T cells that recirculate through blood and organs, course: mean {} Gy, SD {} Gy, hottest 2 % "
        "above {} Gy\n",
        significant(cells.mean_gy), significant(cells.sd_gy), significant(cells.d2_gy));
    return table.text(style) + recirculating +
           fmt::format(
               "  dose known for {} of the blood from contours, {} from the body's "
               "remainder; {} outside the dose grid (0 Gy)\n\n",
               percent(result.coverage.contoured), percent(result.coverage.remainder),
               percent(result.coverage.outside));
}

std::string organ_table(const BloodResult& result, bool style) {
    using enum Table::Align;
    Table table({{"lymphoid organ"}, {"contoured"}, {"mean [Gy]", right}, {"share at dose"}});
    for (const auto& organ : result.lymphoid) {
        std::string shares;
        for (std::size_t i = 0; i < organ.threshold_gy.size(); ++i)
            shares += organ.threshold_gy[i] > 20.0
                          ? ""
                          : fmt::format("{}V{}Gy {}", i == 0 ? "" : ", ", organ.threshold_gy[i],
                                        percent(organ.v_fraction[i]));
        table.row({organ.organ, organ.contoured ? "yes" : "no", significant(organ.mean_gy), shares});
    }
    return table.empty() ? "" : table.text(style) + "\n";
}

std::string edic_table(const BloodResult& result, bool style) {
    Table table({{"EDIC"}, {"[Gy]", Table::Align::right}, {"body"}, {"taken as 0"}});
    for (const auto& value : result.edic)
        table.row({value.variant, significant(value.value_gy), value.body_definition,
                   value.assumed.empty() ? "–" : value.assumed});
    return table.empty() ? "" : table.text(style) + "\n";
}

std::string count_table(const BloodResult& result, bool style) {
    const auto& alc = result.alc;
    Table table({{"lymphocytes [1e9/L]"}, {"value"}});
    table.row({"before treatment", significant(alc.baseline_per_nl, 3) +
                                       (alc.baseline_assumed ? "  (assumed: no count given)" : "")});
    table.row(
        {"lowest", fmt::format("{}  (90 %: {} to {})", significant(alc.nadir_per_nl, 3),
                               significant(alc.nadir_low_per_nl, 3), significant(alc.nadir_high_per_nl, 3))});
    table.row({"on day", fmt::format("{:.0f}", alc.nadir_day)});
    table.row({"recovered on day", std::isnan(alc.recovery_day) ? "not within the horizon"
                                                                : fmt::format("{:.0f}", alc.recovery_day)});
    table.row({"P(grade 3: below 0.5)", percent(alc.p_grade3)});
    table.row({"P(grade 4: below 0.2)", percent(alc.p_grade4)});
    return table.text(style);
}

std::string subset_table(const BloodResult& result, bool style) {
    using enum Table::Align;
    Table table(
        {{"subset [1e9/L]"}, {"before", right}, {"lowest", right}, {"left", right}, {"on day", right}});
    for (const auto& subset : result.alc.subsets)
        table.row({subset.name, significant(subset.baseline_per_nl, 3), significant(subset.nadir_per_nl, 3),
                   percent(subset.nadir_per_nl / subset.baseline_per_nl),
                   fmt::format("{:.0f}", subset.nadir_day)});
    const auto& nlr = result.alc.nlr;
    return "\n" + table.text(style) +
           fmt::format("  neutrophils to lymphocytes: highest {} on day {:.0f}{}\n",
                       significant(nlr.highest, 3), nlr.highest_day,
                       nlr.baseline_assumed ? " (assumed: no neutrophil count given)" : "");
}

std::string as_text(const BloodResult& result, bool style) {
    return fmt::format("  {}, blood volume {} L, cardiac output {} L/min ({})\n\n", result.circulation,
                       significant(result.scale.volume_l, 3), significant(result.scale.output_l_per_min, 3),
                       result.scale.source) +
           dose_table(result, style) + organ_table(result, style) + edic_table(result, style) +
           count_table(result, style) + subset_table(result, style) +
           fmt::format(
               "\n  seed {}; read the band of the lymphocytes, not their line. Not for "
               "clinical use.\n",
               result.seed);
}

// "−0.12  (90 %: −0.20 to −0.05)".
std::string with_range(double value, double low, double high) {
    return fmt::format("{}  (90 %: {} to {})", significant(value, 3), significant(low, 3),
                       significant(high, 3));
}

std::string comparison_text(const study::BloodStudy& study, bool style) {
    using enum Table::Align;
    const auto& a = study.result;
    const auto& b = *study.other_result;
    const auto& d = *study.difference;
    Table table(
        {{"two plans"}, {study.subject.name, right}, {study.other_subject->name, right}, {"second − first"}});
    const auto row = [&](const char* what, double first, double second, const std::string& difference) {
        table.row({what, significant(first, 3), significant(second, 3), difference});
    };
    row("mean blood dose, course [Gy]", a.course.mean_gy, b.course.mean_gy, significant(d.course_mean_gy, 3));
    row("hottest 2 % above, course [Gy]", a.course.d2_gy, b.course.d2_gy, significant(d.course_d2_gy, 3));
    row("blood with 0.5 Gy, course", a.course.v_0_5gy, b.course.v_0_5gy, significant(d.course_v_0_5gy, 3));
    row("circulating lymphocytes surviving", a.survival_fraction, b.survival_fraction,
        with_range(d.survival_fraction, d.survival_low, d.survival_high));
    row("lowest count [1e9/L]", a.alc.nadir_per_nl, b.alc.nadir_per_nl,
        with_range(d.count.nadir_per_nl, d.count.nadir_low_per_nl, d.count.nadir_high_per_nl));
    row("P(grade 3: below 0.5)", a.alc.p_grade3, b.alc.p_grade3,
        fmt::format("{} ± {}", significant(d.count.p_grade3, 3), significant(d.count.p_grade3_error, 2)));
    row("P(grade 4: below 0.2)", a.alc.p_grade4, b.alc.p_grade4, significant(d.count.p_grade4, 3));
    return "\n" + table.text(style) +
           fmt::format(
               "  the second plan has the higher lowest count in {} of {} paired samples of the parameters\n",
               percent(d.count.p_higher_nadir), d.draws);
}

}  // namespace

Result<void> run_blood(const BloodOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    study::BloodRequest request;
    request.path = options.path;
    request.fractions = options.fractions;
    request.seed = global.seed;
    ABSCOPE_TRY(request.beam_on, typed<Duration>(options.beam_on, "--beam-on", 0.0, 4.0 / 24.0));
    ABSCOPE_TRY(request.blood_volume, typed<Volume>(options.tbv, "--tbv", 50.0, 15000.0));
    request.network = options.network;
    request.compare = options.compare;
    request.compare_fractions = options.compare_fractions;
    ABSCOPE_TRY(request.compare_beam_on,
                typed<Duration>(options.compare_beam_on, "--compare-beam-on", 0.0, 4.0 / 24.0));
    if (options.compare.empty() && (options.compare_fractions || !options.compare_beam_on.empty()))
        return bad_usage("--compare-fractions and --compare-beam-on need a second plan", "",
                         "add --compare PATH");
    ABSCOPE_TRY(request.cardiac_output_l_per_min, typed_flow(options.co));
    if (!options.sex.empty())
        request.sex = options.sex == "female" ? patient::Sex::female : patient::Sex::male;
    ABSCOPE_TRY(const auto study, study::run_blood_study(request, terminal.progress()));
    terminal.end_progress();
    terminal.warn(study.result.warnings);
    const bool style = terminal.has_style() && global.out.empty();
    auto document = io::JsonValue::object({{"schema", "abscope.blood/1"}, {"name", study.subject.name}});
    document.append_members(study::blood_json(study.result));
    std::string text = as_text(study.result, style);
    if (study.difference) {
        document.append_members(io::JsonValue::object(
            {{"comparison",
              study::comparison_json(*study.other_result, study.other_subject->name, *study.difference)}}));
        text += comparison_text(study, style);
    }
    return deliver({text, document.text() + "\n", study::alc_csv(study.result)}, global, terminal);
}

}  // namespace abscope::app
