// A volume as CT slices.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <cmath>

#include "io/dicom/write_object.hpp"

namespace abscope::io::dicom {
namespace {

void put_geometry(DcmItem& item, const patient::Grid& grid, std::size_t k) {
    const patient::Vector3 p = grid.position(0, 0, static_cast<double>(k));
    const auto& [i, j, n] = grid.axes;
    put_decimals(item, DCM_ImagePositionPatient, std::array{p.x, p.y, p.z});
    put_decimals(item, DCM_ImageOrientationPatient, std::array{i.x, i.y, i.z, j.x, j.y, j.z});
    put_decimals(item, DCM_PixelSpacing, std::array{grid.spacing[1], grid.spacing[0]});
    put_decimal(item, DCM_SliceThickness, grid.spacing[2]);
}

Result<void> put_pixels(DcmItem& item, const patient::Image& image, std::size_t k) {
    const std::size_t plane = image.grid.size[0] * image.grid.size[1];
    std::vector<Uint16> stored(plane);
    for (std::size_t p = 0; p < plane; ++p) {
        const float value = image.values[k * plane + p];
        if (!std::isfinite(value) || value < -32768.0f || value > 32767.0f)
            return bad_output(fmt::format("an image value is {}", value),
                              "CT numbers are written in 16 bits, -32768 to 32767 HU", "Correct the image.");
        stored[p] = static_cast<Uint16>(static_cast<Sint16>(std::lround(value)));
    }
    put_short(item, DCM_SamplesPerPixel, 1);
    put(item, DCM_PhotometricInterpretation, "MONOCHROME2");
    put_short(item, DCM_Rows, static_cast<Uint16>(image.grid.size[1]));
    put_short(item, DCM_Columns, static_cast<Uint16>(image.grid.size[0]));
    put_short(item, DCM_BitsAllocated, 16);
    put_short(item, DCM_BitsStored, 16);
    put_short(item, DCM_HighBit, 15);
    put_short(item, DCM_PixelRepresentation, 1);
    put(item, DCM_RescaleIntercept, "0");
    put(item, DCM_RescaleSlope, "1");
    put(item, DCM_RescaleType, "HU");
    const OFCondition status =
        item.putAndInsertUint16Array(DCM_PixelData, stored.data(), static_cast<unsigned long>(plane));
    ABSCOPE_EXPECT(status.good());
    return {};
}

Result<WrittenObject> slice_object(const WriteContext& context, const patient::Image& image, std::size_t k) {
    WrittenObject object(context, UID_CTImageStorage, "CT", 1);
    DcmItem& item = object.dataset();
    put(item, DCM_ImageType, "DERIVED\\SECONDARY\\AXIAL");
    put(item, DCM_PatientPosition,
        written_position(context.anatomy->plans.empty() ? patient::PatientPosition::unknown : context.anatomy->plans.front().position));
    put(item, DCM_Laterality, "");
    put(item, DCM_KVP, "");
    put(item, DCM_AcquisitionNumber, "");
    put_integer(item, DCM_InstanceNumber, static_cast<long>(k) + 1);
    put_frame(item, context);
    put_geometry(item, image.grid, k);
    ABSCOPE_CHECK_OK(put_pixels(item, image, k));
    return object;
}

}  // namespace

Result<void> write_image(WriteContext& context) {
    const patient::Image& image = *context.anatomy->image;
    for (const std::size_t size : {image.grid.size[0], image.grid.size[1]})
        if (size > 65535)
            return bad_output(fmt::format("an image plane has {} pixels along one side", size),
                              "DICOM allows 65535", "Resample the image.");
    for (std::size_t k = 0; k < image.grid.size[2]; ++k) {
        if (stop_requested()) return interrupted();
        ABSCOPE_TRY(const WrittenObject object, slice_object(context, image, k));
        ABSCOPE_TRY(const std::string uid, object.uid_of_content());
        context.slice_uids.push_back(uid);
    }
    context.series_uid = derived_uid(fmt::format("series {}", fmt::join(context.slice_uids, " ")));
    for (std::size_t k = 0; k < image.grid.size[2]; ++k) {
        if (stop_requested()) return interrupted();
        ABSCOPE_TRY(WrittenObject object, slice_object(context, image, k));
        ABSCOPE_TRY([[maybe_unused]] const std::string uid, object.finish(context.series_uid));
        ABSCOPE_CHECK_OK(object.save(context.folder / fmt::format("CT.{:04}.dcm", k + 1), true));
    }
    return {};
}

}  // namespace abscope::io::dicom
