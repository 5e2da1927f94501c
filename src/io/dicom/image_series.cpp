// CT slices to volumes.
#include "io/dicom/image_series.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "io/dicom/identity.hpp"

namespace abscope::io::dicom {
namespace {

double along_normal(const SliceHeader& s, const Plane& reference) {
    return dot(s.plane.position, reference.normal);
}

std::string series_name(const SliceHeader& s) {
    return s.description.empty() ? fmt::format("series {}", s.series_uid)
                                 : fmt::format("series '{}'", s.description);
}

bool same_direction(const Plane& a, const Plane& b) {
    return norm(a.along_i - b.along_i) < 1e-3 && norm(a.along_j - b.along_j) < 1e-3;
}

/// What all slices of a volume must share; the reason where they do not.
std::optional<Error> refuse_mixture(const std::vector<SliceHeader>& slices) {
    const SliceHeader& a = slices.front();
    const std::string again = "Export the series again, one volume a series.";
    for (const SliceHeader& b : slices) {
        if (a.frame_uid != b.frame_uid)
            return bad_input("the slices of one series lie in different frames of reference",
                             fmt::format("'{}' in {}, '{}' in {}: their positions cannot be compared", a.file,
                                         a.frame_uid, b.file, b.frame_uid),
                             again);
        if (!same_direction(a.plane, b.plane))
            return bad_input("the slices of one series have different orientations",
                             fmt::format("'{}' and '{}'", a.file, b.file), again);
        if (a.layout.rows != b.layout.rows || a.layout.columns != b.layout.columns)
            return bad_input("the slices of one series have different sizes",
                             fmt::format("{} × {} in '{}', {} × {} in '{}'", a.layout.columns, a.layout.rows,
                                         a.file, b.layout.columns, b.layout.rows, b.file),
                             again);
        if (std::abs(a.plane.spacing_i - b.plane.spacing_i) > 1e-4 ||
            std::abs(a.plane.spacing_j - b.plane.spacing_j) > 1e-4)
            return bad_input("the slices of one series have different pixel spacings",
                             fmt::format("'{}' and '{}'", a.file, b.file), again);
        if (b.layout.frames != 1)
            return bad_input("the series is a multi-frame image", "only single-frame slices are read so far",
                             "Export it as single-frame slices.");
        const patient::Vector3 shift = b.plane.position - a.plane.position;
        const patient::Vector3 sideways = shift - dot(shift, a.plane.normal) * a.plane.normal;
        if (norm(sideways) > 0.05)
            return bad_input("the slices of one series are shifted sideways against each other",
                             fmt::format("'{}' by {:.2f} mm: a tilted gantry, or several acquisitions",
                                         b.file, norm(sideways)),
                             again);
    }
    return std::nullopt;
}

void drop_copies(std::vector<SliceHeader>& slices, patient::Warnings& warnings) {
    std::set<std::string> seen;
    std::size_t copies = 0;
    std::erase_if(slices, [&](const SliceHeader& s) {
        const bool copy = !s.sop_uid.empty() && !seen.insert(s.sop_uid).second;
        copies += copy;
        return copy;
    });
    if (copies > 0)
        warnings.push_back(
            {"image-slice-copies",
             fmt::format("{}: {} file(s) hold a slice that was already read; they are not used.",
                         series_name(slices.front()), copies)});
}

patient::Grid grid_of(const SliceHeader& lowest, std::size_t slices, double spacing_k) {
    patient::Grid grid;
    grid.size = {lowest.layout.columns, lowest.layout.rows, slices};
    grid.origin = lowest.plane.position;
    grid.spacing = {lowest.plane.spacing_i, lowest.plane.spacing_j, spacing_k};
    grid.axes = {lowest.plane.along_i, lowest.plane.along_j, lowest.plane.normal};
    return grid;
}

double thickness_of_single_slice(const SliceHeader& slice, patient::Warnings& warnings) {
    const double thickness = slice.thickness_mm > 0.0 ? slice.thickness_mm : 1.0;
    warnings.push_back(
        {"image-single-slice",
         fmt::format("{}: the series has one slice; it is shown as {:g} mm thick{}, and structures and dose "
                     "reach beyond it.",
                     series_name(slice), thickness,
                     slice.thickness_mm > 0.0 ? "" : " (assumed, Slice Thickness is missing)")});
    return thickness;
}

/// Reads the pixels of every slice into the volume.
Result<void> fill(patient::Image& image, const std::vector<SliceHeader>& slices,
                  const DicomReadOptions& options) {
    const std::size_t plane = image.grid.size[0] * image.grid.size[1];
    image.values.assign(image.grid.voxel_count(), 0.0f);
    for (std::size_t k = 0; k < slices.size(); ++k) {
        if (stop_requested()) return interrupted();
        const SliceHeader& slice = slices[k];
        ABSCOPE_TRY(OpenFile file,
                    OpenFile::open(slice.path, options.limits).within("in file '" + slice.file + "'"));
        ABSCOPE_CHECK_OK(read_pixels(file, slice.layout, slice.slope, slice.intercept,
                                     std::span(image.values).subspan(k * plane, plane))
                             .within("in file '" + slice.file + "'"));
        if (options.progress)
            options.progress("reading images",
                             static_cast<double>(k + 1) / static_cast<double>(slices.size()));
    }
    return {};
}

void fill_if_possible(FoundImage& found, const std::vector<SliceHeader>& slices,
                      const DicomReadOptions& options, patient::Warnings& warnings) {
    const auto empty = static_cast<std::size_t>(
        std::count_if(slices.begin(), slices.end(), [](const SliceHeader& s) { return !s.layout.present; }));
    if (empty > 0) {
        warnings.push_back(
            {"image-without-values",
             fmt::format("{}: {} of {} slices have no Pixel Data (7fe0,0010); only the geometry is used.",
                         series_name(slices.front()), empty, slices.size())});
        return;
    }
    if (options.image_values == ImageValues::skip) return;
    auto filled = fill(found.image, slices, options);
    if (filled.ok()) {
        found.has_values = true;
        return;
    }
    found.image.values.clear();
    found.refused = std::move(filled).error();
}

}  // namespace

Result<SliceHeader> read_slice_header(OpenFile& file, const std::filesystem::path& path,
                                      const std::string& name, const DicomLimits& limits) {
    DcmDataset& dataset = file.dataset();
    SliceHeader slice;
    slice.path = path;
    slice.file = name;
    slice.sop_uid = text(dataset, DCM_SOPInstanceUID);
    slice.series_uid = text(dataset, DCM_SeriesInstanceUID);
    slice.study_uid = text(dataset, DCM_StudyInstanceUID);
    slice.frame_uid = text(dataset, DCM_FrameOfReferenceUID);
    slice.description = label(dataset, DCM_SeriesDescription, file.charset());
    slice.modality = text(dataset, DCM_Modality);
    slice.identity = identity_of(file);
    slice.position = position_from(text(dataset, DCM_PatientPosition));
    slice.localizer = text(dataset, DCM_ImageType).find("LOCALIZER") != std::string::npos;
    slice.thickness_mm = number(dataset, DCM_SliceThickness).value_or(0.0);
    slice.intercept = number(dataset, DCM_RescaleIntercept).value_or(0.0);
    slice.slope = number(dataset, DCM_RescaleSlope).value_or(1.0);
    if (slice.slope == 0.0)
        return bad_input("Rescale Slope (0028,1053) is 0", "every value would be the same",
                         "Export the series again.");
    ABSCOPE_TRY(slice.plane, plane_of(dataset));
    ABSCOPE_TRY(slice.layout, pixel_layout(dataset, limits.volume_voxels));
    return slice;
}

FoundImage build_image(std::vector<SliceHeader> slices, const DicomReadOptions& options,
                       patient::Warnings& warnings) {
    ABSCOPE_EXPECT(!slices.empty());
    drop_copies(slices, warnings);
    const SliceHeader first = slices.front();
    FoundImage found;
    found.slices = slices.size();
    found.source = first.file;
    found.position = first.position;
    found.image.modality = first.modality;
    found.image.series_uid = first.series_uid;
    found.image.study_uid = first.study_uid;
    found.image.frame_of_reference_uid = first.frame_uid;
    found.image.description = first.description;
    found.image.grid = grid_of(first, slices.size(), 1.0);
    const auto refuse = [&](std::optional<Error> error) {
        if (error) found.refused = std::move(*error).within("in " + series_name(first));
        return found.refused.has_value();
    };
    if (refuse(refuse_orientation(first.plane)) || refuse(refuse_position(first.position)) ||
        refuse(refuse_mixture(slices)))
        return found;
    std::stable_sort(slices.begin(), slices.end(), [&](const SliceHeader& a, const SliceHeader& b) {
        return along_normal(a, first.plane) < along_normal(b, first.plane);
    });
    for (const SliceHeader& slice : slices) found.slice_uids.push_back(slice.sop_uid);
    double spacing = 0.0;
    if (slices.size() == 1) {
        spacing = thickness_of_single_slice(first, warnings);
    } else {
        std::vector<double> offsets;
        for (const SliceHeader& slice : slices) offsets.push_back(along_normal(slice, first.plane));
        auto regular = regular_offsets(offsets, "slice");
        if (!regular.ok()) {
            refuse(std::move(regular).error());
            return found;
        }
        spacing = regular->spacing;
    }
    found.image.grid = grid_of(slices.front(), slices.size(), spacing);
    if (found.image.grid.voxel_count() > options.limits.volume_voxels) {
        refuse(bad_input(fmt::format("the series has {} voxels", found.image.grid.voxel_count()),
                         fmt::format("the limit is {}", options.limits.volume_voxels),
                         "Take it out of the folder."));
        return found;
    }
    fill_if_possible(found, slices, options, warnings);
    return found;
}

}  // namespace abscope::io::dicom
