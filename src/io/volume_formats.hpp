// One function a format. Internal to io.
#pragma once

#include <array>
#include <span>

#include "io/scalars.hpp"
#include "io/volume.hpp"

namespace abscope::io {

Result<Volume> parse_nifti(std::string_view bytes, const VolumeLimits& limits);
Result<Volume> parse_nrrd(std::string_view bytes, const VolumeLimits& limits);
Result<Volume> parse_mha(std::string_view bytes, const VolumeLimits& limits);
std::string nifti_bytes(const Volume& volume, bool compressed);
std::string nrrd_bytes(const Volume& volume);
std::string mha_bytes(const Volume& volume);

/// Sizes checked against the limit; the product is what must be allocated.
Result<std::size_t> checked_count(std::span<const long long> sizes, const VolumeLimits& limits);

/// A grid from sizes, the vectors from one voxel to the next along i, j, k, and the centre of the first voxel, all in patient
/// space [mm]; it may be left-handed. Refused where the vectors are no box.
Result<patient::Grid> grid_of_steps(std::span<const long long> sizes, const std::array<patient::Vector3, 3>& steps,
                                    patient::Vector3 origin);

/// Raw, gzip or zlib data that must hold `needed` bytes; refuses what cannot hold them before it decompresses.
Result<std::string> unpacked(std::string_view bytes, bool compressed, std::size_t needed);

}  // namespace abscope::io
