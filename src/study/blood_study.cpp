// Blood dose of a case file or of a folder of DVH tables.
#include "study/blood_study.hpp"

#include <system_error>

#include <fmt/format.h>

#include "study/dvh_tables.hpp"
#include "study/load_case.hpp"
#include "study/warning_output.hpp"
#include "twin/anatomy_geometry.hpp"
#include "twin/blood_course.hpp"
#include "twin/exposure.hpp"

namespace abscope::study {

namespace {

/// A case made of DVH tables alone: n fractions, five a week, nothing else known.
Result<patient::Case> case_of_tables(const BloodRequest& request) {
    if (!request.fractions)
        return bad_usage("the number of fractions is missing", "the tables hold the dose of the whole course",
                         "add --fractions N");
    ABSCOPE_TRY(auto folder, read_dvh_folder(request.path));
    patient::Case subject;
    subject.name = request.path.filename().string();
    subject.source = request.path.string();
    subject.anatomy.dvh_tables = std::move(folder.tables);
    subject.warnings = std::move(folder.warnings);
    patient::RadiotherapyBlock block;
    block.fractions = *request.fractions;
    block.beam_on = request.beam_on;
    subject.course.radiotherapy.push_back(block);
    subject.host.sex = request.sex.value_or(patient::Sex::unknown);
    if (!request.sex)
        subject.warnings.push_back({"sex-unknown", "the blood of the reference male is taken; give --sex"});
    patient::lay_out_events(subject.course);
    return subject;
}

Result<patient::Case> case_of_file(const BloodRequest& request, const ProgressSink& progress) {
    if (request.fractions)
        return bad_usage("--fractions is for folders of DVH tables", "a case file says it itself",
                         "leave it out");
    ABSCOPE_TRY(auto loaded, load_case(request.path, progress));
    auto subject = std::move(loaded.subject);
    if (request.beam_on)
        for (auto& block : subject.course.radiotherapy) block.beam_on = request.beam_on;
    if (request.sex) subject.host.sex = *request.sex;
    return subject;
}

}  // namespace

Result<BloodOfCase> blood_of_case(const patient::Case& subject, const patient::Exposure& exposure,
                                  const BloodRequest& request) {
    auto network = twin::patient_circulation(subject.host);
    if (request.blood_volume || request.cardiac_output_l_per_min) {
        auto scale = network.scale();
        if (request.blood_volume) {
            scale.output_l_per_min *=
                value_as<CubicCentimetre>(*request.blood_volume) / 1000.0 / scale.volume_l;
            scale.volume_l = value_as<CubicCentimetre>(*request.blood_volume) / 1000.0;
        }
        if (request.cardiac_output_l_per_min) scale.output_l_per_min = *request.cardiac_output_l_per_min;
        scale.source = "given on the command line";
        network = network.scaled(scale);
    }
    patient::Warnings warnings;
    ABSCOPE_TRY(auto course, twin::blood_course(subject, exposure, network, warnings));
    blood::BloodOptions options;
    options.seed = request.seed;
    ABSCOPE_TRY(auto result,
                blood::compute_blood(network, course, blood::default_lymphocyte_parameters(), options));
    result.warnings.insert(result.warnings.begin(), warnings.begin(), warnings.end());
    return BloodOfCase{std::move(result), std::move(network), std::move(course)};
}

Result<BloodStudy> run_blood_study(const BloodRequest& request, const ProgressSink& progress) {
    std::error_code code;
    const bool folder = std::filesystem::is_directory(request.path, code);
    BloodStudy study;
    ABSCOPE_TRY(study.subject, folder ? case_of_tables(request) : case_of_file(request, progress));
    if (progress) progress("exposure", 0.0);
    const auto geometry = twin::build_geometry(study.subject.anatomy);
    ABSCOPE_TRY(const auto exposure, twin::compute_exposure(study.subject, geometry));
    if (stop_requested()) return interrupted();
    if (progress) progress("blood", 0.5);
    ABSCOPE_TRY(auto blood, blood_of_case(study.subject, exposure, request));
    study.result = std::move(blood.result);
    auto warnings = study.subject.warnings;
    merge_warnings(warnings, geometry.warnings);
    merge_warnings(warnings, exposure.warnings);
    merge_warnings(warnings, study.result.warnings);
    study.result.warnings = std::move(warnings);
    return study;
}

}  // namespace abscope::study
