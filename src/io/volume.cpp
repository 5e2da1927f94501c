// What all volume formats share.
#include "io/volume.hpp"

#include <fmt/format.h>

#include <cmath>
#include <system_error>

#include "geometry/reindex.hpp"
#include "io/gzip.hpp"
#include "io/output.hpp"
#include "io/text_file.hpp"
#include "io/volume_formats.hpp"

namespace abscope::io {

namespace {

bool ends_like(const std::string& name, std::string_view end) {
    if (name.size() <= end.size()) return false;
    for (std::size_t i = 0; i < end.size(); ++i)
        if (std::tolower(static_cast<unsigned char>(name[name.size() - end.size() + i])) != end[i]) return false;
    return true;
}

Result<VolumeFormat> format_of(const std::string& name) {
    for (const char* end : {".nii", ".nii.gz"})
        if (ends_like(name, end)) return VolumeFormat::nifti;
    if (ends_like(name, ".nrrd")) return VolumeFormat::nrrd;
    if (ends_like(name, ".mha")) return VolumeFormat::mha;
    for (const char* end : {".nhdr", ".mhd", ".hdr", ".img"})
        if (ends_like(name, end))
            return bad_input(fmt::format("'{}' is one of a pair of files", name),
                             "header and values apart are easily mixed up and are not read",
                             "Save it as one file: .nii.gz, .nrrd or .mha.");
    return bad_input(fmt::format("'{}' is no volume file by its name", name), ".nii, .nii.gz, .nrrd and .mha are known",
                     "Name it by its format, or convert it.");
}

}  // namespace

bool is_volume_name(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    for (const char* end : {".nii", ".nii.gz", ".nrrd", ".mha", ".nhdr", ".mhd", ".hdr", ".img"})
        if (ends_like(name, end)) return true;
    return false;
}

Result<std::size_t> checked_count(std::span<const long long> sizes, const VolumeLimits& limits) {
    std::size_t count = 1;
    for (const long long size : sizes) {
        if (size < 1)
            return bad_input(fmt::format("the size along one axis is {}", size), "every axis needs at least one voxel",
                             "Export the volume again.");
        const auto n = static_cast<std::size_t>(size);
        if (n > limits.voxels / count)
            return bad_input(fmt::format("the header claims {} voxels", fmt::join(sizes, " × ")),
                             fmt::format("the limit is {}", limits.voxels), "Check the file; it may be damaged.");
        count *= n;
    }
    return count;
}

Result<patient::Grid> grid_of_steps(std::span<const long long> sizes, const std::array<patient::Vector3, 3>& steps,
                                    patient::Vector3 origin) {
    constexpr double square = 1e-3, smallest_mm = 1e-6, largest_mm = 1e6;
    patient::Grid grid;
    grid.origin = origin;
    for (std::size_t a = 0; a < 3; ++a) {
        grid.size[a] = static_cast<std::size_t>(sizes[a]);
        grid.spacing[a] = norm(steps[a]);
        if (!(grid.spacing[a] > smallest_mm && grid.spacing[a] < largest_mm) || !(std::abs(origin.x + origin.y + origin.z) < largest_mm))
            return bad_input(fmt::format("the distance between voxels along axis {} is {:g} mm, the first voxel at ({:g}, {:g}, {:g})",
                                         a + 1, grid.spacing[a], origin.x, origin.y, origin.z),
                             "no patient is that size", "Check the geometry that the header gives.");
        grid.axes[a] = (1.0 / grid.spacing[a]) * steps[a];
    }
    for (std::size_t a = 0; a < 3; ++a)
        if (std::abs(dot(grid.axes[a], grid.axes[(a + 1) % 3])) > square)
            return bad_input("the axes of the volume are not perpendicular", "a sheared grid is not read",
                             "Resample it to a grid with right angles.");
    return grid;
}

Result<std::string> unpacked(std::string_view bytes, bool compressed, std::size_t needed) {
    const std::size_t most = compressed ? most_decompressed(bytes.size()) : bytes.size();
    if (most < needed)
        return bad_input(fmt::format("the file holds {} bytes of {}values", bytes.size(), compressed ? "compressed " : ""),
                         fmt::format("its header needs {}", needed), "It is cut off or damaged; copy or export it again.");
    if (!compressed) return std::string(bytes.substr(0, needed));
    ABSCOPE_TRY(std::string out, decompress(bytes, needed));
    if (out.size() < needed)
        return bad_input(fmt::format("the file holds {} bytes of values", out.size()),
                         fmt::format("its header needs {}", needed), "It is cut off; copy or export it again.");
    return out;
}

Result<Volume> parse_volume(std::string_view bytes, const std::string& name, const VolumeLimits& limits) {
    ABSCOPE_TRY(const VolumeFormat format, format_of(name));
    auto read = format == VolumeFormat::nifti  ? parse_nifti(bytes, limits)
                : format == VolumeFormat::nrrd ? parse_nrrd(bytes, limits)
                                               : parse_mha(bytes, limits);
    if (!read.ok()) return std::move(read).error().within(fmt::format("in file '{}'", name));
    read->source = name;
    geometry::make_canonical(read->grid, read->values);
    return read;
}

Result<Volume> read_volume(const std::filesystem::path& path, const VolumeLimits& limits) {
    const std::string where = fmt::format("reading '{}'", path.string());
    if (auto format = format_of(path.filename().string()); !format.ok()) return std::move(format).error();
    auto bytes = read_binary_file(path, limits.file_bytes);
    if (!bytes.ok()) return std::move(bytes).error();
    return parse_volume(*bytes, path.filename().string(), limits);
}

Result<std::string> volume_bytes(const Volume& volume, const std::string& name) {
    auto format = format_of(name);
    if (!format.ok()) {
        Error error = std::move(format).error();
        error.kind = ErrorKind::output;
        return error;
    }
    if (volume.values.size() != volume.grid.voxel_count() || volume.values.empty())
        return bad_output("the volume has no values", "there is nothing to write");
    for (const std::size_t size : volume.grid.size)
        if (size > 32767) return bad_output(fmt::format("the volume has {} voxels along one axis", size), "NIfTI-1 holds 32767", "Use a coarser grid.");
    if (*format == VolumeFormat::nifti) return nifti_bytes(volume, ends_like(name, ".gz"));
    return *format == VolumeFormat::nrrd ? nrrd_bytes(volume) : mha_bytes(volume);
}

Result<void> write_volume(const Volume& volume, const std::filesystem::path& path) {
    ABSCOPE_TRY(const std::string bytes, volume_bytes(volume, path.filename().string()));
    return write_file(path, bytes);
}

}  // namespace abscope::io
