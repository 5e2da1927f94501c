// The anatomy of the thorax phantom: contoured organs and what is only painted into the CT. Numbers: docs/methods/phantom.md.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "geometry/phantom_shapes.hpp"
#include "patient/organ_role.hpp"

namespace abscope::geometry::phantom {

/// Lowest and highest contour plane [mm]; planes are 3 mm apart and the solids end half a plane further out.
inline constexpr double lowest_plane_mm = -258.0, highest_plane_mm = 150.0;
inline constexpr int plane_count = 137;

/// A structure of the plan.
struct Organ {
    std::string name;
    patient::OrganRole role = patient::OrganRole::none;
    std::string interpreted_type;
    std::array<int, 3> colour{};
    Solid solid;
    double step_mm = 3.0;  ///< sampling of its contours
};

/// What the CT shows of a solid: CT numbers by depth below its surface, from the surface inward.
struct Paint {
    Solid solid;
    std::vector<std::pair<double, double>> layers;  ///< (depth [mm], CT number [HU]), first depth 0
    double only_below_hu = 1e9;  ///< covers only what is darker than this [HU]
};

struct Body {
    Solid external, cage, below_diaphragm, lung_right, lung_left;
    std::vector<Organ> organs;  ///< in order of ROI number
    std::vector<Paint> paints;  ///< later ones cover earlier ones
};

/// The primary and what the beams aim at.
inline constexpr Vector3 target_centre{-75.0, -18.0, 45.0};        ///< [mm]
inline constexpr Vector3 gtv_semi_axes{15.0, 13.0, 14.0};          ///< [mm]
inline constexpr Vector3 ptv_semi_axes{23.0, 21.0, 22.0};          ///< [mm]

Body make_body();

// Parts of make_body, one file a region.
Solid make_external();
Solid make_cage();
Solid make_below_diaphragm();
/// Bones that are painted but not contoured, and the contoured vertebrae and sternum.
struct Skeleton {
    Solid vertebrae, sternum, canal, cord;
    std::vector<Paint> painted;
};
Skeleton make_skeleton(const Solid& cage);
/// Tapering branches that leave the hilum, as in a real lung; only painted.
std::vector<Paint> make_lung_vessels(const Body& body);

}  // namespace abscope::geometry::phantom
