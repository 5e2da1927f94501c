// The chain of a study: geometry, DVH, exposure, blood, windows; then what was assumed and by whose word.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "core/version.hpp"
#include "study/biomarker_records.hpp"
#include "study/blood_study.hpp"
#include "study/dvh_study.hpp"
#include "study/references.hpp"
#include "study/run_study.hpp"
#include "study/toxicity_study.hpp"
#include "study/twin_study.hpp"
#include "study/warning_output.hpp"
#include "study/windows_output.hpp"
#include "twin/anatomy_geometry.hpp"
#include "twin/exposure.hpp"
#include "windows/rule_map.hpp"

namespace abscope::study {

namespace {

/// What each place adds to the mean dose of the blood in one fraction of the first block, largest first.
std::vector<report::BloodContribution> contributions(const BloodOfCase& blood) {
    std::vector<report::BloodContribution> out;
    if (blood.course.exposures.empty()) return out;
    for (const auto& organ : blood.course.exposures.front().organs) {
        const auto& compartment = blood.network.compartments()[organ.compartment];
        double mean = 0.0;
        for (std::size_t i = 0; i < organ.dose_gy.size(); ++i)
            mean += organ.dose_gy[i] * organ.volume_fraction[i];
        const double share = compartment.volume_fraction * organ.share;
        out.push_back({compartment.name, organ.structure, share, mean, share * mean});
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const auto& a, const auto& b) { return a.blood_gy > b.blood_gy; });
    return out;
}

/// The twin is one part of a study: a case that it cannot follow says why, and the rest stands.
void add_twin(report::StudyResult& result, std::uint64_t seed) {
    TwinRequest request;
    request.patients = study_patients;
    request.seed = seed;
    auto twin = twin_of_case(result.subject, *result.exposure, request);
    if (!twin.ok()) {
        result.twin_absent = twin.error().message();
        return;
    }
    merge_warnings(result.warnings, twin->warnings);
    result.twin = std::move(twin).value();
}

void add_windows(StudyOutcome& outcome) {
    const auto& rules = windows::embedded_rules();
    const auto& course = outcome.result.subject.course;
    for (int block = 0; block < static_cast<int>(course.radiotherapy.size()); ++block) {
        const auto& written = course.radiotherapy[static_cast<std::size_t>(block)];
        if (written.dose_per_fraction.native() <= 0.0) continue;
        outcome.assessments.push_back(windows::assess(rules, windows::schedule_of(rules, course, block)));
        outcome.result.windows.push_back(window_entry(outcome.assessments.back(), written.target));
    }
    windows::RuleMapOptions options;
    options.ici =
        outcome.assessments.empty() ? windows::IciTiming::none : outcome.assessments.front().schedule.ici;
    outcome.result.window_map = window_map(windows::rule_map(rules, options));
    if (!outcome.assessments.empty()) outcome.result.ablation = ablation_rows(outcome.assessments.front().schedule, outcome.result.provenance.seed);
}

void add_assumptions(report::StudyResult& result) {
    const auto& host = result.subject.host;
    auto& out = result.assumptions;
    if (host.sex == patient::Sex::unknown)
        out.push_back({"Blood of the reference male", "neither the case nor the DICOM patient says the sex",
                       "sex = \"female\" in [host]"});
    if (!host.weight || !host.height)
        out.push_back({"Blood volume of the reference adult", "weight and height are not both known",
                       "weight and height in [host]"});
    if (result.exposure)
        for (const auto& block : result.exposure->blocks)
            if (block.beam_on_source == "assumed")
                out.push_back({fmt::format("Beam-on time {:.0f} s a fraction", block.beam_on_s),
                               "neither the case nor the plan says it",
                               "beam_on = \"60 s\" in [[radiotherapy]]"});
    if (result.blood && result.blood->alc.baseline_assumed)
        out.push_back(
            {fmt::format("Lymphocytes before treatment {:.2g}e9/L", result.blood->alc.baseline_per_nl),
             "no count was given: the population's is taken", "alc = \"1.4e9/L\" in [host]"});
    for (const auto& block : result.subject.course.radiotherapy)
        if (!block.interval && block.fractions > 1)
            out.push_back({"Five fractions a week from a " +
                               std::string(std::array{
                                   "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
                                   "Sunday"}[static_cast<std::size_t>(block.start_weekday)]),
                           "the case names no interval",
                           "interval = \"2 d\" or start_weekday = \"wed\" in [[radiotherapy]]"});
    for (const auto& lesion : result.subject.lesions)
        if (lesion.structure.empty() && !lesion.dose)
            out.push_back({"Lesion '" + lesion.name + "' receives 0 Gy",
                           "it has no contour in the scanned region", "dose = \"1 Gy\" in its [[lesion]]"});
}

void add_twin_parameters(const twin::TwinResult& twin, std::vector<report::ReportedParameter>& out) {
    for (const auto& p : twin.parameters)
        out.push_back({"twin", p.name, p.value, p.unit == "-" ? "" : p.unit,
                       p.log_sd > 0.0 ? fmt::format("lognormal between patients, SD of ln {}", p.log_sd) : "fixed",
                       p.meaning + ": " + p.source, p.grade});
    for (const auto& [drug, source] : twin.drugs)
        out.push_back({"twin", "kinetics of " + drug, std::numeric_limits<double>::quiet_NaN(), "", "lognormal between patients", source, ""});
}

void add_parameters(report::StudyResult& result) {
    for (const auto& boundary : windows::embedded_rules().boundaries)
        result.parameters.push_back(
            {"windows", boundary.name, boundary.value, boundary.unit == "1" ? "" : boundary.unit, "fixed",
             boundary.sources.empty() ? "assumed: " + boundary.choice
                                      : fmt::format("{}", fmt::join(boundary.sources, ", ")),
             ""});
    if (result.twin) add_twin_parameters(*result.twin, result.parameters);
    if (!result.blood) return;
    const auto& scale = result.blood->scale;
    result.parameters.push_back(
        {"circulation", "blood volume", scale.volume_l, "L", "fixed", scale.source, ""});
    result.parameters.push_back(
        {"circulation", "cardiac output", scale.output_l_per_min, "L/min", "fixed", scale.source, ""});
}

/// Every evidence id that windows and toxicity name.
void add_evidence(StudyOutcome& outcome) {
    std::vector<std::string> ids = outcome.result.toxicity ? evidence_of(*outcome.result.toxicity) : std::vector<std::string>();
    for (const auto& assessment : outcome.assessments) ids.insert(ids.end(), assessment.sources.begin(), assessment.sources.end());
    for (const auto& boundary : windows::embedded_rules().boundaries) ids.insert(ids.end(), boundary.sources.begin(), boundary.sources.end());
    for (const auto& row : outcome.result.ablation) ids.insert(ids.end(), row.sources.begin(), row.sources.end());
    for (const auto& row : outcome.result.biomarkers)
        if (!row.cut_off_evidence.empty()) ids.push_back(row.cut_off_evidence);
    outcome.result.evidence = evidence_rows(ids);
}

/// Every key of the bibliography that a source of the result names.
void add_references(report::StudyResult& result) {
    std::set<std::string> keys;
    const auto add = [&keys](const std::string& text) {
        for (const auto& key : keys_in(text)) keys.insert(key);
    };
    for (const auto& parameter : result.parameters) add(parameter.source);
    for (const auto& entry : result.windows) {
        for (const auto& driver : entry.drivers) add(driver.source);
        for (const auto& conflict : entry.conflicts) add(conflict.source + " " + conflict.other_source);
    }
    if (result.toxicity) {
        for (const auto& risk : result.toxicity->organs) add(risk.source);
        for (const auto& onset : result.toxicity->onsets) add(onset.source);
        if (result.toxicity->necrosis)
            for (const auto& view : result.toxicity->necrosis->views) add(view.source);
    }
    if (result.blood) {
        for (const auto& parameter : result.blood->parameters) add(parameter.source);
        for (const auto& value : result.blood->edic) add(value.source);
        add(result.blood->scale.source + " " + result.blood->circulation);
    }
    for (const auto& key : keys) result.references.push_back({key, find_reference(key)->text});
}

}  // namespace

Result<StudyOutcome> compute_study(LoadedCase loaded, std::uint64_t seed, const ProgressSink& progress) {
    const auto stage = [&progress](const char* name, double fraction) {
        if (progress) progress(name, fraction);
    };
    StudyOutcome outcome;
    auto& result = outcome.result;
    result.provenance.seed = seed;
    result.subject = std::move(loaded.subject);
    result.biomarkers = biomarker_rows(loaded.file.biomarkers, result.subject.host);
    result.warnings = result.subject.warnings;
    result.analytic_phantom = loaded.file.anatomy.kind == AnatomySource::Kind::phantom;
    const auto& block = result.subject.course.radiotherapy.front();
    if (block.dose_per_fraction.native() > 0.0)
        result.prescription_gy = value_as<Gray>(block.dose_per_fraction) * block.fractions;
    result.dose_fractions = block.fractions;

    stage("structures", 0.0);
    const auto geometry = twin::build_geometry(result.subject.anatomy);
    merge_warnings(result.warnings, geometry.warnings);
    stage("dose", 0.2);
    if (stop_requested()) return interrupted();
    result.dvhs = study_dvhs(result.subject, geometry, result.warnings);
    stage("exposure", 0.5);
    if (stop_requested()) return interrupted();
    ABSCOPE_TRY(result.exposure, twin::compute_exposure(result.subject, geometry));
    merge_warnings(result.warnings, result.exposure->warnings);
    stage("blood", 0.7);
    if (stop_requested()) return interrupted();
    BloodRequest request;
    request.seed = seed;
    ABSCOPE_TRY(auto blood, blood_of_case(result.subject, *result.exposure, request));
    result.contributions = contributions(blood);
    result.blood = std::move(blood.result);
    merge_warnings(result.warnings, result.blood->warnings);
    stage("twin", 0.75);
    if (stop_requested()) return interrupted();
    add_twin(result, seed);
    result.toxicity = toxicity_of_case(result.subject, *result.exposure);
    stage("windows", 0.95);
    add_windows(outcome);
    add_evidence(outcome);
    add_assumptions(result);
    add_parameters(result);
    add_references(result);
    result.provenance.version = core::version;
    return outcome;
}

}  // namespace abscope::study
