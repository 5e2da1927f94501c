// Which planes contours lie in.
#include "geometry/contour_frame.hpp"

#include <algorithm>
#include <cmath>

namespace abscope::geometry {

namespace {

using patient::Vector3;

constexpr double axial_flat_mm = 0.02;    // twice what two printed decimals leave
constexpr double oblique_flat_mm = 0.05;  // the same, with the error of a normal computed from such points

/// Twice the area of a polygon along its normal [mm2] (Newell).
Vector3 area_vector(const patient::Contour& contour) {
    Vector3 sum;
    const auto& p = contour.points;
    for (std::size_t i = 0; i < p.size(); ++i) sum = sum + cross(p[i] - p[0], p[(i + 1) % p.size()] - p[0]);
    return sum;
}

bool is_flat(const patient::Contour& contour, Vector3 normal, double tolerance_mm) {
    double low = 0.0, high = 0.0;
    for (const auto& p : contour.points) {
        const double height = dot(p - contour.points.front(), normal);
        low = std::min(low, height);
        high = std::max(high, height);
    }
    return high - low <= tolerance_mm;
}

bool all_flat(const patient::Structure& structure, Vector3 normal, double tolerance_mm) {
    return std::all_of(structure.contours.begin(), structure.contours.end(),
                       [&](const auto& contour) { return is_flat(contour, normal, tolerance_mm); });
}

/// Right-handed, with the third axis along the normal; the first is as near to +x (or +y) as it can be.
std::array<Vector3, 3> axes_across(Vector3 normal) {
    const Vector3 near = std::abs(normal.x) > std::max(std::abs(normal.y), std::abs(normal.z)) ? Vector3{0, 1, 0} : Vector3{1, 0, 0};
    Vector3 u = near - dot(near, normal) * normal;
    u = (1.0 / norm(u)) * u;
    return {u, cross(normal, u), normal};
}

/// Points up along its largest component, and exactly along an axis where it is one but for rounding.
Vector3 tidy_direction(Vector3 n) {
    constexpr double rounding = 1e-6;
    n = (1.0 / norm(n)) * n;
    const double largest = std::max({std::abs(n.x), std::abs(n.y), std::abs(n.z)});
    const double sign = (std::abs(n.x) == largest ? n.x : std::abs(n.y) == largest ? n.y : n.z) < 0.0 ? -1.0 : 1.0;
    n = sign * n;
    for (const Vector3 axis : {Vector3{1, 0, 0}, Vector3{0, 1, 0}, Vector3{0, 0, 1}})
        if (norm(n - axis) < rounding) return axis;
    return n;
}

}  // namespace

std::optional<ContourFrame> contour_frame(const patient::Structure& structure) {
    if (all_flat(structure, {0, 0, 1}, axial_flat_mm)) return ContourFrame{.flat_mm = axial_flat_mm};
    Vector3 largest;
    for (const auto& contour : structure.contours)
        if (const Vector3 area = area_vector(contour); norm(area) > norm(largest)) largest = area;
    if (!(norm(largest) > 0.0)) return std::nullopt;
    const Vector3 normal = tidy_direction(largest);
    if (!all_flat(structure, normal, oblique_flat_mm)) return std::nullopt;
    return ContourFrame{axes_across(normal), oblique_flat_mm};
}

patient::Grid in_frame(const patient::Grid& grid, const std::array<patient::Vector3, 3>& axes) {
    const auto turned = [&](Vector3 v) { return Vector3{dot(v, axes[0]), dot(v, axes[1]), dot(v, axes[2])}; };
    patient::Grid out = grid;
    out.origin = turned(grid.origin);
    for (std::size_t a = 0; a < 3; ++a) out.axes[a] = turned(grid.axes[a]);
    return out;
}

}  // namespace abscope::geometry
