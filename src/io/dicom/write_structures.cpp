// A structure set as RTSTRUCT.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <cmath>
#include <set>

#include "io/dicom/write_object.hpp"

namespace abscope::io::dicom {
namespace {

constexpr double coordinate_quantum_mm = 1e-6;

std::string coordinates(const std::vector<patient::Vector3>& points) {
    std::string out;
    for (const patient::Vector3& p : points)
        for (const double value : {p.x, p.y, p.z}) {
            if (!out.empty()) out += '\\';
            out += decimal_string(std::round(value / coordinate_quantum_mm) * coordinate_quantum_mm);
        }
    return out;
}

/// ROI numbers as they are where they are unique, else 1, 2, 3, ….
std::vector<int> numbers_of(const std::vector<patient::Structure>& structures) {
    std::vector<int> numbers;
    std::set<int> seen;
    bool usable = true;
    for (const patient::Structure& s : structures) {
        numbers.push_back(s.number);
        usable = usable && s.number >= 0 && seen.insert(s.number).second;
    }
    if (!usable)
        for (std::size_t s = 0; s < numbers.size(); ++s) numbers[s] = static_cast<int>(s) + 1;
    return numbers;
}

/// The slice in whose plane the points lie, if any.
const std::string* slice_of(const WriteContext& context, const std::vector<patient::Vector3>& points) {
    if (!context.anatomy->image || context.slice_uids.empty()) return nullptr;
    const patient::Grid& grid = context.anatomy->image->grid;
    const double k = std::round(grid.fractional_index(points.front())[2]);
    if (!(k >= 0) || k >= static_cast<double>(grid.size[2])) return nullptr;
    for (const patient::Vector3& p : points)
        if (std::abs(grid.fractional_index(p)[2] - k) * grid.spacing[2] > 0.01) return nullptr;
    return &context.slice_uids[static_cast<std::size_t>(k)];
}

void put_frame_and_series(DcmItem& dataset, const WriteContext& context) {
    DcmItem& frame = add_item(dataset, DCM_ReferencedFrameOfReferenceSequence);
    put(frame, DCM_FrameOfReferenceUID, context.frame_uid);
    if (context.slice_uids.empty()) return;
    DcmItem& study = add_item(frame, DCM_RTReferencedStudySequence);
    put_reference(study, UID_RETIRED_DetachedStudyManagementSOPClass, context.study_uid);
    DcmItem& series = add_item(study, DCM_RTReferencedSeriesSequence);
    put(series, DCM_SeriesInstanceUID, context.series_uid);
    for (const std::string& uid : context.slice_uids)
        put_reference(add_item(series, DCM_ContourImageSequence), UID_CTImageStorage, uid);
}

void put_contour(DcmItem& region, const WriteContext& context, const char* type,
                 const std::vector<patient::Vector3>& points, double slab_mm) {
    DcmItem& item = add_item(region, DCM_ContourSequence);
    if (const std::string* slice = slice_of(context, points))
        put_reference(add_item(item, DCM_ContourImageSequence), UID_CTImageStorage, *slice);
    put(item, DCM_ContourGeometricType, type);
    put_integer(item, DCM_NumberOfContourPoints, static_cast<long>(points.size()));
    put(item, DCM_ContourData, coordinates(points));
}

void put_structure(DcmItem& dataset, const WriteContext& context, const patient::Structure& structure,
                   int number) {
    DcmItem& region = add_item(dataset, DCM_StructureSetROISequence);
    put_integer(region, DCM_ROINumber, number);
    put(region, DCM_ReferencedFrameOfReferenceUID, context.frame_uid);
    put(region, DCM_ROIName, short_text(structure.name, 64));
    put(region, DCM_ROIGenerationAlgorithm, "");
    DcmItem& contours = add_item(dataset, DCM_ROIContourSequence);
    put(contours, DCM_ROIDisplayColor, fmt::format("{}", fmt::join(structure.colour, "\\")));
    for (const patient::Contour& contour : structure.contours)
        if (contour.points.size() >= 3) put_contour(contours, context, "CLOSED_PLANAR", contour.points, structure.slab_mm);
    for (const patient::Vector3& point : structure.points) put_contour(contours, context, "POINT", {point}, 0.0);
    put_integer(contours, DCM_ReferencedROINumber, number);
    DcmItem& observation = add_item(dataset, DCM_RTROIObservationsSequence);
    put_integer(observation, DCM_ObservationNumber, number);
    put_integer(observation, DCM_ReferencedROINumber, number);
    put(observation, DCM_RTROIInterpretedType, short_text(structure.interpreted_type, 16));
    put(observation, DCM_ROIInterpreter, "");
}

}  // namespace

Result<void> write_structures(WriteContext& context) {
    const patient::StructureSet& set = context.anatomy->structures;
    WrittenObject object(context, UID_RTStructureSetStorage, "RTSTRUCT", 2);
    DcmItem& dataset = object.dataset();
    put_rt_series(dataset);
    put(dataset, DCM_StructureSetLabel, short_text(set.label.empty() ? "structures" : set.label, 16));
    put(dataset, DCM_StructureSetDate, context.options.date);
    put(dataset, DCM_StructureSetTime, context.options.time);
    put_frame(dataset, context);
    put_frame_and_series(dataset, context);
    const std::vector<int> numbers = numbers_of(set.structures);
    for (std::size_t s = 0; s < set.structures.size(); ++s) {
        if (stop_requested()) return interrupted();
        for (const patient::Contour& contour : set.structures[s].contours)
            for (const patient::Vector3& p : contour.points)
                if (!std::isfinite(p.x + p.y + p.z))
                    return bad_output(fmt::format("structure '{}' has a coordinate that is no number",
                                                  set.structures[s].name),
                                      "", "Correct the structure.");
        put_structure(dataset, context, set.structures[s], numbers[s]);
    }
    ABSCOPE_TRY(context.structure_set_uid, object.finish(""));
    return object.save(context.folder / "RTSTRUCT.dcm", false);
}

}  // namespace abscope::io::dicom
