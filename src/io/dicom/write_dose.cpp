// A dose grid as RTDOSE in 32 bits.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "io/dicom/access.hpp"
#include "io/dicom/write_object.hpp"

namespace abscope::io::dicom {
namespace {

constexpr double largest_count = 2147483648.0;  // 2^31: leaves room, and readers that take the values as signed stay right

/// The step of the stored values [Gy]: the grid's own where it fits into 32 bits, else maximum/2^31 rounded up.
double quantum_for(const patient::DoseGrid& dose) {
    const double maximum = dose.maximum_gy();
    if (dose.quantum_gy > 0.0 && maximum / dose.quantum_gy < 2.0 * largest_count - 1.0 &&
        parse_numbers(decimal_string(dose.quantum_gy))->front() == dose.quantum_gy)
        return dose.quantum_gy;
    if (!(maximum > 0.0)) return 1e-9;
    const double exact = maximum / largest_count;
    const double step = std::pow(10.0, std::floor(std::log10(exact)) - 5.0);
    return parse_numbers(decimal_string(std::ceil(exact / step) * step))->front();
}

Result<void> put_values(DcmItem& item, const patient::DoseGrid& dose) {
    const double quantum = quantum_for(dose);
    std::vector<Uint32> stored(dose.values.size());
    for (std::size_t v = 0; v < stored.size(); ++v) {
        const float value = dose.values[v];
        if (!std::isfinite(value) || value < 0.0f)
            return bad_output(fmt::format("a dose value is {}", value), "RTDOSE holds doses from 0", "Correct the dose.");
        stored[v] = static_cast<Uint32>(std::llround(value / quantum));
    }
    // 32-bit values stand in OW as pairs of 16-bit words, the low one first.
    const OFCondition status = item.putAndInsertUint16Array(DCM_PixelData, reinterpret_cast<const Uint16*>(stored.data()), static_cast<unsigned long>(stored.size() * 2));
    if (status.bad()) return bad_output("the dose is too large for one DICOM object", status.text(), "Use a coarser grid.");
    put_decimal(item, DCM_DoseGridScaling, quantum);
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
    put_short(item, DCM_BitsAllocated, 32);
    put_short(item, DCM_BitsStored, 32);
    put_short(item, DCM_HighBit, 31);
    put_short(item, DCM_PixelRepresentation, 0);
}

void put_plan_reference(DcmItem& dataset, const WriteContext& context, const patient::DoseGrid& dose) {
    if (context.plan_uids.empty()) return;
    DcmItem& plan = add_item(dataset, DCM_ReferencedRTPlanSequence);
    put_reference(plan, UID_RTPlanStorage, context.plan_uids.front());
    if (!dose.referenced_fraction_group && !dose.referenced_beam) return;
    DcmItem& group = add_item(plan, DCM_ReferencedFractionGroupSequence);
    put_integer(group, DCM_ReferencedFractionGroupNumber, dose.referenced_fraction_group.value_or(1));
    if (dose.referenced_beam) put_integer(add_item(group, DCM_ReferencedBeamSequence), DCM_ReferencedBeamNumber, *dose.referenced_beam);
}

const char* type_name(patient::DoseKind kind) {
    return kind == patient::DoseKind::effective ? "EFFECTIVE" : kind == patient::DoseKind::error ? "ERROR" : "PHYSICAL";
}

}  // namespace

Result<void> write_dose(WriteContext& context) {
    const patient::DoseGrid& dose = *context.anatomy->dose;
    if (dose.summation == patient::DoseSummation::unknown) return bad_output("the summation type of the dose is unknown", "RTDOSE must name it", "Say what the dose adds up to.");
    if (dose.grid.size[0] > 65535 || dose.grid.size[1] > 65535) return bad_output("a dose plane has more than 65535 points along one side", "DICOM allows no more", "Use a coarser grid.");
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
    if (!context.structure_set_uid.empty()) put_reference(add_item(dataset, DCM_ReferencedStructureSetSequence), UID_RTStructureSetStorage, context.structure_set_uid);
    ABSCOPE_CHECK_OK(put_values(dataset, dose));
    ABSCOPE_TRY([[maybe_unused]] const std::string uid, object.finish(""));
    return object.save(context.folder / "RTDOSE.dcm", true);
}

}  // namespace abscope::io::dicom
