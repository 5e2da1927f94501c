// Analytic shapes as contours, and what a stack of exact prisms of them must give: volume, mean and DVH in a dose that
// rises along one direction, by clipping polygons with half-planes and Gauss–Legendre quadrature along z. Nothing here uses
// the code under test.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "patient/dose_grid.hpp"
#include "patient/structure.hpp"

namespace abscope::test {

using Point = std::array<double, 2>;  ///< (x, y) [mm]

/// A closed polygon of a plane; `sign` is −1 for a hole.
struct Ring {
    std::vector<Point> points;
    double sign = 1.0;
};

/// The contours of one plane and the slab that they stand for.
struct Plane {
    double z = 0.0, bottom = 0.0, top = 0.0;  ///< [mm]
    std::vector<Ring> rings;
};

struct Shape {
    std::string name;
    std::vector<Plane> planes;
    double smooth_volume_cc = 0.0;  ///< of the solid behind the contours
};

/// Dose = at_origin + gradient · p.
struct LinearDose {
    double at_origin = 0.0;            ///< [Gy]
    patient::Vector3 gradient;         ///< [Gy/mm]
    double at(patient::Vector3 p) const { return at_origin + patient::dot(gradient, p); }
};

inline double signed_area(const std::vector<Point>& p) {
    double sum = 0.0;
    for (std::size_t i = 0, j = p.size() - 1; i < p.size(); j = i++) sum += p[j][0] * p[i][1] - p[i][0] * p[j][1];
    return sum / 2.0;
}

/// Area of a polygon where gx·x + gy·y ≥ c (Sutherland–Hodgman; bridges along the cut cancel in the shoelace sum) [mm2].
inline double area_beyond(const std::vector<Point>& polygon, double gx, double gy, double c) {
    std::vector<Point> kept;
    const auto level = [&](const Point& p) { return gx * p[0] + gy * p[1] - c; };
    for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
        const double a = level(polygon[j]), b = level(polygon[i]);
        if ((a >= 0.0) != (b >= 0.0)) {
            const double t = a / (a - b);
            kept.push_back({polygon[j][0] + t * (polygon[i][0] - polygon[j][0]), polygon[j][1] + t * (polygon[i][1] - polygon[j][1])});
        }
        if (b >= 0.0) kept.push_back(polygon[i]);
    }
    return kept.size() < 3 ? 0.0 : std::abs(signed_area(kept));
}

inline double volume_cc(const Shape& shape) {
    double sum = 0.0;
    for (const auto& plane : shape.planes)
        for (const auto& ring : plane.rings) sum += ring.sign * std::abs(signed_area(ring.points)) * (plane.top - plane.bottom);
    return sum * 1e-3;
}

/// Volume of the prisms that receives at least `dose_gy` [cm3].
inline double volume_at_cc(const Shape& shape, const LinearDose& dose, double dose_gy) {
    static constexpr std::array<double, 4> node{0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363};
    static constexpr std::array<double, 4> weight{0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763};
    double sum = 0.0;
    const bool along_z = dose.gradient.x == 0.0 && dose.gradient.y == 0.0;
    for (const auto& plane : shape.planes) {
        if (along_z) {  // a step in z, which no quadrature likes
            const double z = (dose_gy - dose.at_origin) / dose.gradient.z, h = plane.top - plane.bottom;
            const double below = std::clamp((z - plane.bottom) / h, 0.0, 1.0), share = dose.gradient.z > 0.0 ? 1.0 - below : below;
            for (const auto& ring : plane.rings) sum += ring.sign * std::abs(signed_area(ring.points)) * h * share;
            continue;
        }
        const double middle = (plane.bottom + plane.top) / 2.0, half = (plane.top - plane.bottom) / 2.0;
        for (std::size_t n = 0; n < 8; ++n) {
            const double z = middle + (n % 2 == 0 ? 1.0 : -1.0) * half * node[n / 2];
            const double c = dose_gy - dose.at_origin - dose.gradient.z * z;
            for (const auto& ring : plane.rings)
                sum += half * weight[n / 2] * ring.sign * area_beyond(ring.points, dose.gradient.x, dose.gradient.y, c);
        }
    }
    return sum * 1e-3;
}

/// Dose that the hottest `fraction` of the prisms receives at least [Gy].
inline double dose_at(const Shape& shape, const LinearDose& dose, double fraction) {
    const double wanted = fraction * volume_cc(shape);
    double low = -1e4, high = 1e4;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2.0;
        (volume_at_cc(shape, dose, middle) >= wanted ? low : high) = middle;
    }
    return low;
}

/// Mean dose: that of the centroid [Gy].
inline double mean_gy(const Shape& shape, const LinearDose& dose) {
    double volume = 0.0, moment = 0.0;
    for (const auto& plane : shape.planes) {
        const double z = (plane.bottom + plane.top) / 2.0, h = plane.top - plane.bottom;
        for (const auto& ring : plane.rings) {
            double area = 0.0, mx = 0.0, my = 0.0;
            for (std::size_t i = 0, j = ring.points.size() - 1; i < ring.points.size(); j = i++) {
                const auto &a = ring.points[j], &b = ring.points[i];
                const double w = a[0] * b[1] - b[0] * a[1];
                area += w / 2.0;
                mx += w * (a[0] + b[0]) / 6.0;
                my += w * (a[1] + b[1]) / 6.0;
            }
            const double part = ring.sign * std::abs(area) * h;
            volume += part;
            moment += part * dose.at({mx / area, my / area, z});
        }
    }
    return moment / volume;
}

/// A regular polygon whose corners lie on the circle.
inline std::vector<Point> circle(double x, double y, double radius, int corners = 180) {
    std::vector<Point> out;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2.0 * std::numbers::pi * (i + 0.37) / corners;
        out.push_back({x + radius * std::cos(angle), y + radius * std::sin(angle)});
    }
    return out;
}

/// Planes `spacing` apart strictly between low and high, the first `phase` spacings above low.
template <class Rings>
void add_planes(Shape& shape, double low, double high, double spacing, double phase, const Rings& rings) {
    for (double z = low + phase * spacing; z < high - 1e-9; z += spacing)
        shape.planes.push_back({z, z - spacing / 2.0, z + spacing / 2.0, rings(z)});
}

inline Shape sphere(double radius, double spacing, double phase = 0.5) {
    Shape out{"sphere", {}, 4.0 / 3.0 * std::numbers::pi * std::pow(radius, 3) * 1e-3};
    add_planes(out, -radius, radius, spacing, phase,
               [&](double z) { return std::vector<Ring>{{circle(0, 0, std::sqrt(radius * radius - z * z)), 1.0}}; });
    return out;
}

inline Shape cylinder(double radius, double length, double spacing, double phase = 0.5) {
    Shape out{"cylinder", {}, std::numbers::pi * radius * radius * length * 1e-3};
    add_planes(out, 0.0, length, spacing, phase, [&](double) { return std::vector<Ring>{{circle(3, -2, radius), 1.0}}; });
    return out;
}

inline Shape cone(double radius, double height, double spacing, double phase = 0.5) {
    Shape out{"cone", {}, std::numbers::pi * radius * radius * height / 3.0 * 1e-3};
    add_planes(out, 0.0, height, spacing, phase,
               [&](double z) { return std::vector<Ring>{{circle(0, 0, radius * (1.0 - z / height)), 1.0}}; });
    return out;
}

inline Shape annulus(double outer, double inner, double length, double spacing) {
    Shape out{"annulus", {}, std::numbers::pi * (outer * outer - inner * inner) * length * 1e-3};
    add_planes(out, 0.0, length, spacing, 0.5, [&](double) {
        return std::vector<Ring>{{circle(0, 0, outer), 1.0}, {circle(0.2 * inner, 0, inner), -1.0}};
    });
    return out;
}

/// Two cylinders side by side in the same planes.
inline Shape two_pieces(double radius, double length, double spacing) {
    Shape out{"two pieces", {}, 2.0 * std::numbers::pi * radius * radius * length * 1e-3};
    add_planes(out, 0.0, length, spacing, 0.5, [&](double) {
        return std::vector<Ring>{{circle(-1.5 * radius, 0, radius), 1.0}, {circle(1.5 * radius, radius, radius), 1.0}};
    });
    return out;
}

/// A box of `thickness` in the plane, turned by 20 degrees about z.
inline Shape thin_sheet(double thickness, double width, double length, double spacing) {
    Shape out{"thin sheet", {}, thickness * width * length * 1e-3};
    const double c = std::cos(std::numbers::pi / 9.0), s = std::sin(std::numbers::pi / 9.0);
    const auto corner = [&](double u, double v) { return Point{c * u - s * v, s * u + c * v}; };
    const double a = thickness / 2.0, b = width / 2.0;
    add_planes(out, 0.0, length, spacing, 0.5, [&](double) {
        return std::vector<Ring>{{{corner(-a, -b), corner(a, -b), corner(a, b), corner(-a, b)}, 1.0}};
    });
    return out;
}

/// The contours as a planning system would deliver them.
inline patient::Structure as_structure(const Shape& shape) {
    patient::Structure out;
    out.name = shape.name;
    for (const auto& plane : shape.planes)
        for (const auto& ring : plane.rings) {
            patient::Contour contour;
            for (const auto& p : ring.points) contour.points.push_back({p[0], p[1], plane.z});
            out.contours.push_back(std::move(contour));
        }
    return out;
}

/// The dose sampled at the voxel centres of a grid that encloses the shape with room to spare.
template <class Dose>
patient::DoseGrid grid_around(const Shape& shape, const Dose& dose, std::array<double, 3> spacing) {
    std::array<double, 3> low{1e9, 1e9, 1e9}, high{-1e9, -1e9, -1e9};
    for (const auto& plane : shape.planes) {
        low[2] = std::min(low[2], plane.bottom), high[2] = std::max(high[2], plane.top);
        for (const auto& ring : plane.rings)
            for (const auto& p : ring.points)
                for (std::size_t a = 0; a < 2; ++a) low[a] = std::min(low[a], p[a]), high[a] = std::max(high[a], p[a]);
    }
    patient::DoseGrid out;
    for (std::size_t a = 0; a < 3; ++a) out.grid.size[a] = static_cast<std::size_t>((high[a] - low[a]) / spacing[a]) + 5;
    out.grid.spacing = spacing;
    out.grid.origin = {low[0] - 1.7 * spacing[0], low[1] - 1.3 * spacing[1], low[2] - 1.6 * spacing[2]};
    out.values.resize(out.grid.voxel_count());
    for (std::size_t k = 0; k < out.grid.size[2]; ++k)
        for (std::size_t j = 0; j < out.grid.size[1]; ++j)
            for (std::size_t i = 0; i < out.grid.size[0]; ++i)
                out.values[out.grid.index(i, j, k)] = static_cast<float>(
                    dose.at(out.grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k))));
    return out;
}

}  // namespace abscope::test
