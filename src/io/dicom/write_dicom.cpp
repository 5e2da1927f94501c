// Writing an anatomy as DICOM: the objects in the order in which they refer to each other.
#include "io/dicom/write_dicom.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/dicom/file.hpp"
#include "io/dicom/write_object.hpp"
#include "io/output.hpp"

namespace abscope::io {
namespace {

using namespace dicom;

/// The first UID that is given; else one that follows from the patient.
std::string kept_or_derived(const std::vector<std::string>& given, const std::string& purpose,
                            const patient::Identity& who) {
    for (const std::string& uid : given)
        if (!uid.empty()) return uid;
    return derived_uid(fmt::format("{} {}\n{}\n{}", purpose, who.id, who.name, who.birth_date));
}

std::vector<std::string> frames_of(const patient::Anatomy& a) {
    std::vector<std::string> frames;
    if (a.image) frames.push_back(a.image->frame_of_reference_uid);
    if (!a.structures.structures.empty()) frames.push_back(a.structures.frame_of_reference_uid);
    if (a.dose) frames.push_back(a.dose->frame_of_reference_uid);
    std::erase(frames, "");
    return frames;
}

std::vector<std::string> studies_of(const patient::Anatomy& a) {
    std::vector<std::string> studies;
    if (a.image) studies.push_back(a.image->study_uid);
    studies.push_back(a.structures.study_uid);
    for (const patient::Plan& plan : a.plans) studies.push_back(plan.study_uid);
    if (a.dose) studies.push_back(a.dose->study_uid);
    return studies;
}

bool is_date(const std::string& text, std::size_t digits) {
    return text.size() == digits &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> fit_to_write(const patient::Anatomy& a, const DicomWriteOptions& options) {
    if (!is_date(options.date, 8) || !is_date(options.time, 6))
        return bad_output(
            fmt::format("the date '{}' or the time '{}' is not DICOM's", options.date, options.time),
            "YYYYMMDD and HHMMSS are");
    if (!a.image && a.structures.structures.empty() && a.plans.empty() && !a.dose)
        return bad_output("there is nothing to write", "no image, structure, plan or dose");
    const auto frames = frames_of(a);
    for (const std::string& frame : frames)
        if (frame != frames.front())
            return bad_output("image, structures and dose lie in different frames of reference",
                              fmt::format("{} and {}", frames.front(), frame));
    const auto right = [](const patient::Grid& grid, std::size_t values) {
        const auto& [i, j, k] = grid.axes;
        return norm(cross(i, j) - k) < 1e-4 && std::abs(norm(i) - 1.0) < 1e-4 && values == grid.voxel_count() && values > 0;
    };
    if (a.image && !right(a.image->grid, a.image->values.size()))
        return bad_output("the image has no values, or its axes are not perpendicular and right-handed",
                          "DICOM has no place for others");
    if (a.dose && !right(a.dose->grid, a.dose->values.size()))
        return bad_output("the dose has no values, or its axes are not perpendicular and right-handed",
                          "DICOM has no place for others");
    return {};
}

}  // namespace

Result<void> write_dicom(const patient::Anatomy& anatomy, const std::filesystem::path& folder,
                         const DicomWriteOptions& options) {
    const std::string where = fmt::format("writing DICOM to '{}'", folder.string());
    prepare_library();
    if (auto fit = fit_to_write(anatomy, options); !fit.ok()) return std::move(fit).within(where);
    auto run = RunDirectory::begin(folder);
    if (!run.ok()) return std::move(run).error().within(where);
    WriteContext context;
    context.anatomy = &anatomy;
    context.options = options;
    context.study_uid = kept_or_derived(studies_of(anatomy), "study", anatomy.identity);
    context.frame_uid = kept_or_derived(frames_of(anatomy), "frame of reference", anatomy.identity);
    context.folder = run->staging();
    Result<void> done;
    if (anatomy.image) done = write_image(context);
    if (done.ok() && !anatomy.structures.structures.empty()) done = write_structures(context);
    if (done.ok()) done = write_plans(context);
    if (done.ok() && anatomy.dose) done = write_dose(context);
    if (done.ok()) done = run->commit();
    return std::move(done).within(where);
}

}  // namespace abscope::io
