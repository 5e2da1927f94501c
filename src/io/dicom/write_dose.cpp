// A dose grid as RTDOSE in 32 or 16 bits.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "io/dicom/access.hpp"
#include "io/dicom/write_object.hpp"

namespace abscope::io::dicom {
namespace {

/// The largest stored value of a new scaling. In 32 bits the sign bit is left free, so that readers that take the values as signed
/// stay right.
double largest_count(DoseBits bits) { return bits == DoseBits::bits_16 ? 65535.0 : 2147483647.0; }
/// The largest value that can be stored at all.
double capacity(DoseBits bits) { return bits == DoseBits::bits_16 ? 65535.0 : 4294967295.0; }

/// The step of the stored values [Gy]: the grid's own where it fits, else maximum / largest count, rounded up.
double quantum_for(const patient::DoseGrid& dose, DoseBits bits) {
    const double maximum = dose.maximum_gy();
    const auto as_printed = [](double value) { return parse_numbers(decimal_string(value))->front(); };
    if (dose.quantum_gy > 0.0 && maximum / dose.quantum_gy < capacity(bits) - 0.5 &&
        as_printed(dose.quantum_gy) == dose.quantum_gy)
        return dose.quantum_gy;
    if (!(maximum > 0.0)) return 1e-9;
    const double exact = maximum / largest_count(bits);
    const double step = std::pow(10.0, std::floor(std::log10(exact)) - 5.0);
    return as_printed(std::ceil(exact / step) * step);
}

Result<void> put_values(DcmItem& item, const patient::DoseGrid& dose, DoseBits bits) {
    const double quantum = quantum_for(dose, bits);
    const bool wide = bits == DoseBits::bits_32;
    // 32-bit values stand in OW as pairs of 16-bit words, the low one first.
    std::vector<Uint16> words(dose.values.size() * (wide ? 2 : 1));
    for (std::size_t v = 0; v < dose.values.size(); ++v) {
        const float value = dose.values[v];
        if (!std::isfinite(value) || value < 0.0f)
            return bad_output(fmt::format("a dose value is {}", value), "RTDOSE holds doses from 0",
                              "Correct the dose.");
        const auto count = static_cast<Uint32>(std::llround(value / quantum));
        words[wide ? 2 * v : v] = static_cast<Uint16>(count & 0xFFFFu);
        if (wide) words[2 * v + 1] = static_cast<Uint16>(count >> 16);
    }
    const OFCondition status =
        item.putAndInsertUint16Array(DCM_PixelData, words.data(), static_cast<unsigned long>(words.size()));
    if (status.bad())
        return bad_output("the dose is too large for one DICOM object", status.text(), "Use a coarser grid.");
    put_decimal(item, DCM_DoseGridScaling, quantum);
    const auto number = static_cast<Uint16>(bits);
    put_short(item, DCM_BitsAllocated, number);
    put_short(item, DCM_BitsStored, number);
    put_short(item, DCM_HighBit, static_cast<Uint16>(number - 1));
    put_short(item, DCM_PixelRepresentation, 0);
    return {};
}

void put_geometry(DcmItem& item, const patient::Grid& grid) {
    const auto& [i, j, n] = grid.axes;
    put_decimals(item, DCM_ImagePositionPatient, std::array{grid.origin.x, grid.origin.y, grid.origin.z});
    put_decimals(item, DCM_ImageOrientationPatient, std::array{i.x, i.y, i.z, j.x, j.y, j.z});
    put_decimals(item, DCM_PixelSpacing, std::array{grid.spacing[1], grid.spacing[0]});
    put_decimal(item, DCM_SliceThickness, grid.spacing[2]);
    put_integer(item, DCM_NumberOfFrames, static_cast<long>(grid.size[2]));
    const OFCondition status = item.putAndInsertTagKey(DCM_FrameIncrementPointer, DCM_GridFrameOffsetVector);
    ABSCOPE_EXPECT(status.good());
    std::vector<double> offsets(grid.size[2]);
    for (std::size_t k = 0; k < offsets.size(); ++k) offsets[k] = static_cast<double>(k) * grid.spacing[2];
    put_decimals(item, DCM_GridFrameOffsetVector, offsets);
    put_short(item, DCM_SamplesPerPixel, 1);
    put(item, DCM_PhotometricInterpretation, "MONOCHROME2");
    put_short(item, DCM_Rows, static_cast<Uint16>(grid.size[1]));
    put_short(item, DCM_Columns, static_cast<Uint16>(grid.size[0]));
}

void put_plan_reference(DcmItem& dataset, const WriteContext& context, const patient::DoseGrid& dose) {
    if (context.plan_uids.empty()) return;
    DcmItem& plan = add_item(dataset, DCM_ReferencedRTPlanSequence);
    put_reference(plan, UID_RTPlanStorage, context.plan_uids.front());
    if (!dose.referenced_fraction_group && !dose.referenced_beam) return;
    DcmItem& group = add_item(plan, DCM_ReferencedFractionGroupSequence);
    put_integer(group, DCM_ReferencedFractionGroupNumber, dose.referenced_fraction_group.value_or(1));
    if (dose.referenced_beam)
        put_integer(add_item(group, DCM_ReferencedBeamSequence), DCM_ReferencedBeamNumber,
                    *dose.referenced_beam);
}

const char* type_name(patient::DoseKind kind) {
    return kind == patient::DoseKind::effective ? "EFFECTIVE"
           : kind == patient::DoseKind::error   ? "ERROR"
                                                : "PHYSICAL";
}

}  // namespace

Result<void> write_dose(WriteContext& context) {
    const patient::DoseGrid& dose = *context.anatomy->dose;
    if (dose.summation == patient::DoseSummation::unknown)
        return bad_output("the summation type of the dose is unknown", "RTDOSE must name it",
                          "Say what the dose adds up to.");
    if (dose.grid.size[0] > 65535 || dose.grid.size[1] > 65535)
        return bad_output("a dose plane has more than 65535 points along one side", "DICOM allows no more",
                          "Use a coarser grid.");
    WrittenObject object(context, UID_RTDoseStorage, "RTDOSE", 4);
    DcmItem& dataset = object.dataset();
    put_rt_series(dataset);
    put_frame(dataset, context);
    put_geometry(dataset, dose.grid);
    put(dataset, DCM_DoseUnits, "GY");
    put(dataset, DCM_DoseType, type_name(dose.kind));
    if (!dose.comment.empty()) put(dataset, DCM_DoseComment, short_text(dose.comment, 64));
    put(dataset, DCM_DoseSummationType, patient::summation_name(dose.summation));
    put_plan_reference(dataset, context, dose);
    ABSCOPE_CHECK_OK(put_values(dataset, dose, context.options.dose_bits));
    ABSCOPE_TRY([[maybe_unused]] const std::string uid, object.finish(""));
    return object.save(context.folder / "RTDOSE.dcm", true);
}

}  // namespace abscope::io::dicom
