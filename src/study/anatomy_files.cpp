// DICOM first, then what volumes replace of it.
#include "study/anatomy_files.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "io/label_map.hpp"
#include "io/volume.hpp"

namespace abscope::study {

namespace {

constexpr double largest_plausible_gy = 1000.0;  // above it the numbers are cGy, or no dose

Result<void> replace_dose(const AnatomyFiles& files, AnatomyRead& out) {
    ABSCOPE_TRY(out.anatomy.dose, read_dose_file(files.dose, out.warnings));
    out.explanation.push_back(fmt::format("dose '{}': taken as physical dose of the whole course in Gy.", files.dose.filename().string()));
    return {};
}

Result<void> replace_structures(const AnatomyFiles& files, AnatomyRead& out) {
    ABSCOPE_TRY(const io::Volume volume, io::read_volume(files.labels));
    out.warnings.insert(out.warnings.end(), volume.warnings.begin(), volume.warnings.end());
    std::vector<io::LabelName> names;
    if (!files.label_names.empty()) {
        ABSCOPE_TRY(names, io::read_label_names(files.label_names));
    }
    ABSCOPE_TRY(out.anatomy.structures, io::structures_of(volume, names));
    out.explanation.push_back(fmt::format("structures: {} of the label map '{}', with the outlines of their voxels.",
                                          out.anatomy.structures.structures.size(), files.labels.filename().string()));
    return {};
}

}  // namespace

Result<patient::DoseGrid> read_dose_file(const std::filesystem::path& path, patient::Warnings& warnings) {
    ABSCOPE_TRY(io::Volume volume, io::read_volume(path));
    warnings.insert(warnings.end(), volume.warnings.begin(), volume.warnings.end());
    const auto [low, high] = std::minmax_element(volume.values.begin(), volume.values.end());
    if (*low < 0.0f)
        return bad_input(fmt::format("'{}' holds {:g}", volume.source, *low), "a dose is not negative",
                         "Name the dose in Gy, not an image or a difference of doses.");
    if (static_cast<double>(*high) > largest_plausible_gy)
        return bad_input(fmt::format("the largest value of '{}' is {:g}", volume.source, *high),
                         "as a dose in Gy it is not plausible; it may be in cGy", "Save the dose in Gy.");
    patient::DoseGrid dose;
    dose.grid = volume.grid;
    dose.values = std::move(volume.values);
    dose.bits = 0;
    dose.source = volume.source;
    return dose;
}

Result<AnatomyRead> read_anatomy_files(const AnatomyFiles& files, io::ImageValues image_values, const ProgressSink& progress) {
    AnatomyRead out;
    if (!files.dicom.empty()) {
        io::DicomReadOptions options;
        options.image_values = image_values;
        options.progress = progress;
        ABSCOPE_TRY(const auto folder, io::read_dicom_folder(files.dicom, options));
        io::DicomSelection selection;
        selection.plan = files.plan;
        selection.structures = files.structure_set;
        selection.sum_of_plans = files.sum_of_plans;
        selection.without_dose = !files.dose.empty();
        ABSCOPE_TRY(auto chosen, io::choose_anatomy(folder, selection));
        out.anatomy = std::move(chosen.anatomy);
        out.warnings = std::move(chosen.warnings);
        out.explanation = std::move(chosen.explanation);
    }
    if (!files.label_names.empty() && files.labels.empty())
        return bad_input("names of labels without a label map", "there is nothing to name", "Give the label map too.");
    if (!files.dose.empty()) ABSCOPE_CHECK_OK(replace_dose(files, out));
    if (!files.labels.empty()) ABSCOPE_CHECK_OK(replace_structures(files, out));
    return out;
}

}  // namespace abscope::study
