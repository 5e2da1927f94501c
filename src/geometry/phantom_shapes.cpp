// Depth functions of the phantom's solids.
#include "geometry/phantom_shapes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/contract.hpp"

namespace abscope::geometry::phantom {

namespace {

Vector3 least(Vector3 a, Vector3 b) { return {std::min(a.x, b.x), std::min(a.y, b.y), std::min(a.z, b.z)}; }
Vector3 greatest(Vector3 a, Vector3 b) { return {std::max(a.x, b.x), std::max(a.y, b.y), std::max(a.z, b.z)}; }

/// x^p for x ≥ 0, quick for the two exponents in use.
double power(double x, double p) { return p == 1.5 ? x * std::sqrt(x) : p == 1.0 ? x : std::pow(x, p); }

/// Columns are the solid's own axes in patient space.
struct Rotation {
    Vector3 x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};

    explicit Rotation(Tilt tilt) {
        const double cz = std::cos(tilt.about_z_deg * std::numbers::pi / 180), sz = std::sin(tilt.about_z_deg * std::numbers::pi / 180);
        const double cx = std::cos(tilt.about_x_deg * std::numbers::pi / 180), sx = std::sin(tilt.about_x_deg * std::numbers::pi / 180);
        x = {cz, sz, 0};
        y = {-sz * cx, cz * cx, sx};
        z = {sz * sx, -cz * sx, cx};
    }
    Vector3 local(Vector3 v) const { return {dot(v, x), dot(v, y), dot(v, z)}; }
};

}  // namespace

Box Box::grown(double m) const { return {{low.x - m, low.y - m, low.z - m}, {high.x + m, high.y + m, high.z + m}}; }
Box Box::united(const Box& o) const { return {least(low, o.low), greatest(high, o.high)}; }
Box Box::common(const Box& o) const { return {greatest(low, o.low), least(high, o.high)}; }
bool Box::contains(Vector3 p) const {
    return p.x >= low.x && p.x <= high.x && p.y >= low.y && p.y <= high.y && p.z >= low.z && p.z <= high.z;
}

Solid ellipsoid(Vector3 centre, Vector3 s, Tilt tilt) {
    const Rotation r(tilt);
    const auto reach = [&](double x, double y, double z) { return std::sqrt(s.x * s.x * x * x + s.y * s.y * y * y + s.z * s.z * z * z); };
    const Vector3 half{reach(r.x.x, r.y.x, r.z.x), reach(r.x.y, r.y.y, r.z.y), reach(r.x.z, r.y.z, r.z.z)};
    // First-order distance: (1 − |u|) |u| / |grad|, with u the scaled position.
    return {{centre - half, centre + half}, [=](Vector3 p) {
                const auto q = r.local(p - centre);
                const Vector3 u{q.x / s.x, q.y / s.y, q.z / s.z};
                const double k0 = norm(u), k1 = norm(Vector3{u.x / s.x, u.y / s.y, u.z / s.z});
                return k1 > 1e-12 ? (1.0 - k0) * k0 / k1 : std::min({s.x, s.y, s.z});
            }};
}

Solid capsule(Vector3 a, Vector3 b, double radius) {
    const Vector3 m{radius, radius, radius}, ab = b - a;
    const double length2 = std::max(dot(ab, ab), 1e-12);
    return {{least(a, b) - m, greatest(a, b) + m}, [=](Vector3 p) {
                const double t = std::clamp(dot(p - a, ab) / length2, 0.0, 1.0);
                return radius - norm(p - a - t * ab);
            }};
}

Solid arch(Vector3 from, Vector3 to, double radius) {
    const double big = 0.5 * norm(to - from);
    const Vector3 centre = 0.5 * (from + to), along = (0.5 / big) * (to - from);
    const Vector3 across{-along.y, along.x, 0.0};
    const Vector3 m{radius, radius, 0}, top{0, 0, big + radius};
    const Vector3 low = least(from, to) - m, high = greatest(from, to) + m + top;
    return {{low, high}, [=](Vector3 p) {
                const auto q = p - centre;
                if (q.z < 0.0) return q.z;
                const double ring = std::hypot(dot(q, along), q.z) - big;
                return std::min(radius - std::hypot(ring, dot(q, across)), q.z);
            }};
}

Solid elliptic_cylinder(Vector3 centre, double a, double b, double low_z, double high_z) {
    return {{{centre.x - a, centre.y - b, low_z}, {centre.x + a, centre.y + b, high_z}}, [=](Vector3 p) {
                const double u = (p.x - centre.x) / a, v = (p.y - centre.y) / b;
                const double k0 = std::hypot(u, v), k1 = std::hypot(u / a, v / b);
                const double radial = k1 > 1e-12 ? (1.0 - k0) * k0 / k1 : std::min(a, b);
                return std::min({radial, p.z - low_z, high_z - p.z});
            }};
}

Profile::Profile(std::initializer_list<std::pair<double, double>> knots) {
    for (const auto& [z, value] : knots) {
        ABSCOPE_EXPECT(z_.empty() || z > z_.back());
        z_.push_back(z);
        value_.push_back(value);
    }
    // Slopes of Fritsch and Butland: harmonic mean of the neighbours, 0 at turning points and ends.
    slope_.assign(z_.size(), 0.0);
    for (std::size_t i = 1; i + 1 < z_.size(); ++i) {
        const double before = (value_[i] - value_[i - 1]) / (z_[i] - z_[i - 1]), after = (value_[i + 1] - value_[i]) / (z_[i + 1] - z_[i]);
        if (before * after > 0.0) slope_[i] = 2.0 * before * after / (before + after);
    }
}

double Profile::at(double z) const {
    if (z <= z_.front()) return value_.front();
    if (z >= z_.back()) return value_.back();
    const auto i = static_cast<std::size_t>(std::upper_bound(z_.begin(), z_.end(), z) - z_.begin()) - 1;
    const double h = z_[i + 1] - z_[i], t = (z - z_[i]) / h, s = 1.0 - t;
    return value_[i] * s * s * (1.0 + 2.0 * t) + value_[i + 1] * t * t * (1.0 + 2.0 * s) + h * t * s * (slope_[i] * s - slope_[i + 1] * t);
}

Solid column(Profile half_width, Profile half_depth, Profile centre_y, double exponent, double low_z, double high_z) {
    double widest = 0.0, front = 1e9, back = -1e9;
    for (double z = low_z; z <= high_z; z += 1.0) {
        widest = std::max(widest, half_width.at(z));
        front = std::min(front, centre_y.at(z) - half_depth.at(z));
        back = std::max(back, centre_y.at(z) + half_depth.at(z));
    }
    const Box box{{-widest, front, low_z}, {widest, back, high_z}};
    return {box, [=](Vector3 p) {
                const double a = half_width.at(p.z), b = half_depth.at(p.z);
                if (a <= 0.0 || b <= 0.0) return -1e3;
                const double u = std::abs(p.x) / a, v = std::abs(p.y - centre_y.at(p.z)) / b;
                const double up = power(u, exponent - 1.0), vp = power(v, exponent - 1.0);
                const double f = std::pow(up * u + vp * v, 1.0 / exponent);
                if (f < 1e-6) return std::min(a, b);
                const double slope = std::sqrt(up * up / (a * a) + vp * vp / (b * b)) / power(f, exponent - 1.0);
                const double radial = (1.0 - f) / std::max(slope, 1e-9);
                return std::min({radial, p.z - low_z, high_z - p.z});
            }};
}

Solid unite(std::vector<Solid> parts) {
    ABSCOPE_EXPECT(!parts.empty());
    Box box = parts.front().box;
    for (const auto& part : parts) box = box.united(part.box);
    return {box, [parts = std::move(parts)](Vector3 p) {
                double best = -1e3;
                for (const auto& part : parts)
                    if (part.box.grown(6.0).contains(p)) best = std::max(best, part.depth_mm(p));
                return best;
            }};
}

Solid subtract(Solid solid, std::vector<Solid> others) {
    const Box box = solid.box;
    return {box, [solid = std::move(solid), others = std::move(others)](Vector3 p) {
                double depth = solid.depth_mm(p);
                for (const auto& other : others) {
                    if (depth < -6.0) break;
                    if (other.box.grown(6.0).contains(p)) depth = std::min(depth, -other.depth_mm(p));
                }
                return depth;
            }};
}

Solid intersect(Solid a, Solid b) {
    const Box box = a.box.common(b.box);
    return {box, [a = std::move(a), b = std::move(b)](Vector3 p) { return std::min(a.depth_mm(p), b.depth_mm(p)); }};
}

Solid grown(Solid solid, double margin) {
    const Box box = solid.box.grown(margin);
    return {box, [solid = std::move(solid), margin](Vector3 p) { return solid.depth_mm(p) + margin; }};
}

}  // namespace abscope::geometry::phantom
