// Reading what a case file names, and the steps that make a Case of it.
#include "study/load_case.hpp"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "geometry/phantom.hpp"
#include "study/anatomy_files.hpp"
#include "study/anatomy_roles.hpp"
#include "study/dvh_tables.hpp"
#include "study/plan_match.hpp"
#include "study/warning_output.hpp"

namespace abscope::study {

namespace fs = std::filesystem;

namespace {

/// Every regular file of a folder, sorted.
std::vector<fs::path> files_of(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code code;
    if (folder.empty()) return files;
    if (fs::is_regular_file(folder, code)) return {folder};
    for (fs::recursive_directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
        if (it->is_regular_file(code)) files.push_back(it->path());
    std::sort(files.begin(), files.end());
    return files;
}

/// DICOM, volumes of other programs, or both.
Result<void> read_files(LoadedCase& loaded, const ProgressSink& progress) {
    const auto& source = loaded.file.anatomy;
    ABSCOPE_TRY(auto chosen, read_anatomy_files(source.files, io::ImageValues::load, progress));
    if (!chosen.anatomy.dose)
        return source.place.error("no dose in '" + source.files.dicom.string() + "'",
                                  "there is no usable RTDOSE and no file named with 'dose'",
                                  "export the plan's dose too; `abscope inspect` lists what is there");
    loaded.subject.anatomy = std::move(chosen.anatomy);
    merge_warnings(loaded.subject.warnings, chosen.warnings);
    loaded.explanation = std::move(chosen.explanation);
    for (auto& path : files_of(source.files.dicom)) loaded.inputs.push_back(std::move(path));
    for (const auto& path : {source.files.dose, source.files.labels, source.files.label_names})
        if (!path.empty()) loaded.inputs.push_back(path);
    return {};
}

Result<void> read_anatomy(LoadedCase& loaded, const ProgressSink& progress) {
    const auto& source = loaded.file.anatomy;
    switch (source.kind) {
        case AnatomySource::Kind::files:
            return read_files(loaded, progress);
        case AnatomySource::Kind::phantom:
            loaded.subject.anatomy = geometry::thorax_phantom();
            return {};
        case AnatomySource::Kind::dvh:
            break;
    }
    if (!loaded.file.roles.empty())
        return loaded.file.roles.front().place.error("roles of structures",
                                                     "DVH tables have their role in their file names",
                                                     "rename the file instead");
    ABSCOPE_TRY(auto folder, read_dvh_folder(source.folder));
    loaded.subject.anatomy.dvh_tables = std::move(folder.tables);
    merge_warnings(loaded.subject.warnings, folder.warnings);
    for (auto& path : folder.files) loaded.inputs.push_back(std::move(path));
    return {};
}

/// Distributions of the blocks after the first.
Result<void> read_block_doses(LoadedCase& loaded) {
    for (std::size_t b = 1; b < loaded.file.radiotherapy.size(); ++b) {
        const auto& entry = loaded.file.radiotherapy[b];
        if (entry.dose.empty()) continue;
        if (!loaded.subject.anatomy.dose)
            return entry.place.error("'dose_file' where the anatomy is a folder of DVH tables", "there are no contours to read it in", "say rescale = true, or give the plan as DICOM");
        ABSCOPE_TRY(auto dose, read_dose_file(entry.dose, loaded.subject.warnings));
        loaded.subject.course.radiotherapy[b].dose = std::make_shared<const patient::DoseGrid>(std::move(dose));
        loaded.inputs.push_back(entry.dose);
    }
    if (loaded.subject.course.radiotherapy.size() > 1)
        loaded.subject.warnings.push_back({"several-blocks", "the DVHs and the prescription shown are those of the first radiotherapy block; blood, lymphocytes, twin and toxicity count every block"});
    return {};
}

/// Every lesion with a structure must find it.
Result<void> check_lesions(const LoadedCase& loaded) {
    const auto& set = loaded.subject.anatomy.structures;
    std::vector<std::string_view> names;
    for (const auto& structure : set.structures) names.push_back(structure.name);
    for (std::size_t i = 0; i < loaded.file.lesions.size(); ++i) {
        const auto& lesion = loaded.file.lesions[i];
        if (lesion.structure.empty()) continue;
        const auto* place = loaded.file.lesion_places[i].find("structure");
        const auto* structure = set.find(lesion.structure);
        if (structure == nullptr) {
            const auto nearest = nearest_word(lesion.structure, names);
            return place->error(
                "there is no structure '" + lesion.structure + "'",
                "a lesion is found by the exact name of its contour",
                nearest ? "did you mean '" + *nearest + "'?" : "`abscope inspect` lists the structures");
        }
        if (structure->contours.empty())
            return place->error("structure '" + lesion.structure + "' has no contours",
                                "its volume and dose are unknown",
                                "contour it, or give volume = \"12 cm3\" instead of the structure");
    }
    return {};
}

void complete_host(patient::Case& subject) {
    auto& host = subject.host;
    const auto& written = subject.anatomy.identity.sex;
    if (host.sex == patient::Sex::unknown && (written == "M" || written == "F")) {
        host.sex = written == "M" ? patient::Sex::male : patient::Sex::female;
        host.sex_from_dicom = true;
    }
    if (host.sex == patient::Sex::unknown)
        subject.warnings.push_back({"sex-unknown",
                                    "neither the case file nor the DICOM patient says the sex: the blood of "
                                    "the reference male is taken; "
                                    "give sex in [host]"});
}

/// Treatment that stands on the timeline and nowhere else (rule 7).
void name_unmodelled(patient::Case& subject) {
    for (const auto& treatment : subject.course.other)
        subject.warnings.push_back(
            {"treatment-not-modelled",
             "'" + treatment.name +
                 "' is shown on the timeline; no model of this version has a term for it"});
    if (!subject.host.steroids.empty())
        subject.warnings.push_back({"steroid-not-modelled",
                                    "steroid is recorded; no model of this version has a term for it, and "
                                    "lymphocytes may be lower than computed"});
}

void lay_out(patient::Case& subject) {
    auto& course = subject.course;
    const auto add = [&course](Duration time, const char* analyte, CellConcentration count) {
        course.labs.push_back({time, analyte, value_as<GigaPerLitre>(count), "1e9/L"});
    };
    for (const auto& sample : subject.host.prior_alc) add(sample.time, "ALC", sample.count);
    if (subject.host.alc) add(days(0), "ALC", *subject.host.alc);
    if (subject.host.anc) add(days(0), "ANC", *subject.host.anc);
    patient::lay_out_events(course);
}

}  // namespace

Result<LoadedCase> load_case(CaseFile file, const ProgressSink& progress) {
    LoadedCase loaded;
    loaded.file = std::move(file);
    if (!loaded.file.path.empty()) loaded.inputs.push_back(loaded.file.path);
    loaded.inputs.insert(loaded.inputs.end(), loaded.file.host_files.begin(), loaded.file.host_files.end());
    auto& subject = loaded.subject;
    subject.name = loaded.file.name;
    subject.source = loaded.file.path.filename().string();
    ABSCOPE_CHECK_OK(read_anatomy(loaded, progress));
    if (stop_requested()) return interrupted();
    subject.lesions = loaded.file.lesions;
    subject.host = loaded.file.host;
    merge_warnings(subject.warnings, loaded.file.warnings);
    subject.course.immunotherapy = loaded.file.immunotherapy;
    subject.course.other = loaded.file.other;
    ABSCOPE_CHECK_OK(give_roles(loaded.file, subject));
    ABSCOPE_CHECK_OK(check_lesions(loaded));
    ABSCOPE_CHECK_OK(match_plan(loaded.file, subject));
    ABSCOPE_CHECK_OK(read_block_doses(loaded));
    complete_host(subject);
    name_unmodelled(subject);
    lay_out(subject);
    return loaded;
}

Result<LoadedCase> load_case(const fs::path& path, const ProgressSink& progress) {
    ABSCOPE_TRY(auto file, read_case_file(path));
    return load_case(std::move(file), progress);
}

}  // namespace abscope::study
