// Case to twin.
#include "study/twin_study.hpp"

#include "study/load_case.hpp"
#include "study/warning_output.hpp"
#include "twin/anatomy_geometry.hpp"
#include "twin/exposure.hpp"

namespace abscope::study {

Result<twin::TwinResult> twin_of_case(const patient::Case& subject, const patient::Exposure& exposure, const TwinRequest& request) {
    const auto& model = twin::human_model();
    ABSCOPE_TRY(const auto scenario, twin::make_scenario(subject, exposure, model, request.horizon_day));
    twin::CohortOptions options;
    options.patients = request.patients;
    options.seed = request.seed;
    return twin::run_twin(scenario, model, options);
}

Result<immune::t2::Course> course_of_case(const TwinRequest& request, const ProgressSink& progress) {
    ABSCOPE_TRY(const auto loaded, load_case(request.path, progress));
    const auto geometry = twin::build_geometry(loaded.subject.anatomy);
    ABSCOPE_TRY(const auto exposure, twin::compute_exposure(loaded.subject, geometry));
    ABSCOPE_TRY(const auto scenario, twin::make_scenario(loaded.subject, exposure, twin::human_model(), request.horizon_day));
    return twin::typical_course(scenario, twin::human_model());
}

Result<twin::TwinResult> run_twin_study(const TwinRequest& request, const ProgressSink& progress) {
    ABSCOPE_TRY(auto loaded, load_case(request.path, progress));
    const auto& subject = loaded.subject;
    if (progress) progress("exposure", 0.0);
    const auto geometry = twin::build_geometry(subject.anatomy);
    ABSCOPE_TRY(const auto exposure, twin::compute_exposure(subject, geometry));
    if (stop_requested()) return interrupted();
    if (progress) progress("twin", 0.4);
    ABSCOPE_TRY(auto result, twin_of_case(subject, exposure, request));
    auto warnings = subject.warnings;
    merge_warnings(warnings, geometry.warnings);
    merge_warnings(warnings, exposure.warnings);
    merge_warnings(warnings, result.warnings);
    result.warnings = std::move(warnings);
    return result;
}

}  // namespace abscope::study
