// Reading, the change of quantity, writing.
#include "study/convert.hpp"

#include <fmt/format.h>

#include "dose/fractionation.hpp"
#include "io/dicom/write_dicom.hpp"
#include "io/label_map.hpp"
#include "io/volume.hpp"

namespace abscope::study {

namespace {

constexpr double single_plane_mm = 3.0;

/// A volume that stands for a dose, an image or structures.
Result<AnatomyRead> anatomy_of_volume(const ConvertRequest& request) {
    AnatomyFiles files = request.files;
    const auto path = files.dicom;
    files.dicom.clear();
    if (request.part == ConvertPart::dose) files.dose = path;
    if (request.part == ConvertPart::labels) files.labels = path;
    if (request.part != ConvertPart::image) return read_anatomy_files(files, io::ImageValues::load);
    ABSCOPE_TRY(auto read, read_anatomy_files(files, io::ImageValues::load));
    ABSCOPE_TRY(io::Volume volume, io::read_volume(path));
    read.anatomy.image = patient::Image{volume.grid, std::move(volume.values), "CT", "", "", "", volume.source};
    return read;
}

/// The dose of the course as BED or EQD2, with what it is in its comment.
Result<void> change_quantity(const ConvertRequest& request, AnatomyRead& read) {
    if (request.quantity == "physical") return {};
    auto& dose = read.anatomy.dose;
    if (!dose) return bad_input("there is no dose", request.quantity + " is made of it", "leave --quantity out");
    if (dose->kind != patient::DoseKind::physical)
        return bad_input("the dose is not of type PHYSICAL", "it already contains a biological weight", "choose the physical dose");
    auto n = request.fractions;
    if (!n && !read.anatomy.plans.empty()) n = read.anatomy.plans.front().fractions();
    if (!n) return bad_input("the number of fractions is not known", "no plan says it", "add --fractions N");
    if (request.files.sum_of_plans.size() > 1)
        return bad_input(request.quantity + " of a sum of plans", "its dose per fraction differs from voxel to voxel",
                         "convert plan by plan");
    const double factor = patient::is_course_dose(dose->summation) ? 1.0 : *n;
    for (float& value : dose->values) {
        const auto physical = gray(factor * static_cast<double>(value));
        value = static_cast<float>(request.quantity == "bed" ? dose::bed(physical, *n, *request.alpha_beta).dose.native()
                                                             : dose::eqd2(physical, *n, *request.alpha_beta).dose.native());
    }
    dose->kind = patient::DoseKind::effective;
    if (factor != 1.0) dose->summation = patient::DoseSummation::plan;
    dose->quantum_gy = 0.0;
    dose->stored_dvhs.clear();
    dose->comment = fmt::format("{} in Gy, LQ, alpha/beta {:g} Gy, {} fractions", request.quantity == "bed" ? "BED" : "EQD2",
                                request.alpha_beta->native(), *n);
    return {};
}

Error nothing_of(const char* what) {
    return bad_input(fmt::format("there is no {}", what), "it was asked for", "choose another part with --what");
}

Result<io::Volume> labels_of(const patient::Anatomy& anatomy) {
    if (anatomy.structures.structures.empty()) return nothing_of("structure");
    if (!anatomy.image && !anatomy.dose)
        return bad_input("there is neither image nor dose", "a label map needs a grid", "write DICOM instead");
    const auto& grid = anatomy.image ? anatomy.image->grid : anatomy.dose->grid;
    return io::label_map_of(anatomy.structures, grid, single_plane_mm);
}

Result<io::Volume> part_of(const patient::Anatomy& anatomy, ConvertPart part) {
    io::Volume volume;
    if (part == ConvertPart::automatic)
        part = anatomy.dose ? ConvertPart::dose : anatomy.image ? ConvertPart::image : ConvertPart::labels;
    if (part == ConvertPart::labels) return labels_of(anatomy);
    if (part == ConvertPart::dose) {
        if (!anatomy.dose) return nothing_of("dose");
        volume.grid = anatomy.dose->grid;
        volume.values = anatomy.dose->values;
        return volume;
    }
    if (!anatomy.image) return nothing_of("image");
    volume.grid = anatomy.image->grid;
    volume.values = anatomy.image->values;
    return volume;
}

std::string described(const io::Volume& volume, const std::filesystem::path& path) {
    std::string text = fmt::format("{}: {} × {} × {} voxels", path.string(), volume.grid.size[0], volume.grid.size[1], volume.grid.size[2]);
    for (const auto& label : volume.labels) text += fmt::format("\n  {} {}", label.value, label.name);
    return text;
}

Result<ConvertOutcome> write_as_dicom(const ConvertRequest& request, AnatomyRead read) {
    if (request.without_plan) read.anatomy.plans.clear();
    ABSCOPE_CHECK_OK(io::write_dicom(read.anatomy, request.out));
    ConvertOutcome outcome{{}, std::move(read.warnings)};
    const auto& a = read.anatomy;
    const std::string folder = request.out.string();
    if (a.image) outcome.written.push_back(fmt::format("{}: CT, {} slices", folder, a.image->grid.size[2]));
    if (!a.structures.structures.empty())
        outcome.written.push_back(fmt::format("{}: RTSTRUCT, {} structures", folder, a.structures.structures.size()));
    for (const auto& plan : a.plans) outcome.written.push_back(fmt::format("{}: RTPLAN '{}'", folder, plan.label));
    if (a.dose)
        outcome.written.push_back(fmt::format("{}: RTDOSE, {}{}", folder, patient::summation_name(a.dose->summation),
                                              a.dose->comment.empty() ? "" : ", " + a.dose->comment));
    return outcome;
}

}  // namespace

Result<ConvertOutcome> run_convert(const ConvertRequest& request, const ProgressSink& progress) {
    const bool from_volume = io::is_volume_name(request.files.dicom), to_volume = io::is_volume_name(request.out);
    if (from_volume && to_volume && request.quantity == "physical") {
        ABSCOPE_TRY(const io::Volume volume, io::read_volume(request.files.dicom));
        ABSCOPE_CHECK_OK(io::write_volume(volume, request.out));
        return ConvertOutcome{{described(volume, request.out)}, volume.warnings};
    }
    if (from_volume && request.part == ConvertPart::automatic)
        return bad_usage("what the volume stands for is not known", "it may be a dose, an image or a label map",
                         "add --what dose, --what image or --what labels");
    ABSCOPE_TRY(AnatomyRead read, from_volume ? anatomy_of_volume(request)
                                              : read_anatomy_files(request.files, io::ImageValues::load, progress));
    ABSCOPE_CHECK_OK(change_quantity(request, read));
    if (!to_volume) return write_as_dicom(request, std::move(read));
    ABSCOPE_TRY(const io::Volume volume, part_of(read.anatomy, request.part));
    ABSCOPE_CHECK_OK(io::write_volume(volume, request.out));
    return ConvertOutcome{{described(volume, request.out)}, std::move(read.warnings)};
}

}  // namespace abscope::study
