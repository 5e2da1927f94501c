// Histograms from anatomies: which structures, which metrics, which number of fractions.
#include "study/dvh_study.hpp"

#include <algorithm>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

#include "dose/dvh.hpp"
#include "io/dicom/dicom_folder.hpp"
#include "io/volume.hpp"
#include "study/anatomy_files.hpp"
#include "study/anatomy_roles.hpp"
#include "study/load_case.hpp"
#include "study/warning_output.hpp"

namespace abscope::study {

namespace fs = std::filesystem;

namespace {

using patient::OrganRole;

/// How far a curve that is written out may lie from the one that was computed, as a share of the volume [-].
constexpr double curve_tolerance = 2e-4;

const char* quantity_name(dose::DoseQuantity quantity) {
    static constexpr const char* names[] = {"physical", "bed", "eqd2"};
    return names[static_cast<int>(quantity)];
}

/// The curve with as few points as keep it within `tolerance` of the whole one (share of the volume [-]).
void simplify(std::vector<double>& dose, std::vector<double>& volume, double tolerance) {
    if (dose.size() < 3) return;
    std::vector<bool> keep(dose.size(), false);
    keep.front() = keep.back() = true;
    std::vector<std::pair<std::size_t, std::size_t>> open{{0, dose.size() - 1}};
    while (!open.empty()) {
        const auto [a, b] = open.back();
        open.pop_back();
        double worst = tolerance;
        std::size_t at = a;
        for (std::size_t i = a + 1; i < b; ++i) {
            const double share = (dose[i] - dose[a]) / (dose[b] - dose[a]);
            const double distance = std::abs(volume[i] - (volume[a] + share * (volume[b] - volume[a])));
            if (distance <= worst) continue;
            worst = distance;
            at = i;
        }
        if (at == a) continue;
        keep[at] = true;
        open.push_back({a, at});
        open.push_back({at, b});
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < keep.size(); ++i) {
        if (!keep[i]) continue;
        dose[kept] = dose[i];
        volume[kept++] = volume[i];
    }
    dose.resize(kept);
    volume.resize(kept);
}

report::DvhEntry entry_of(const dose::Dvh& dvh, const std::vector<dose::Metric>& metrics) {
    report::DvhEntry entry;
    entry.name = dvh.name;
    entry.role = dvh.role;
    entry.volume_cc = dvh.volume_cc;
    entry.volume_uncertainty_cc = dvh.volume_uncertainty_cc;
    entry.dose_coverage = dvh.dose_coverage;
    entry.quantity = quantity_name(dvh.quantity);
    entry.alpha_beta_gy = dvh.alpha_beta_gy;
    entry.mean_gy = dvh.mean_gy;
    entry.mean_uncertainty_gy = dvh.mean_uncertainty_gy;
    entry.min_gy = dvh.min_gy;
    entry.max_gy = dvh.max_gy;
    entry.dose_gy = dvh.dose_gy;
    entry.volume_fraction = dvh.volume_fraction;
    simplify(entry.dose_gy, entry.volume_fraction, curve_tolerance);
    for (const auto& metric : metrics) {
        auto value = dose::evaluate(dvh, metric);
        entry.metrics.push_back(
            {std::move(value.name), value.value, std::move(value.unit), std::move(value.why), value.uncertainty});
    }
    return entry;
}

Result<std::vector<dose::Metric>> parse_metrics(const std::vector<std::string>& names) {
    std::vector<dose::Metric> metrics;
    for (const auto& name : names) {
        auto metric = dose::parse_metric(name);
        if (!metric.ok()) {
            auto error = std::move(metric).error();
            error.kind = ErrorKind::usage;
            return std::move(error).within("--metric");
        }
        const auto same = [&](const auto& other) { return other.name == metric->name; };
        if (std::none_of(metrics.begin(), metrics.end(), same)) metrics.push_back(*metric);
    }
    return metrics;
}

/// Metrics usual for a role in a report.
std::vector<std::string> usual_metrics(OrganRole role) {
    switch (role) {
        case OrganRole::target:
            return {"D98%", "D95%", "D50%", "D2%"};
        case OrganRole::lungs:
        case OrganRole::lung_left:
        case OrganRole::lung_right:
            return {"V5Gy", "V20Gy", "D2%"};
        case OrganRole::heart:
            return {"V5Gy", "V25Gy", "D2%"};
        case OrganRole::spleen:
        case OrganRole::marrow:
        case OrganRole::vertebrae:
        case OrganRole::lymph_nodes:
        case OrganRole::draining_node:
            return {"V1Gy", "V5Gy", "D2%"};
        default:
            return {"D50%", "D2%"};
    }
}

/// A table read from a file, as a histogram; it has no volume of its own.
dose::Dvh table_dvh(const patient::OrganDvhTable& table) {
    dose::Dvh dvh;
    dvh.name = table.name;
    dvh.role = table.role;
    dvh.volume_cc = std::nan("");
    dvh.dose_coverage = 1.0;
    dvh.mean_gy = dose::to_bins(table).mean_gy();
    dvh.dose_gy = table.dose_gy;
    dvh.volume_fraction = table.volume_fraction;
    const auto last = std::find_if(table.volume_fraction.rbegin(), table.volume_fraction.rend(),
                                   [](double v) { return v > 0.0; });
    const auto first = std::find_if(table.volume_fraction.begin(), table.volume_fraction.end(),
                                    [](double v) { return v < 1.0; });
    const auto at = [&](std::ptrdiff_t i) {
        return table.dose_gy[static_cast<std::size_t>(
            std::clamp<std::ptrdiff_t>(i, 0, std::ssize(table.dose_gy) - 1))];
    };
    dvh.max_gy = at(std::ssize(table.dose_gy) - (last - table.volume_fraction.rbegin()));
    dvh.min_gy = at(first - table.volume_fraction.begin() - 1);
    return dvh;
}

/// What the grid is multiplied with to be the dose of the course: 1, or n where it is one delivery.
double course_factor(const patient::DoseGrid& dose, int fractions) {
    return patient::is_course_dose(dose.summation) ? 1.0 : fractions;
}

/// n of the command line, the case or the plan; they must not contradict each other.
Result<std::optional<int>> known_fractions(const DvhRequest& request, const patient::Case& subject) {
    std::optional<int> known;
    if (!subject.course.radiotherapy.empty())
        known = subject.course.radiotherapy.front().fractions;
    else if (!subject.anatomy.plans.empty())
        known = subject.anatomy.plans.front().fractions();
    if (known && request.fractions && *known != *request.fractions)
        return bad_input(fmt::format("--fractions {}", *request.fractions),
                         fmt::format("the plan has {}", *known), "leave the option out, or correct it");
    return known ? known : request.fractions;
}

Result<patient::Case> read_subject(const DvhRequest& request, const ProgressSink& progress) {
    std::error_code code;
    if (request.path.extension() == ".toml" && !fs::is_directory(request.path, code)) {
        if (!request.dose.empty() || !request.labels.empty() || !request.sum_of_plans.empty())
            return bad_usage("--dose, --labels and --sum-plans go with a folder or a label map",
                             "a case file says in [anatomy] what it takes", "write dose, labels or plan there");
        ABSCOPE_TRY(auto loaded, load_case(request.path, progress));
        return std::move(loaded.subject);
    }
    AnatomyFiles files{request.path, request.plan, request.structure_set, request.sum_of_plans,
                       request.dose, request.labels, request.label_names};
    if (io::is_volume_name(request.path)) {
        files.labels = request.path;
        files.dicom.clear();
    }
    ABSCOPE_TRY(auto read, read_anatomy_files(files, io::ImageValues::skip, progress));
    patient::Case subject;
    subject.anatomy = std::move(read.anatomy);
    subject.warnings = std::move(read.warnings);
    if (!subject.anatomy.dose)
        return bad_input("no usable dose in '" + request.path.string() + "'",
                         "there is no RTDOSE that can be read",
                         "export the plan's dose too, or give one with --dose; `abscope inspect` lists what is there");
    if (subject.anatomy.structures.structures.empty())
        return bad_input("no structures in '" + request.path.string() + "'",
                         "there is no RTSTRUCT that can be read",
                         "export it too, or give a label map with --labels; `abscope inspect` lists what is there");
    ABSCOPE_CHECK_OK(give_roles({}, subject));
    return subject;
}

Result<void> check_names(const DvhRequest& request, const patient::Case& subject) {
    std::vector<std::string_view> names;
    for (const auto& structure : subject.anatomy.structures.structures) names.push_back(structure.name);
    for (const auto& table : subject.anatomy.dvh_tables) names.push_back(table.name);
    for (const auto& wanted : request.structures) {
        if (std::find(names.begin(), names.end(), wanted) == names.end()) {
            const auto nearest = nearest_word(wanted, names);
            return bad_input(
                "there is no structure '" + wanted + "'", "names are compared exactly",
                nearest ? "did you mean '" + *nearest + "'?" : "`abscope inspect` lists the structures");
        }
        const auto* structure = subject.anatomy.structures.find(wanted);
        if (structure != nullptr && structure->contours.empty())
            return bad_input("structure '" + wanted + "' has no closed contours",
                             "it has no volume and no DVH", "choose another one");
    }
    return {};
}

Result<dose::DvhOptions> dvh_options(const DvhRequest& request, const std::optional<int>& fractions) {
    dose::DvhOptions options;
    options.quantity = request.quantity == "bed"    ? dose::DoseQuantity::bed
                       : request.quantity == "eqd2" ? dose::DoseQuantity::eqd2
                                                    : dose::DoseQuantity::physical;
    if (options.quantity == dose::DoseQuantity::physical) return options;
    if (!fractions)
        return bad_input("the number of fractions is not known",
                         request.quantity + " needs the dose of one fraction and there is no plan",
                         "add --fractions N");
    if (request.sum_of_plans.size() > 1)
        return bad_input(request.quantity + " of a sum of plans", "its dose per fraction differs from plan to plan and from voxel to voxel",
                         "ask for it plan by plan, or for the physical dose of the sum");
    options.fractions = *fractions;
    if (request.alpha_beta) options.alpha_beta = *request.alpha_beta;
    return options;
}

}  // namespace

double assumed_alpha_beta_gy(OrganRole role) { return role == OrganRole::target ? 10.0 : 3.0; }

std::vector<report::DvhEntry> study_dvhs(const patient::Case& subject, const twin::AnatomyGeometry& geometry,
                                         patient::Warnings& warnings) {
    std::vector<report::DvhEntry> entries;
    const auto metrics_of = [](OrganRole role) { return parse_metrics(usual_metrics(role)).value(); };
    for (const auto& table : subject.anatomy.dvh_tables)
        entries.push_back(entry_of(table_dvh(table), metrics_of(table.role)));
    if (!subject.anatomy.dose) return entries;
    const auto& grid = *subject.anatomy.dose;
    const int fractions = subject.course.radiotherapy.front().fractions;
    for (const auto& solid : geometry.solids) {
        const auto role = solid.structure->role;
        if (solid.solid.empty() || role == OrganRole::support) continue;
        for (const auto quantity : {dose::DoseQuantity::physical, dose::DoseQuantity::eqd2}) {
            dose::DvhOptions options;
            options.quantity = quantity;
            options.fractions = fractions;
            options.alpha_beta = alpha_beta_gray(assumed_alpha_beta_gy(role));
            options.dose_factor = course_factor(grid, fractions);
            const auto dvh = dose::compute_dvh(*solid.structure, solid.solid, grid, options);
            merge_warnings(warnings, dvh.warnings);
            const bool physical = quantity == dose::DoseQuantity::physical;
            entries.push_back(
                entry_of(dvh, physical ? metrics_of(role) : parse_metrics({"D50%", "D2%"}).value()));
        }
    }
    return entries;
}

Result<DvhStudy> run_dvh_study(const DvhRequest& request, const ProgressSink& progress) {
    const std::vector<std::string> usual{"D95%", "D50%", "D2%"};
    ABSCOPE_TRY(const auto metrics, parse_metrics(request.metrics.empty() ? usual : request.metrics));
    ABSCOPE_TRY(const auto subject, read_subject(request, progress));
    ABSCOPE_CHECK_OK(check_names(request, subject));
    DvhStudy study;
    study.warnings = subject.warnings;
    ABSCOPE_TRY(study.fractions, known_fractions(request, subject));
    ABSCOPE_TRY(auto options, dvh_options(request, study.fractions));
    const auto wanted = [&request](const std::string& name) {
        return request.structures.empty() || std::find(request.structures.begin(), request.structures.end(),
                                                       name) != request.structures.end();
    };
    for (const auto& table : subject.anatomy.dvh_tables)
        if (wanted(table.name)) study.entries.push_back(entry_of(table_dvh(table), metrics));
    if (!subject.anatomy.dose) return study;
    const auto& grid = *subject.anatomy.dose;
    study.summation = patient::summation_name(grid.summation);
    study.source = grid.source;
    options.dose_factor = course_factor(grid, study.fractions.value_or(1));
    if (!patient::is_course_dose(grid.summation) && !study.fractions)
        study.warnings.push_back({"dose-of-one-delivery",
                                  "the dose is that of one delivery and the number of fractions is not "
                                  "known: the curves are of one delivery; give --fractions"});
    const auto geometry = twin::build_geometry(subject.anatomy, request.ends);
    merge_warnings(study.warnings, geometry.warnings);
    study.ends = geometry.ends;
    for (const auto& solid : geometry.solids) {
        if (solid.solid.empty() || !wanted(solid.structure->name)) continue;
        if (stop_requested()) return interrupted();
        const auto dvh = dose::compute_dvh(*solid.structure, solid.solid, grid, options);
        merge_warnings(study.warnings, dvh.warnings);
        study.entries.push_back(entry_of(dvh, metrics));
    }
    return study;
}

}  // namespace abscope::study
