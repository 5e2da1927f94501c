// From image position, orientation and spacing to a patient-space grid.
#include "io/dicom/geometry.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace abscope::io::dicom {
namespace {

constexpr double orthonormal_tolerance = 1e-3;  // what six printed digits and a degree's hundredth leave
constexpr double same_plane_mm = 0.01;          // planes closer than this are one plane
/// How far a plane may lie from the regular grid, as a share of the spacing; positions are often rounded to 0.1 mm.
constexpr double irregular_share = 0.05;
constexpr double irregular_mm = 0.05;

}  // namespace

Result<Plane> plane_of(DcmItem& item) { return plane_of(PlaneItems{&item, &item, &item}); }

Result<Plane> plane_of(const PlaneItems& items) {
    const auto position = items.position ? vector3(*items.position, DCM_ImagePositionPatient) : std::nullopt;
    const auto orientation = items.orientation ? numbers(*items.orientation, DCM_ImageOrientationPatient) : std::nullopt;
    const auto spacing = items.spacing ? numbers(*items.spacing, DCM_PixelSpacing) : std::nullopt;
    if (!position)
        return bad_input("Image Position (Patient) (0020,0032) is missing or no triple of numbers",
                         "the grid has no place", "Export the object again.");
    if (!orientation || orientation->size() != 6)
        return bad_input("Image Orientation (Patient) (0020,0037) is missing or not six numbers",
                         "the grid has no direction", "Export the object again.");
    if (!spacing || spacing->size() != 2 || !((*spacing)[0] > 0.0) || !((*spacing)[1] > 0.0))
        return bad_input("Pixel Spacing (0028,0030) is missing or not two positive numbers",
                         "the grid has no scale", "Export the object again.");
    Plane plane;
    plane.position = *position;
    const auto& o = *orientation;
    plane.along_i = {o[0], o[1], o[2]};
    plane.along_j = {o[3], o[4], o[5]};
    const double li = norm(plane.along_i), lj = norm(plane.along_j);
    if (std::abs(li - 1) > orthonormal_tolerance || std::abs(lj - 1) > orthonormal_tolerance ||
        std::abs(dot(plane.along_i, plane.along_j)) > orthonormal_tolerance)
        return bad_input(
            "Image Orientation (Patient) (0020,0037) is not a pair of perpendicular unit vectors",
            "the grid would be skewed", "Export the object again.");
    plane.along_i = (1.0 / li) * plane.along_i;
    plane.along_j = plane.along_j - dot(plane.along_i, plane.along_j) * plane.along_i;
    plane.along_j = (1.0 / norm(plane.along_j)) * plane.along_j;
    plane.normal = cross(plane.along_i, plane.along_j);
    plane.spacing_j = (*spacing)[0];  // between rows
    plane.spacing_i = (*spacing)[1];  // between columns
    return plane;
}

patient::PatientPosition position_from(const std::string& text) {
    using enum patient::PatientPosition;
    for (const auto p : {head_first_supine, head_first_prone, feet_first_supine, feet_first_prone,
                         head_first_decubitus_right, head_first_decubitus_left, feet_first_decubitus_right,
                         feet_first_decubitus_left})
        if (text == patient::position_name(p)) return p;
    return unknown;
}

Result<PlaneOffsets> plane_offsets(const std::vector<double>& offsets_mm, const std::string& what, Gaps allowed) {
    ABSCOPE_EXPECT(offsets_mm.size() >= 2);
    const std::size_t n = offsets_mm.size();
    PlaneOffsets out;
    out.descending = offsets_mm.back() < offsets_mm.front();
    std::vector<double> z = offsets_mm;
    if (out.descending) std::reverse(z.begin(), z.end());
    std::vector<double> gaps(n - 1);
    for (std::size_t k = 0; k + 1 < n; ++k) {
        gaps[k] = z[k + 1] - z[k];
        if (gaps[k] < -same_plane_mm)
            return bad_input(
                fmt::format("the {}s are not in order: offset {:g} mm after {:g} mm", what, z[k + 1], z[k]),
                "", "Export the object again.");
        if (gaps[k] < same_plane_mm)
            return bad_input(fmt::format("two {}s lie at the same place, {:.3f} mm", what, z[k]),
                             "which one counts is not known",
                             "Keep one acquisition (or one phase) in the folder.");
    }
    std::vector<double> sorted = gaps;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                     sorted.end());
    const double usual = sorted[sorted.size() / 2];
    for (std::size_t k = 0; k + 1 < n; ++k)
        if (allowed == Gaps::refuse && gaps[k] > 1.5 * usual && std::abs(gaps[k] / usual - std::round(gaps[k] / usual)) < 0.1)
            return bad_input(
                fmt::format("{} {}{} missing between {:.3f} and {:.3f} mm", std::round(gaps[k] / usual) - 1,
                            what, gaps[k] > 2.5 * usual ? "s are" : " is", z[k], z[k + 1]),
                fmt::format("the others are {:g} mm apart", usual), "Export the series again, complete.");
    out.first = z.front();
    out.spacing = (z.back() - z.front()) / static_cast<double>(n - 1);
    for (std::size_t k = 0; k < n; ++k) {
        const double deviation = std::abs(z[k] - (out.first + static_cast<double>(k) * out.spacing));
        if (deviation > std::max(irregular_mm, irregular_share * out.spacing)) out.regular = false;
    }
    out.rising_mm = std::move(z);
    // Where every gap is the same as printed, keep the printed value rather than a quotient one bit away from it.
    if (out.regular && std::abs(usual - out.spacing) < 1e-6) out.spacing = usual;
    return out;
}

}  // namespace abscope::io::dicom
