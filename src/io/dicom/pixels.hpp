// Pixel Data of grey images with 8, 16 or 32 bits, decompressed where it was compressed. Internal to io/dicom.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "io/dicom/file.hpp"

namespace abscope::io::dicom {

/// How the pixels of a dataset are laid out, checked.
struct PixelLayout {
    std::size_t rows = 0, columns = 0, frames = 1;
    int bits_allocated = 0, bits_stored = 0, high_bit = 0;
    bool is_signed = false;
    bool present = false;  ///< the dataset has Pixel Data
    std::size_t count() const { return rows * columns * frames; }
};

/// Reads and checks the Image Pixel attributes; `voxels` is the most that may be claimed.
Result<PixelLayout> pixel_layout(DcmDataset& dataset, std::size_t voxels);

/// Writes slope·stored + intercept of every pixel to `out` (layout.count() values).
Result<void> read_pixels(OpenFile& file, const PixelLayout& layout, double slope, double intercept,
                         std::span<float> out);

}  // namespace abscope::io::dicom
