// Volumes of other programs: NIfTI-1, NRRD and MetaImage, read into and written from patient space (LPS). Which fields are
// read stands in docs/formats/volumes.md.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "patient/grid.hpp"
#include "patient/warning.hpp"

namespace abscope::io {

/// The name that a file gives to one value of a label map.
struct LabelName {
    int value = 0;
    std::string name;
    bool operator==(const LabelName&) const = default;
};

struct Volume {
    patient::Grid grid;         ///< in canonical order (geometry/reindex.hpp)
    std::vector<float> values;  ///< as grid.index(i, j, k)
    bool whole_numbers = false;     ///< stored as integers without a scale
    std::vector<LabelName> labels;  ///< segments that the file names
    std::string source;             ///< file name, for messages
    patient::Warnings warnings;
};

/// What a header may claim before anything is allocated for it.
struct VolumeLimits {
    std::size_t file_bytes = 4ull << 30;
    std::size_t voxels = 500'000'000;
};

enum class VolumeFormat { nifti, nrrd, mha };
/// By the end of the name: .nii, .nii.gz, .nrrd, .mha; also those that are refused with a reason (.nhdr, .mhd, .hdr, .img).
bool is_volume_name(const std::filesystem::path& path);

Result<Volume> read_volume(const std::filesystem::path& path, const VolumeLimits& limits = {});
/// The same from bytes; `name` decides on the format.
Result<Volume> parse_volume(std::string_view bytes, const std::string& name, const VolumeLimits& limits = {});

/// The bytes of a file in the format that `name` ends in; .nii.gz, .nrrd and .mha are compressed.
Result<std::string> volume_bytes(const Volume& volume, const std::string& name);
/// Writes such a file (io/output.hpp).
Result<void> write_volume(const Volume& volume, const std::filesystem::path& path);

}  // namespace abscope::io
