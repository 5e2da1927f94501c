// abscope dvh: dose–volume histograms and metrics.
#include <cmath>

#include <fmt/format.h>

#include "app/cli/table.hpp"
#include "app/cli/verbs.hpp"
#include "core/unit_text.hpp"
#include "study/dvh_output.hpp"
#include "study/dvh_study.hpp"
#include "study/warning_output.hpp"

namespace abscope::app {

namespace {

using study::DvhStudy;

Result<study::DvhRequest> request_of(const DvhOptions& options) {
    study::DvhRequest request;
    request.path = options.path;
    request.metrics = options.metrics;
    request.structures = options.structures;
    request.quantity = options.quantity;
    request.fractions = options.fractions;
    request.plan = options.plan;
    request.structure_set = options.structure_set;
    request.sum_of_plans = options.sum_of_plans;
    request.dose = options.dose_file;
    request.labels = options.labels;
    request.label_names = options.label_names;
    if (request.sum_of_plans.size() == 1 || (!request.plan.empty() && !request.sum_of_plans.empty()))
        return bad_usage("--sum-plans with one plan, or together with --plan", "a sum needs at least two plans",
                         "write --sum-plans A,B");
    if (options.ends == "contour") request.ends = geometry::EndRule::contour;
    if (options.ends == "half-spacing") request.ends = geometry::EndRule::half_spacing;
    if (!options.alpha_beta.empty()) {
        auto value = parse_quantity<AlphaBeta>(options.alpha_beta);
        if (!value.ok()) {
            auto error = std::move(value).error();
            error.kind = ErrorKind::usage;
            return std::move(error).within("--alpha-beta");
        }
        if (!(value->native() >= 0.1 && value->native() <= 100.0))
            return bad_usage("'" + options.alpha_beta + "' is not plausible", "the range is 0.1 to 100 Gy",
                             "check the unit")
                .within("--alpha-beta");
        request.alpha_beta = *value;
    }
    if (options.quantity != "physical" && !request.alpha_beta)
        return bad_usage("--alpha-beta is missing", options.quantity + " means nothing without it",
                         "add for example --alpha-beta \"3 Gy\"");
    if (options.quantity == "physical" && request.alpha_beta)
        return bad_usage("--alpha-beta without BED or EQD2", "physical dose does not depend on it",
                         "add --quantity eqd2, or leave it out");
    return request;
}

std::string metric_text(const report::DvhMetric& metric) {
    if (std::isnan(metric.value)) return "–";
    return significant(metric.value) + " " + (metric.unit == "cm3" ? "cc" : metric.unit);
}

/// One table where all structures have the same metrics; otherwise the metrics stand in one column.
std::string as_text(const DvhStudy& study, const std::string& quantity, bool style) {
    using enum Table::Align;
    std::vector<Table::Column> columns{{"structure"},          {"role"},
                                       {"volume [cc]", right}, {"in grid", right},
                                       {"mean [Gy]", right},   {"min [Gy]", right},
                                       {"max [Gy]", right}};
    const auto same_metrics = [&] {
        for (const auto& entry : study.entries) {
            if (entry.metrics.size() != study.entries.front().metrics.size()) return false;
            for (std::size_t i = 0; i < entry.metrics.size(); ++i)
                if (entry.metrics[i].name != study.entries.front().metrics[i].name) return false;
        }
        return true;
    }();
    if (same_metrics && !study.entries.empty())
        for (const auto& metric : study.entries.front().metrics) columns.push_back({metric.name, right});
    else
        columns.push_back({"metrics"});
    Table table(columns);
    for (const auto& entry : study.entries) {
        std::vector<std::string> cells{
            entry.name,
            entry.role == patient::OrganRole::none ? "–" : std::string(patient::role_name(entry.role)),
            significant(entry.volume_cc),
            percent(entry.dose_coverage),
            significant(entry.mean_gy),
            significant(entry.min_gy),
            significant(entry.max_gy)};
        std::string list;
        for (const auto& metric : entry.metrics) {
            if (same_metrics)
                cells.push_back(metric_text(metric));
            else
                list += (list.empty() ? "" : ", ") + metric.name + " " + metric_text(metric);
        }
        if (!same_metrics) cells.push_back(list);
        table.row(std::move(cells));
    }
    const auto fractions =
        study.fractions ? fmt::format("{} fractions", *study.fractions) : "number of fractions not known";
    return bold(fmt::format("dose of the whole course, {}", quantity), style) +
           fmt::format("  ({}, {}, {})\n", study.source, study.summation, fractions) + table.text(style);
}

std::string as_json(const DvhStudy& study) {
    auto document = io::JsonValue::object({{"schema", "abscope.dvh/1"},
                                           {"dose", io::JsonValue::object({{"summation", study.summation},
                                                                           {"fractions", study.fractions},
                                                                           {"source", study.source}})},
                                            {"ends", study.ends == geometry::EndRule::contour ? "contour" : "half-spacing"}});
    document.add("structures", study::dvhs_json(study.entries));
    document.add("warnings", study::warnings_json(study.warnings));
    return document.text() + "\n";
}

}  // namespace

Result<void> run_dvh(const DvhOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    ABSCOPE_TRY(const auto request, request_of(options));
    ABSCOPE_TRY(const auto study, study::run_dvh_study(request, terminal.progress()));
    terminal.end_progress();
    terminal.warn(study.warnings);
    const bool style = terminal.has_style() && global.out.empty();
    return deliver({as_text(study, options.quantity, style), as_json(study), study::dvhs_csv(study.entries)},
                   global, terminal);
}

}  // namespace abscope::app
