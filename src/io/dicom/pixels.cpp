// Pixel Data of grey images.
#include "io/dicom/pixels.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <cstring>

namespace abscope::io::dicom {
namespace {

constexpr const char* ask_for_export = "Export the object again, uncompressed where that can be chosen.";

/// One stored value from its container: shift to bit 0, cut to the stored bits, extend the sign.
struct Unpacker {
    int shift;
    std::uint32_t mask, sign;
    explicit Unpacker(const PixelLayout& l)
        : shift(l.high_bit + 1 - l.bits_stored),
          mask(l.bits_stored == 32 ? 0xFFFFFFFFu : (1u << l.bits_stored) - 1u),
          sign(l.is_signed ? 1u << (l.bits_stored - 1) : 0u) {}
    double operator()(std::uint32_t container) const {
        const std::uint32_t v = (container >> shift) & mask;
        if (sign != 0 && (v & sign) != 0) return static_cast<double>(v) - 2.0 * sign;
        return static_cast<double>(v);
    }
};

/// Whether the 16-bit words of a 32-bit value are stored with the high one first.
bool high_word_first(DcmDataset& dataset, const DcmElement& element) {
    return dataset.getOriginalXfer() == EXS_BigEndianExplicit && element.getVR() != EVR_OB;
}

void convert(const Uint8* bytes, const PixelLayout& layout, bool swap_words, double slope, double intercept,
             std::span<float> out) {
    const Unpacker unpack(layout);
    const std::size_t n = layout.count();
    for (std::size_t p = 0; p < n; ++p) {
        std::uint32_t container = 0;
        if (layout.bits_allocated == 8) {
            container = bytes[p];
        } else if (layout.bits_allocated == 16) {
            std::uint16_t v = 0;
            std::memcpy(&v, bytes + 2 * p, 2);
            container = v;
        } else {
            std::memcpy(&container, bytes + 4 * p, 4);
            if (swap_words) container = container << 16 | container >> 16;
        }
        out[p] = static_cast<float>(slope * unpack(container) + intercept);
    }
}

Error cannot_decode(DcmDataset& dataset, const OFCondition& status) {
    const DcmXfer syntax(dataset.getOriginalXfer());
    return bad_input(fmt::format("the pixel data in '{}' cannot be decompressed", syntax.getXferName()),
                     status.text(), ask_for_export);
}

}  // namespace

Result<PixelLayout> pixel_layout(DcmDataset& dataset, std::size_t voxels) {
    const auto rows = integer(dataset, DCM_Rows), columns = integer(dataset, DCM_Columns);
    if (!rows || !columns || *rows <= 0 || *columns <= 0)
        return bad_input("Rows (0028,0010) or Columns (0028,0011) is missing",
                         "the size of the image is unknown", ask_for_export);
    PixelLayout layout;
    layout.rows = static_cast<std::size_t>(*rows);
    layout.columns = static_cast<std::size_t>(*columns);
    const int frames = integer(dataset, DCM_NumberOfFrames).value_or(1);
    if (frames < 1)
        return bad_input(fmt::format("Number of Frames (0028,0008) is {}", frames), "", ask_for_export);
    layout.frames = static_cast<std::size_t>(frames);
    if (layout.count() > voxels)
        return bad_input(
            fmt::format("the header claims {} × {} × {} voxels", columns.value(), rows.value(), frames),
            fmt::format("the limit is {}", voxels), "Check the file; it may be damaged.");
    layout.bits_allocated = integer(dataset, DCM_BitsAllocated).value_or(16);
    layout.bits_stored = integer(dataset, DCM_BitsStored).value_or(layout.bits_allocated);
    layout.high_bit = integer(dataset, DCM_HighBit).value_or(layout.bits_stored - 1);
    layout.is_signed = integer(dataset, DCM_PixelRepresentation).value_or(0) == 1;
    layout.present = dataset.tagExistsWithValue(DCM_PixelData);
    const int bits = layout.bits_allocated;
    if ((bits != 8 && bits != 16 && bits != 32) || layout.bits_stored < 1 || layout.bits_stored > bits ||
        layout.high_bit >= bits || layout.high_bit + 1 < layout.bits_stored)
        return bad_input(fmt::format("the pixels have {} bits allocated, {} stored, high bit {}", bits,
                                     layout.bits_stored, layout.high_bit),
                         "8, 16 and 32 bits can be read", ask_for_export);
    if (integer(dataset, DCM_SamplesPerPixel).value_or(1) != 1)
        return bad_input("the pixels are in colour", "one sample a pixel is expected", ask_for_export);
    return layout;
}

Result<void> read_pixels(OpenFile& file, const PixelLayout& layout, double slope, double intercept,
                         std::span<float> out) {
    DcmDataset& dataset = file.dataset();
    ABSCOPE_EXPECT(out.size() == layout.count());
    try {
        const OFCondition status = dataset.chooseRepresentation(EXS_LittleEndianExplicit, nullptr);
        if (status.bad()) return cannot_decode(dataset, status);
        DcmElement* element = nullptr;
        if (dataset.findAndGetElement(DCM_PixelData, element).bad() || element == nullptr)
            return bad_input("Pixel Data (7fe0,0010) is missing", "there are no values", ask_for_export);
        const std::size_t needed = layout.count() * static_cast<std::size_t>(layout.bits_allocated / 8);
        const std::size_t stored = element->getLength();
        if (stored < needed)
            return bad_input(fmt::format("Pixel Data holds {} bytes", stored),
                             fmt::format("{} × {} × {} voxels of {} bits need {}", layout.columns,
                                         layout.rows, layout.frames, layout.bits_allocated, needed),
                             "The file is cut off; export or copy it again.");
        Uint8* bytes = nullptr;
        Uint16* words = nullptr;
        OFCondition read = element->getUint16Array(words);
        if (read.good())
            bytes = reinterpret_cast<Uint8*>(words);
        else
            read = element->getUint8Array(bytes);
        if (read.bad() || bytes == nullptr) return cannot_decode(dataset, read);
        convert(bytes, layout, layout.bits_allocated == 32 && high_word_first(dataset, *element), slope,
                intercept, out);
        return {};
    } catch (const std::exception& e) {
        return bad_input("the pixel data cannot be read", e.what(), ask_for_export);
    }
}

}  // namespace abscope::io::dicom
