// Slices to volumes.
#include "io/dicom/image_series.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/parallel.hpp"
#include "geometry/reindex.hpp"
#include "geometry/resample_planes.hpp"

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

/// The slices of one file, with their places in the volume.
struct FileSlices {
    const SliceHeader* first = nullptr;
    std::vector<std::size_t> places;
};

std::vector<FileSlices> by_file(const std::vector<SliceHeader>& slices) {
    std::vector<FileSlices> files;
    std::map<std::filesystem::path, std::size_t> known;
    for (std::size_t k = 0; k < slices.size(); ++k) {
        const auto [at, is_new] = known.emplace(slices[k].path, files.size());
        if (is_new) files.push_back({&slices[k], {}});
        files[at->second].places.push_back(k);
    }
    return files;
}

Result<void> fill_from(const FileSlices& part, const std::vector<SliceHeader>& slices, const DicomLimits& limits,
                       patient::Image& image) {
    const std::size_t plane = image.grid.size[0] * image.grid.size[1];
    ABSCOPE_TRY(OpenFile file, OpenFile::open(part.first->path, limits));
    if (part.first->layout.frames == 1) {
        const SliceHeader& slice = *part.first;
        return read_pixels(file, slice.layout, slice.slope, slice.intercept,
                           std::span(image.values).subspan(part.places.front() * plane, plane));
    }
    std::vector<float> stored(part.first->layout.count());
    ABSCOPE_CHECK_OK(read_pixels(file, part.first->layout, 1.0, 0.0, stored));
    for (const std::size_t k : part.places) {
        const SliceHeader& slice = slices[k];
        for (std::size_t p = 0; p < plane; ++p)
            image.values[k * plane + p] =
                static_cast<float>(slice.slope * static_cast<double>(stored[slice.frame * plane + p]) + slice.intercept);
    }
    return {};
}

/// Reads the pixels of every slice into the volume, some files at a time.
Result<void> fill(patient::Image& image, const std::vector<SliceHeader>& slices, const DicomReadOptions& options) {
    constexpr std::size_t together = 32;
    image.values.assign(image.grid.voxel_count(), 0.0f);
    const auto files = by_file(slices);
    for (std::size_t first = 0; first < files.size(); first += together) {
        if (stop_requested()) return interrupted();
        const std::size_t count = std::min(together, files.size() - first);
        std::vector<Result<void>> done(count);
        parallel_for(count, [&](std::size_t f) {
            done[f] = fill_from(files[first + f], slices, options.limits, image);
        });
        for (std::size_t f = 0; f < count; ++f)
            if (!done[f].ok()) return std::move(done[f]).within("in file '" + files[first + f].first->file + "'");
        if (options.progress)
            options.progress("reading images",
                             static_cast<double>(first + count) / static_cast<double>(files.size()));
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

/// Planes at irregular distances are brought to the smallest of them.
void make_regular(FoundImage& found, const PlaneOffsets& offsets, const DicomReadOptions& options,
                  patient::Warnings& warnings) {
    patient::Grid& grid = found.image.grid;
    const auto to = geometry::finest_step(offsets.rising_mm);
    if (grid.size[0] * grid.size[1] * to.count > options.limits.volume_voxels) {
        found.refused = bad_input("the slices are irregularly spaced", "a regular grid of them would be too large",
                                  "Resample the series to one spacing.");
        return;
    }
    if (found.has_values)
        found.image.values = geometry::resample_planes(found.image.values, grid.size[0] * grid.size[1], offsets.rising_mm, to);
    grid.size[2] = to.count;
    grid.spacing[2] = to.step_mm;
    warnings.push_back(
        {"image-resampled", fmt::format("{} series '{}': the slices are irregularly spaced; the image is shown on {} "
                                        "planes {:g} mm apart, linearly between the slices.",
                                        found.image.modality, found.image.description, to.count, to.step_mm)});
}

}  // namespace

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
    if (refuse(refuse_mixture(slices))) return found;
    std::stable_sort(slices.begin(), slices.end(), [&](const SliceHeader& a, const SliceHeader& b) {
        return along_normal(a, first.plane) < along_normal(b, first.plane);
    });
    for (const SliceHeader& slice : slices) found.slice_uids.push_back(slice.sop_uid);
    PlaneOffsets planes;
    if (slices.size() == 1) {
        planes.spacing = thickness_of_single_slice(first, warnings);
    } else {
        std::vector<double> offsets;
        for (const SliceHeader& slice : slices) offsets.push_back(along_normal(slice, first.plane));
        auto checked = plane_offsets(offsets, "slice", Gaps::refuse);
        if (!checked.ok()) {
            refuse(std::move(checked).error());
            return found;
        }
        planes = std::move(*checked);
    }
    found.image.grid = grid_of(slices.front(), slices.size(), planes.spacing);
    if (found.image.grid.voxel_count() > options.limits.volume_voxels) {
        refuse(bad_input(fmt::format("the series has {} voxels", found.image.grid.voxel_count()),
                         fmt::format("the limit is {}", options.limits.volume_voxels),
                         "Take it out of the folder."));
        return found;
    }
    fill_if_possible(found, slices, options, warnings);
    if (!found.refused && !planes.regular) make_regular(found, planes, options, warnings);
    geometry::make_canonical(found.image.grid, found.image.values);
    return found;
}

}  // namespace abscope::io::dicom
