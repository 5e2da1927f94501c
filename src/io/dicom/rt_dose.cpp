// RTDOSE to a dose grid. What makes it unfit for use ends in FoundDose::refused; the values are kept where they can be read.
#include "io/dicom/rt_dose.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "geometry/reindex.hpp"
#include "geometry/resample_planes.hpp"
#include "io/dicom/geometry.hpp"
#include "io/dicom/pixels.hpp"
#include "io/dicom/stored_dvh.hpp"

namespace abscope::io::dicom {
namespace {

patient::DoseSummation summation_from(const std::string& name) {
    for (int s = 0; s < static_cast<int>(patient::DoseSummation::unknown); ++s)
        if (name == patient::summation_name(static_cast<patient::DoseSummation>(s)))
            return static_cast<patient::DoseSummation>(s);
    return patient::DoseSummation::unknown;
}

/// Offsets along the normal. The second kind of vector holds z coordinates of an axial grid instead of distances from the
/// first frame (PS3.3 C.8.8.3.2).
Result<std::vector<double>> along_normal(std::vector<double> offsets, const Plane& plane) {
    const double first = offsets.front();
    if (std::abs(first) <= 1e-6) return offsets;
    const double up = plane.normal.z;
    if (std::abs(first - plane.position.z) > 0.01 || std::abs(std::abs(up) - 1.0) > 1e-3)
        return bad_input(fmt::format("Grid Frame Offset Vector (3004,000c) begins with {:g} mm", first),
                         fmt::format("it must begin with 0 or, on an axial grid, with the z of the first frame, {:g} mm",
                                     plane.position.z),
                         "Export the dose again.");
    for (double& offset : offsets) offset = (offset - first) * (up > 0.0 ? 1.0 : -1.0);
    return offsets;
}

/// One frame: its thickness is the first distance of the vector, or Slice Thickness.
Result<PlaneOffsets> single_frame(DcmDataset& dataset, const std::vector<double>& all, const std::string& name,
                                  patient::Warnings& warnings) {
    PlaneOffsets single;
    if (all.size() > 1) single.spacing = std::abs(all[1] - all[0]);
    if (!(single.spacing > 0.0)) single.spacing = number(dataset, DCM_SliceThickness).value_or(0.0);
    if (!(single.spacing > 0.0))
        return bad_input("the dose has one frame and no Slice Thickness (0018,0050)",
                         "its extent along the patient is unknown",
                         "Export the dose on a grid of several planes.");
    warnings.push_back(
        {"dose-single-frame",
         fmt::format("dose '{}' has one frame; it is taken as {:g} mm thick.", name, single.spacing)});
    return single;
}

/// Where the frames lie: the first one's offset from Image Position [mm], the spacing, and whether they come in falling order.
Result<PlaneOffsets> frame_offsets(DcmDataset& dataset, std::size_t frames, const Plane& plane,
                                   const std::string& name, patient::Warnings& warnings) {
    auto all = numbers(dataset, DCM_GridFrameOffsetVector);
    if (!all || all->size() < frames) {
        if (frames > 1)
            return bad_input(fmt::format("Grid Frame Offset Vector (3004,000c) has {} values for {} frames",
                                         all ? all->size() : 0, frames),
                             "the places of the frames are unknown", "Export the dose again.");
        all = std::vector<double>{0.0};
    }
    if (all->size() > frames)
        warnings.push_back(
            {"dose-frame-offsets", fmt::format("dose '{}': Grid Frame Offset Vector has {} values for {} "
                                               "frame(s); the first ones are used.",
                                               name, all->size(), frames)});
    ABSCOPE_TRY(std::vector<double> offsets, along_normal(*all, plane));
    if (frames == 1) return single_frame(dataset, offsets, name, warnings);
    offsets.resize(frames);
    return plane_offsets(offsets, "frame", Gaps::allow);
}

/// Frames at irregular distances: filled up where every distance is a multiple of one step, which leaves the dose between them
/// what it was; else refused.
Result<void> make_regular(patient::DoseGrid& dose, const PlaneOffsets& offsets, const DicomLimits& limits,
                          patient::Warnings& warnings) {
    if (offsets.regular) return {};
    const auto to = geometry::common_step(offsets.rising_mm);
    const std::size_t plane = dose.grid.size[0] * dose.grid.size[1];
    if (to.count == 0 || plane * to.count > limits.volume_voxels)
        return bad_input("the frames are irregularly spaced",
                         fmt::format("their distances, from {:g} mm up, are no multiples of one step; the dose between "
                                     "them would change",
                                     geometry::finest_step(offsets.rising_mm).step_mm),
                         "Export the dose on a regular grid.");
    dose.values = geometry::resample_planes(dose.values, plane, offsets.rising_mm, to);
    dose.grid.size[2] = to.count;
    dose.grid.spacing[2] = to.step_mm;
    warnings.push_back({"dose-frames-filled",
                        fmt::format("dose '{}': its frames lie at unequal distances; frames every {:g} mm were put between "
                                    "them, linearly.",
                                    dose.source, to.step_mm)});
    return {};
}

patient::Grid grid_of(const Plane& plane, const PixelLayout& layout, const PlaneOffsets& offsets) {
    patient::Grid grid;
    grid.size = {layout.columns, layout.rows, layout.frames};
    grid.origin = plane.position + offsets.first * plane.normal;
    grid.spacing = {plane.spacing_i, plane.spacing_j, offsets.spacing};
    grid.axes = {plane.along_i, plane.along_j, plane.normal};
    return grid;
}

void reverse_frames(patient::DoseGrid& dose) {
    const std::size_t plane = dose.grid.size[0] * dose.grid.size[1], n = dose.grid.size[2];
    const auto frame = [&](std::size_t k) {
        return dose.values.begin() + static_cast<std::ptrdiff_t>(k * plane);
    };
    for (std::size_t k = 0; k < n / 2; ++k) std::swap_ranges(frame(k), frame(k + 1), frame(n - 1 - k));
}

void read_references(DcmDataset& dataset, patient::DoseGrid& dose) {
    for (DcmItem* plan : items(dataset, DCM_ReferencedRTPlanSequence)) {
        if (dose.referenced_plan_uid.empty())
            dose.referenced_plan_uid = text(*plan, DCM_ReferencedSOPInstanceUID);
        for (DcmItem* group : items(*plan, DCM_ReferencedFractionGroupSequence)) {
            if (!dose.referenced_fraction_group)
                dose.referenced_fraction_group = integer(*group, DCM_ReferencedFractionGroupNumber);
            for (DcmItem* beam : items(*group, DCM_ReferencedBeamSequence))
                if (!dose.referenced_beam) dose.referenced_beam = integer(*beam, DCM_ReferencedBeamNumber);
        }
    }
    for (DcmItem* set : items(dataset, DCM_ReferencedStructureSetSequence))
        if (dose.referenced_structure_set_uid.empty())
            dose.referenced_structure_set_uid = text(*set, DCM_ReferencedSOPInstanceUID);
}

/// Units, type and scaling; the reason where the numbers are no dose in Gy.
std::optional<Error> refuse_meaning(const FoundDose& found, std::optional<double> scaling) {
    if (!scaling)
        return bad_input("Dose Grid Scaling (3004,000e) is missing or no number",
                         "stored values cannot be turned into dose", "Export the dose again.");
    if (!(*scaling > 0.0))
        return bad_input(fmt::format("Dose Grid Scaling (3004,000e) is {:g}", *scaling),
                         "every dose would be zero or negative", "Export the dose again.");
    if (found.units == "RELATIVE")
        return bad_input("Dose Units (3004,0002) is RELATIVE",
                         "the values are shares of a dose that the file does not give",
                         "Export the dose in Gy (absolute dose).");
    if (found.units != "GY")
        return bad_input(found.units.empty() ? "Dose Units (3004,0002) is missing"
                                             : fmt::format("Dose Units (3004,0002) is '{}'", found.units),
                         "only GY says that the values are absorbed dose in Gy",
                         "Export the dose in Gy (absolute dose).");
    if (found.dose.kind == patient::DoseKind::error)
        return bad_input("Dose Type (3004,0004) is ERROR", "the values are differences of doses, not doses",
                         "Choose the dose itself.");
    return std::nullopt;
}

Result<void> read_grid_and_values(OpenFile& file, FoundDose& found, double scaling, const DicomLimits& limits,
                                  patient::Warnings& warnings) {
    DcmDataset& dataset = file.dataset();
    patient::DoseGrid& dose = found.dose;
    ABSCOPE_TRY(const PixelLayout layout, pixel_layout(dataset, limits.volume_voxels));
    dose.bits = layout.bits_stored;
    ABSCOPE_TRY(const Plane plane, plane_of(dataset));
    ABSCOPE_TRY(const PlaneOffsets offsets,
                frame_offsets(dataset, layout.frames, plane, found.source, warnings));
    dose.grid = grid_of(plane, layout, offsets);
    if (!layout.present)
        return bad_input("Pixel Data (7fe0,0010) is missing", "the dose has no values",
                         "Export the dose again.");
    const std::size_t bytes = layout.count() * static_cast<std::size_t>(layout.bits_allocated / 8);
    if (bytes > limits.file_bytes)
        return bad_input(fmt::format("the dose needs {} bytes", bytes),
                         fmt::format("the limit is {}", limits.file_bytes), "Export it on a coarser grid.");
    dose.values.resize(layout.count());
    ABSCOPE_CHECK_OK(read_pixels(file, layout, scaling, 0.0, dose.values));
    if (offsets.descending) reverse_frames(dose);
    ABSCOPE_CHECK_OK(make_regular(dose, offsets, limits, warnings));
    geometry::make_canonical(dose.grid, dose.values);
    return {};
}

}  // namespace

FoundDose read_dose(OpenFile& file, const std::string& name, const DicomLimits& limits,
                    patient::Warnings& warnings) {
    DcmDataset& dataset = file.dataset();
    FoundDose found;
    found.source = name;
    found.units = text(dataset, DCM_DoseUnits);
    patient::DoseGrid& dose = found.dose;
    dose.source = name;
    dose.sop_instance_uid = text(dataset, DCM_SOPInstanceUID);
    dose.study_uid = text(dataset, DCM_StudyInstanceUID);
    dose.frame_of_reference_uid = text(dataset, DCM_FrameOfReferenceUID);
    dose.comment = label(dataset, DCM_DoseComment, file.charset());
    const std::string type = text(dataset, DCM_DoseType);
    dose.kind = type == "EFFECTIVE" ? patient::DoseKind::effective
                : type == "ERROR"   ? patient::DoseKind::error
                                    : patient::DoseKind::physical;
    if (type.empty())
        warnings.push_back(
            {"dose-type-missing",
             fmt::format("dose '{}': Dose Type (3004,0004) is missing; taken as PHYSICAL.", name)});
    dose.summation = summation_from(text(dataset, DCM_DoseSummationType));
    read_references(dataset, dose);
    const auto scaling = number(dataset, DCM_DoseGridScaling);
    found.refused = refuse_meaning(found, scaling);
    if (scaling && *scaling > 0.0) {
        dose.quantum_gy = *scaling;
        auto read = read_grid_and_values(file, found, *scaling, limits, warnings);
        if (!read.ok()) {
            dose.values.clear();
            if (!found.refused) found.refused = std::move(read).error();
        }
    }
    read_stored_dvhs(dataset, name, dose, warnings);
    if (found.refused) found.refused->context.push_back(fmt::format("in file '{}'", name));
    return found;
}

}  // namespace abscope::io::dicom
