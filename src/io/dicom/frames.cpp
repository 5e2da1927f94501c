// One frame of reference for everything. Moving a grid moves its origin and axes; no value is interpolated.
#include "io/dicom/frames.hpp"

#include <fmt/format.h>

#include "geometry/reindex.hpp"
#include "io/dicom/registration.hpp"

namespace abscope::io::dicom {
namespace {

/// The first refusal among the registrations, as a half sentence.
std::string why_not(const DicomFolder& folder) {
    for (const FoundRegistration& r : folder.registrations)
        if (r.refused) return "; " + r.refused->problem;
    return folder.registrations.empty() ? "" : "; the registrations of the folder do not connect them";
}

void move_structure(patient::Structure& structure, const RigidMap& map) {
    for (patient::Contour& contour : structure.contours)
        for (patient::Vector3& p : contour.points) p = map(p);
    for (patient::Vector3& p : structure.points) p = map(p);
    structure.frame_of_reference_uid.clear();
}

}  // namespace

void gather_structures(const DicomFolder& folder, ChosenAnatomy& chosen) {
    patient::StructureSet& set = chosen.anatomy.structures;
    for (patient::Structure& structure : set.structures) {
        if (structure.frame_of_reference_uid.empty()) continue;
        if (const auto map = map_between(folder.registrations, structure.frame_of_reference_uid, set.frame_of_reference_uid)) {
            move_structure(structure, *map);
            chosen.explanation.push_back(
                fmt::format("structure '{}': moved into the frame of reference of the set by a rigid registration.", structure.name));
            continue;
        }
        structure.contours.clear();
        structure.points.clear();
        chosen.warnings.push_back(
            {"structure-other-frame",
             fmt::format("structure '{}' lies in another frame of reference than the set, and no rigid registration of the "
                         "folder brings it there{}; it is left empty.",
                         structure.name, why_not(folder))});
    }
}

Result<void> gather_dose(const DicomFolder& folder, ChosenAnatomy& chosen) {
    patient::Anatomy& anatomy = chosen.anatomy;
    if (!anatomy.dose || anatomy.structures.structures.empty()) return {};
    const std::string& a = anatomy.structures.frame_of_reference_uid;
    const std::string& b = anatomy.dose->frame_of_reference_uid;
    if (a.empty() || b.empty()) {
        chosen.warnings.push_back({"frame-of-reference-missing",
                                   "the structure set or the dose has no Frame of Reference UID (0020,0052); they "
                                   "are taken to lie in the same one."});
        return {};
    }
    if (a == b) return {};
    if (const auto map = map_between(folder.registrations, b, a)) {
        anatomy.dose->grid = moved(anatomy.dose->grid, *map);
        geometry::make_canonical(anatomy.dose->grid, anatomy.dose->values);
        anatomy.dose->frame_of_reference_uid = a;
        chosen.explanation.push_back("dose: moved into the frame of reference of the structures by a rigid registration.");
        return {};
    }
    return bad_input("dose and structures lie in different frames of reference",
                     fmt::format("structures in {}, dose in {}: their positions cannot be compared{}", a, b, why_not(folder)),
                     "Choose a dose that was computed on the image of the structures, or add the rigid registration (REG).");
}

bool gather_image(const DicomFolder& folder, ChosenAnatomy& chosen, patient::Image& image) {
    const std::string& frame = chosen.anatomy.structures.frame_of_reference_uid;
    if (frame.empty() || image.frame_of_reference_uid.empty() || frame == image.frame_of_reference_uid) return true;
    const auto map = map_between(folder.registrations, image.frame_of_reference_uid, frame);
    if (!map) return false;
    image.grid = moved(image.grid, *map);
    geometry::make_canonical(image.grid, image.values);
    image.frame_of_reference_uid = frame;
    chosen.explanation.push_back("image: moved into the frame of reference of the structures by a rigid registration.");
    return true;
}

}  // namespace abscope::io::dicom
