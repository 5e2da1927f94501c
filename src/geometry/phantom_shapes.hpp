// Solids the thorax phantom is made of: each knows how deep a point lies in it, so that contours, voxels and the dose read the
// same analytic surface.
#pragma once

#include <functional>
#include <initializer_list>
#include <utility>
#include <vector>

#include "patient/vector3.hpp"

namespace abscope::geometry::phantom {

using patient::Vector3;

/// Axis-aligned box.
struct Box {
    Vector3 low, high;  ///< [mm]
    Box grown(double margin_mm) const;
    Box united(const Box& other) const;
    Box common(const Box& other) const;
    bool contains(Vector3 p) const;
};

/// A solid: positive inside, zero on its surface, about the distance to it in mm nearby. Outside `box` it is negative.
struct Solid {
    Box box;
    std::function<double(Vector3)> depth_mm;

    bool contains(Vector3 p) const { return box.contains(p) && depth_mm(p) > 0.0; }
};

/// Right-handed rotation about z, then about the rotated x axis (degrees), for oblique solids.
struct Tilt {
    double about_z_deg = 0.0, about_x_deg = 0.0;
};

/// Ellipsoid; volume 4/3 π a b c.
Solid ellipsoid(Vector3 centre, Vector3 semi_axes, Tilt tilt = {});
/// Tube with hemispherical ends; volume π r² |b − a| + 4/3 π r³.
Solid capsule(Vector3 a, Vector3 b, double radius_mm);
/// Half a torus in the vertical plane through `from` and `to` (same height), bulging upward; volume π r² × π R, R half the distance.
Solid arch(Vector3 from, Vector3 to, double radius_mm);
/// Upright elliptic cylinder with flat ends at `low_z` and `high_z` [mm]; volume π a b h.
Solid elliptic_cylinder(Vector3 centre, double a_mm, double b_mm, double low_z, double high_z);

/// A value that varies smoothly with height: monotone cubic through knots (z, value), constant beyond the ends.
class Profile {
  public:
    Profile(std::initializer_list<std::pair<double, double>> knots);  ///< rising z [mm]
    double at(double z) const;  ///< `z` [mm]

  private:
    std::vector<double> z_, value_, slope_;
};

/// Upright column whose cross-section at height z is the superellipse |x−cx|^p/a(z)^p + |y−cy(z)|^p/b(z)^p ≤ 1.
Solid column(Profile half_width, Profile half_depth, Profile centre_y, double exponent, double low_z, double high_z);

Solid unite(std::vector<Solid> parts);
/// What is in `solid` and not in any of the others.
Solid subtract(Solid solid, std::vector<Solid> others);
Solid intersect(Solid a, Solid b);
/// The parallel solid `margin_mm` further out (inward where negative).
Solid grown(Solid solid, double margin_mm);

}  // namespace abscope::geometry::phantom
