// A structure as the solid that its contours describe: a stack of exact prisms. Between `patient` contours and every
// volume, mask and DVH.
#pragma once

#include <array>
#include <vector>

#include "geometry/contour_frame.hpp"
#include "patient/structure.hpp"
#include "patient/warning.hpp"

namespace abscope::geometry {

/// A closed polygon in the plane of its contour; points are (x, y) of the solid's frame [mm], the last is joined to the first.
using Polygon = std::vector<std::array<double, 2>>;

/// All contours of one plane, extruded from bottom to top. Inside is where an odd number of polygons encloses a point.
struct Slab {
    double z_mm = 0.0;       ///< plane of the contours [mm]
    double bottom_mm = 0.0;  ///< [mm]
    double top_mm = 0.0;     ///< [mm]
    std::vector<Polygon> polygons;
    double area_mm2 = 0.0;   ///< even-odd area [mm2]
    double thickness_mm() const { return top_mm - bottom_mm; }
};

/// How far the first and the last slab of a piece reach beyond their contours. Planning systems differ in this [@nelms2015].
enum class EndRule {
    half_spacing,  ///< half a spacing: each contour stands for the same thickness, unbiased for planes at random (Cavalieri)
    contour,       ///< not at all: the solid ends at its first and last contour; a piece of one plane keeps its thickness
};

/// The solid of a structure. Slabs rise in z and do not overlap; a plane that is missing leaves a gap. Coordinates are those
/// of the frame; for axial contours, of the patient.
struct PrismStack {
    ContourFrame frame;
    std::vector<Slab> slabs;
    EndRule ends = EndRule::half_spacing;
    bool knows_slabs = false;            ///< the source says how thick each slab is: its ends are no question of a rule
    double spacing_mm = 0.0;             ///< contour spacing detected, or the default for a single plane [mm]
    double volume_cc = 0.0;              ///< exact volume of the prisms [cm3]
    double volume_uncertainty_cc = 0.0;  ///< half width: how far the smooth solid behind the contours may lie [cm3]
    patient::Warnings warnings;
    bool empty() const { return slabs.empty(); }
};

/// Builds the solid. Each slab reaches half way to its neighbours; what the first and last do outward is `ends`;
/// a distance of more than 1.5 × the median spacing is a gap, and the pieces end there as they do at the top and bottom.
/// A single plane gets `single_plane_spacing_mm`; where the structure says how thick its slabs are, that holds. Contours that are not parallel, have fewer than three points or no area
/// are left out with a warning.
PrismStack build_prism_stack(const patient::Structure& structure, double single_plane_spacing_mm,
                             EndRule ends = EndRule::half_spacing);

/// The same contours with another end rule.
PrismStack with_ends(PrismStack stack, EndRule ends);

/// Most common distance between neighbouring contour planes of a whole set [mm]; `fallback_mm` where there is none.
double common_plane_spacing_mm(const patient::StructureSet& set, double fallback_mm);

/// Smallest box about a solid that is not empty, in its frame [mm].
struct BoundingBox {
    patient::Vector3 low, high;
};
BoundingBox bounding_box(const PrismStack& solid);

/// Area inside an odd number of the polygons [mm2]; overlaps and self-crossings count as even-odd says.
double even_odd_area_mm2(const std::vector<Polygon>& polygons);

}  // namespace abscope::geometry
