// Blood dose of a case file or of a folder of DVH tables.
#include "study/blood_study.hpp"

#include <system_error>

#include <fmt/format.h>

#include "io/toml.hpp"
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

namespace {

/// The circulation that a request asks for: the user's own or the patient's, with volume and output as given.
Result<blood::CirculationNetwork> network_of(const patient::Case& subject, const BloodRequest& request) {
    auto network = twin::patient_circulation(subject.host);
    if (!request.network.empty()) {
        ABSCOPE_TRY(const auto document, io::read_toml(request.network));
        auto own = blood::read_circulation(document);
        if (!own.ok()) return std::move(own).error().within(request.network.string());
        network = std::move(own).value();
    }
    if (!request.blood_volume && !request.cardiac_output_l_per_min) return network;
    auto scale = network.scale();
    if (request.blood_volume) {
        scale.output_l_per_min *= value_as<CubicCentimetre>(*request.blood_volume) / 1000.0 / scale.volume_l;
        scale.volume_l = value_as<CubicCentimetre>(*request.blood_volume) / 1000.0;
    }
    if (request.cardiac_output_l_per_min) scale.output_l_per_min = *request.cardiac_output_l_per_min;
    scale.source = "given on the command line";
    return network.scaled(scale);
}

blood::BloodOptions options_of(const BloodRequest& request) {
    blood::BloodOptions options;
    options.seed = request.seed;
    return options;
}

/// One plan, from its file or folder to the blood.
struct SolvedPlan {
    patient::Case subject;
    BloodOfCase blood;
    patient::Warnings warnings;
};

Result<SolvedPlan> solve_plan(const BloodRequest& request, const ProgressSink& progress) {
    std::error_code code;
    const bool folder = std::filesystem::is_directory(request.path, code);
    ABSCOPE_TRY(auto subject, folder ? case_of_tables(request) : case_of_file(request, progress));
    if (progress) progress("exposure", 0.0);
    const auto geometry = twin::build_geometry(subject.anatomy);
    ABSCOPE_TRY(const auto exposure, twin::compute_exposure(subject, geometry));
    if (stop_requested()) return interrupted();
    if (progress) progress("blood", 0.5);
    ABSCOPE_TRY(auto blood, blood_of_case(subject, exposure, request));
    auto warnings = subject.warnings;
    merge_warnings(warnings, geometry.warnings);
    merge_warnings(warnings, exposure.warnings);
    merge_warnings(warnings, blood.result.warnings);
    return SolvedPlan{std::move(subject), std::move(blood), std::move(warnings)};
}

}  // namespace

Result<BloodOfCase> blood_of_case(const patient::Case& subject, const patient::Exposure& exposure,
                                  const BloodRequest& request) {
    ABSCOPE_TRY(auto network, network_of(subject, request));
    patient::Warnings warnings;
    ABSCOPE_TRY(auto course, twin::blood_course(subject, exposure, network, warnings));
    ABSCOPE_TRY(auto result, blood::compute_blood(network, course, blood::default_lymphocyte_parameters(),
                                                  options_of(request)));
    result.warnings.insert(result.warnings.begin(), warnings.begin(), warnings.end());
    return BloodOfCase{std::move(result), std::move(network), std::move(course)};
}

Result<BloodStudy> run_blood_study(const BloodRequest& request, const ProgressSink& progress) {
    BloodStudy study;
    ABSCOPE_TRY(auto first, solve_plan(request, progress));
    study.subject = std::move(first.subject);
    study.result = first.blood.result;
    study.result.warnings = std::move(first.warnings);
    if (request.compare.empty()) return study;
    BloodRequest other = request;
    other.path = request.compare;
    std::error_code code;
    if (!std::filesystem::is_directory(other.path, code)) other.fractions.reset();
    if (request.compare_fractions) other.fractions = request.compare_fractions;
    if (request.compare_beam_on) other.beam_on = request.compare_beam_on;
    auto solved = solve_plan(other, progress);
    if (!solved.ok()) return std::move(solved).error().within("the second plan");
    ABSCOPE_TRY(study.difference,
                blood::compare_plans(first.blood.network, first.blood.course, first.blood.result,
                                     solved->blood.network, solved->blood.course, solved->blood.result,
                                     blood::default_lymphocyte_parameters(), options_of(request)));
    study.other_subject = std::move(solved->subject);
    study.other_result = std::move(solved->blood.result);
    merge_warnings(study.result.warnings, solved->warnings);
    return study;
}

}  // namespace abscope::study
