// abscope convert: DICOM to volumes and back.
#include <fmt/format.h>

#include "app/cli/verbs.hpp"
#include "core/unit_text.hpp"
#include "io/json_value.hpp"
#include "study/convert.hpp"
#include "study/warning_output.hpp"

namespace abscope::app {

namespace {

study::ConvertPart part_named(const std::string& name) {
    if (name == "dose") return study::ConvertPart::dose;
    if (name == "image") return study::ConvertPart::image;
    return name == "labels" ? study::ConvertPart::labels : study::ConvertPart::automatic;
}

Result<study::ConvertRequest> request_of(const ConvertOptions& options) {
    study::ConvertRequest request;
    request.files = {options.in, options.plan, options.structure_set, options.sum_of_plans, options.dose_file, options.labels, options.label_names};
    request.out = options.target;
    request.part = part_named(options.part);
    request.quantity = options.quantity;
    request.fractions = options.fractions;
    request.without_plan = options.without_plan;
    if (options.quantity == "physical") return request;
    if (options.alpha_beta.empty())
        return bad_usage("--alpha-beta is missing", options.quantity + " means nothing without it",
                         "add for example --alpha-beta \"3 Gy\"");
    ABSCOPE_TRY(request.alpha_beta, parse_quantity<AlphaBeta>(options.alpha_beta).within("--alpha-beta"));
    return request;
}

std::string as_json(const study::ConvertOutcome& outcome) {
    auto document = io::JsonValue::object({{"schema", "abscope.convert/1"}});
    document.add("written", io::JsonValue::array(outcome.written));
    document.add("warnings", study::warnings_json(outcome.warnings));
    return document.text() + "\n";
}

}  // namespace

Result<void> run_convert(const ConvertOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    ABSCOPE_TRY(const auto request, request_of(options));
    ABSCOPE_TRY(const auto outcome, study::run_convert(request, terminal.progress()));
    terminal.end_progress();
    terminal.warn(outcome.warnings);
    std::string text;
    for (const auto& line : outcome.written) text += line + "\n";
    return deliver({text, as_json(outcome), ""}, global, terminal);
}

}  // namespace abscope::app
