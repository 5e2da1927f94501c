// RTSTRUCT to a structure set: regions by number, their contours exactly as written.
#include "io/dicom/rt_structure_set.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "geometry/contour_frame.hpp"

namespace abscope::io::dicom {
namespace {

/// What happened to the contours of one region.
struct ContourTally {
    std::size_t open = 0, damaged = 0, degenerate = 0;
};

/// The points of one contour; empty where the data is no list of triples.
std::vector<patient::Vector3> points_of(DcmItem& contour) {
    const auto data = numbers(contour, DCM_ContourData);
    std::vector<patient::Vector3> points;
    if (!data || data->size() % 3 != 0) return points;
    points.reserve(data->size() / 3);
    for (std::size_t i = 0; i < data->size(); i += 3)
        points.push_back({(*data)[i], (*data)[i + 1], (*data)[i + 2]});
    return points;
}

/// CLOSED_PLANAR and CLOSEDPLANAR_XOR alike: contours of one plane combine by the even-odd rule.
void add_contour(DcmItem& contour, patient::Structure& structure, ContourTally& tally) {
    const std::string type = text(contour, DCM_ContourGeometricType);
    std::vector<patient::Vector3> points = points_of(contour);
    if (points.empty()) {
        ++tally.damaged;
        return;
    }
    if (type == "POINT" || (type.empty() && points.size() == 1)) {
        structure.points.insert(structure.points.end(), points.begin(), points.end());
        return;
    }
    if (type == "OPEN_PLANAR" || type == "OPEN_NONPLANAR") {
        ++tally.open;
        return;
    }
    if (points.size() > 1 && points.front() == points.back()) points.pop_back();
    if (points.size() < 3)
        ++tally.degenerate;
    else
        structure.contours.push_back({std::move(points)});
}

void say(const ContourTally& tally, patient::Structure& structure, patient::Warnings& warnings) {
    const auto add = [&](const char* code, const std::string& what) {
        warnings.push_back({code, fmt::format("structure '{}': {}", structure.name, what)});
    };
    if (tally.damaged > 0)
        add("structure-contour-damaged", fmt::format("{} contour(s) have no readable coordinates (3006,0050) "
                                                     "and are left out; its volume is too small.",
                                                     tally.damaged));
    if (tally.open > 0)
        add("structure-contour-open",
            fmt::format("{} open contour(s) enclose no volume and are left out.", tally.open));
    if (tally.degenerate > 0)
        add("structure-contour-degenerate",
            fmt::format("{} contour(s) with fewer than three points are left out.", tally.degenerate));
    if (!geometry::contour_frame(structure)) {
        structure.contours.clear();
        add("structure-not-parallel", "its contours do not lie in parallel planes, and what is between them is not known; "
                                      "the structure is left empty.");
        return;
    }
    if (structure.contours.empty() && structure.points.empty())
        add("structure-without-contours", "it has no closed contours; it has no volume and no DVH.");
}

/// The thickness of the only plane, where the file says it. Of several planes the spacing counts: files often say 0 or the
/// thickness of the slices there.
void read_slab(const std::vector<DcmItem*>& contours, patient::Structure& structure) {
    const auto frame = geometry::contour_frame(structure);
    if (contours.empty() || !frame || structure.contours.empty()) return;
    const double first = frame->into(structure.contours.front().points.front()).z;
    for (const patient::Contour& contour : structure.contours)
        if (std::abs(frame->into(contour.points.front()).z - first) > frame->flat_mm) return;
    structure.slab_mm = std::max(0.0, number(*contours.front(), DCM_RETIRED_ContourSlabThickness).value_or(0.0));
}

/// Region of ROI Contour and RT ROI Observations by number.
std::map<int, DcmItem*> by_number(DcmDataset& dataset, const DcmTagKey& sequence) {
    std::map<int, DcmItem*> out;
    for (DcmItem* item : items(dataset, sequence))
        if (const auto number = integer(*item, DCM_ReferencedROINumber)) out.emplace(*number, item);
    return out;
}

void read_colour(DcmItem& item, patient::Structure& structure) {
    const auto colour = numbers(item, DCM_ROIDisplayColor);
    if (!colour || colour->size() != 3) return;
    for (std::size_t c = 0; c < 3; ++c)
        structure.colour[c] = static_cast<int>(std::lround(std::clamp((*colour)[c], 0.0, 255.0)));
}

void read_frame_and_series(DcmDataset& dataset, patient::StructureSet& set) {
    const auto frames = items(dataset, DCM_ReferencedFrameOfReferenceSequence);
    for (DcmItem* frame : frames) {
        if (set.frame_of_reference_uid.empty())
            set.frame_of_reference_uid = text(*frame, DCM_FrameOfReferenceUID);
        for (DcmItem* study : items(*frame, DCM_RTReferencedStudySequence))
            for (DcmItem* series : items(*study, DCM_RTReferencedSeriesSequence))
                if (set.referenced_series_uid.empty())
                    set.referenced_series_uid = text(*series, DCM_SeriesInstanceUID);
    }
    if (set.frame_of_reference_uid.empty())
        set.frame_of_reference_uid = text(dataset, DCM_FrameOfReferenceUID);
}

void read_region(DcmItem& region, FoundStructureSet& found, const std::string& charset,
                 patient::Warnings& warnings) {
    patient::StructureSet& set = found.set;
    const auto number = integer(region, DCM_ROINumber);
    if (!number) {
        warnings.push_back(
            {"structure-without-number",
             fmt::format("structure set '{}': a structure without ROI Number (3006,0022) is left out.",
                         set.label)});
        return;
    }
    patient::Structure structure;
    structure.number = *number;
    structure.name = label(region, DCM_ROIName, charset);
    if (structure.name.empty()) structure.name = fmt::format("ROI {}", *number);
    const std::string frame = text(region, DCM_ReferencedFrameOfReferenceUID);
    if (set.frame_of_reference_uid.empty()) set.frame_of_reference_uid = frame;
    if (frame != set.frame_of_reference_uid) structure.frame_of_reference_uid = frame;
    set.structures.push_back(std::move(structure));
}

}  // namespace

FoundStructureSet read_structure_set(OpenFile& file, const std::string& name, const DicomLimits& limits,
                                     patient::Warnings& warnings) {
    DcmDataset& dataset = file.dataset();
    const std::string charset = file.charset();
    FoundStructureSet found;
    found.source = name;
    patient::StructureSet& set = found.set;
    set.sop_instance_uid = text(dataset, DCM_SOPInstanceUID);
    set.study_uid = text(dataset, DCM_StudyInstanceUID);
    set.label = label(dataset, DCM_StructureSetLabel, charset);
    if (set.label.empty()) set.label = label(dataset, DCM_StructureSetName, charset);
    read_frame_and_series(dataset, set);
    for (DcmItem* region : items(dataset, DCM_StructureSetROISequence))
        read_region(*region, found, charset, warnings);
    const auto contours = by_number(dataset, DCM_ROIContourSequence);
    const auto observations = by_number(dataset, DCM_RTROIObservationsSequence);
    std::size_t points = 0;
    for (patient::Structure& structure : set.structures) {
        if (const auto o = observations.find(structure.number); o != observations.end())
            structure.interpreted_type = text(*o->second, DCM_RTROIInterpretedType);
        ContourTally tally;
        if (const auto c = contours.find(structure.number); c != contours.end()) {
            read_colour(*c->second, structure);
            const auto drawn = items(*c->second, DCM_ContourSequence);
            for (DcmItem* contour : drawn) add_contour(*contour, structure, tally);
            read_slab(drawn, structure);
        }
        for (const patient::Contour& contour : structure.contours) points += contour.points.size();
        if (points > limits.contour_points) {
            found.refused = bad_input("the structure set has too many contour points",
                                      fmt::format("the limit is {}", limits.contour_points),
                                      "Export fewer structures.");
            return found;
        }
        say(tally, structure, warnings);
    }
    if (set.structures.empty())
        found.refused =
            bad_input("the structure set has no structures",
                      "Structure Set ROI Sequence (3006,0020) is empty or missing", "Export it again.")
                .within(fmt::format("in file '{}'", name));
    return found;
}

}  // namespace abscope::io::dicom
