// Trunk, thoracic cage, diaphragm and bones of the phantom.
#include <algorithm>
#include <cmath>

#include "geometry/phantom_organs.hpp"

namespace abscope::geometry::phantom {

namespace {

constexpr double outside = -1e3;
constexpr double lowest_z = lowest_plane_mm - 1.5, highest_z = highest_plane_mm + 1.5;

/// Front-to-back position of the middle of the vertebral bodies.
const Profile& spine_y() {
    static const Profile profile{{-260, 48}, {-120, 60}, {0, 62}, {60, 56}, {100, 46}, {151, 36}};
    return profile;
}

/// max(a, b), rounded over `width` mm.
double smooth_greatest(double a, double b, double width) {
    const double h = std::max(width - std::abs(a - b), 0.0) / width;
    return std::max(a, b) + h * h * width * 0.25;
}

/// Height of the diaphragm above (x, y): two domes over a base plane.
double diaphragm_z(double x, double y) {
    const auto dome = [](double u, double v, double height) {
        const double r2 = u * u + v * v;
        return r2 < 1.0 ? height * std::sqrt(1.0 - r2) : 0.0;
    };
    const double right = dome((x + 66) / 80, (y - 2) / 96, 74), left = dome((x - 70) / 76, (y - 2) / 96, 60);
    return -174.0 + std::max(right, left);
}

Solid make_ribs(const Solid& cage) {
    constexpr double spacing = 27.0, first = 102.0, fall = 0.45;
    const Box box = cage.box.grown(14.0);
    return {box, [=](Vector3 p) {
                const double side = std::abs(p.x);
                if (side < 14.0 || (p.y < 0.0 && side < 34.0)) return outside;
                const double along = p.z + fall * (85.0 - p.y);
                const double number = std::clamp(std::round((first - along) / spacing), 0.0, 11.0);
                if (number > 8.5 && p.y < -30.0 + 35.0 * (number - 9.0)) return outside;
                const double out = -cage.depth_mm(p) - 6.0, up = along - (first - spacing * number);
                return 4.5 * (1.0 - std::hypot(out / 4.5, up / 6.5));
            }};
}

Solid make_sternum(const Solid& cage) {
    const Box box{{-24, -125, -112}, {24, -30, 58}};
    const Profile half_width{{-112, 8}, {-60, 17}, {20, 16}, {58, 26}};
    return {box, [=](Vector3 p) {
                if (p.y > 0.0) return outside;
                const double out = -cage.depth_mm({0.0, p.y, p.z}) - 7.0;
                return std::min({6.0 - std::abs(out), half_width.at(p.z) - std::abs(p.x), p.z + 112.0, 58.0 - p.z});
            }};
}

Paint bone(Solid solid) { return {std::move(solid), {{0.0, 620.0}, {2.5, 280.0}}}; }

void add_shoulder_girdle(std::vector<Paint>& painted) {
    for (const double side : {-1.0, 1.0}) {
        painted.push_back(bone(ellipsoid({side * 112, 68, 28}, {46, 5, 60}, {-35.0 * side, 0})));
        painted.push_back(bone(ellipsoid({side * 166, 4, 78}, {22, 21, 24})));
        painted.push_back(bone(capsule({side * 20, -58, 62}, {side * 82, -54, 84}, 6.0)));
        painted.push_back(bone(capsule({side * 82, -54, 84}, {side * 146, -4, 96}, 6.0)));
    }
}

}  // namespace

Solid make_external() {
    const Profile half_width{{-260, 158}, {-180, 161}, {-100, 170}, {-30, 177}, {20, 185}, {60, 200}, {85, 195}, {105, 150}, {125, 88}, {151, 64}};
    const Profile half_depth{{-260, 112}, {-180, 117}, {-100, 123}, {-30, 121}, {20, 113}, {60, 99}, {90, 85}, {115, 71}, {151, 60}};
    const Profile centre_y{{-260, 0}, {0, 4}, {60, 8}, {100, 13}, {151, 8}};
    const Solid trunk = column(half_width, half_depth, centre_y, 2.5, lowest_z, highest_z);
    const Solid right = ellipsoid({-80, -88, -28}, {58, 40, 56}), left = ellipsoid({80, -88, -28}, {58, 40, 56});
    const Box chest = right.box.united(left.box).grown(16.0);
    const Box box = trunk.box.united(Box{{-150, -136, -90}, {150, 0, 40}});
    return {box, [=](Vector3 p) {
                const double depth = trunk.depth_mm(p);
                if (!chest.contains(p)) return depth;
                return smooth_greatest(depth, std::max(right.depth_mm(p), left.depth_mm(p)), 16.0);
            }};
}

Solid make_cage() {
    const Profile half_width{{-260, 128}, {-180, 133}, {-100, 140}, {-40, 136}, {0, 126}, {40, 107}, {70, 80}, {88, 50}, {98, 16}};
    const Profile half_depth{{-260, 84}, {-180, 90}, {-100, 96}, {-40, 94}, {0, 87}, {40, 73}, {70, 56}, {88, 36}, {98, 12}};
    const Profile centre_y{{-260, 2}, {0, 5}, {60, 12}, {98, 16}};
    return column(half_width, half_depth, centre_y, 2.5, lowest_z, 99.0);
}

Solid make_below_diaphragm() {
    const Box box{{-150, -100, lowest_z}, {150, 105, -99}};
    return {box, [](Vector3 p) { return 0.8 * (diaphragm_z(p.x, p.y) - p.z); }};
}

Skeleton make_skeleton(const Solid& cage) {
    Skeleton skeleton;
    std::vector<Solid> bodies, arches;
    for (int j = 0; j < 15; ++j) {
        const double low = lowest_z + 27.0 * j, high = low + 21.0, t = j / 14.0;
        const double y = spine_y().at(0.5 * (low + high));
        const double a = 21.0 - 6.0 * t, b = 16.0 - 4.0 * t;
        bodies.push_back(elliptic_cylinder({0, y, 0}, a, b, low, high));
        const double back = y + b + 8.0;  // middle of the canal
        arches.push_back(elliptic_cylinder({0, back, 0}, 16, 14, low + 3, high - 3));
        arches.push_back(capsule({-38 + 6 * t, back - 2, high - 8}, {38 - 6 * t, back - 2, high - 8}, 5.0));
        arches.push_back(capsule({0, back + 10, high - 8}, {0, back + 24, low + 2}, 4.0));
    }
    const auto tube = [](double radius, double offset) {
        std::vector<Solid> parts;
        for (double z = lowest_z - 6; z < highest_z; z += 27.0) {
            const auto at = [&](double h) { return Vector3{0, spine_y().at(h) + 22.0 - 0.01 * (h - lowest_z) + offset, h}; };
            parts.push_back(capsule(at(z), at(z + 27.0), radius));
        }
        return unite(std::move(parts));
    };
    skeleton.vertebrae = unite(std::move(bodies));
    skeleton.canal = tube(8.5, 0.0);
    skeleton.cord = tube(5.5, 0.0);
    skeleton.sternum = make_sternum(cage);
    skeleton.painted.push_back(bone(make_ribs(cage)));
    add_shoulder_girdle(skeleton.painted);
    skeleton.painted.push_back(bone(unite(std::move(arches))));
    skeleton.painted.push_back({skeleton.vertebrae, {{0.0, 480.0}, {2.5, 210.0}}});
    skeleton.painted.push_back(bone(skeleton.sternum));
    for (const double side : {-1.0, 1.0}) skeleton.painted.push_back({capsule({side * 44, 66, -300}, {side * 30, 66, -190}, 15), {{0.0, 55.0}}});
    skeleton.painted.push_back({skeleton.canal, {{0.0, 10.0}}});
    skeleton.painted.push_back({skeleton.cord, {{0.0, 40.0}}});
    return skeleton;
}

}  // namespace abscope::geometry::phantom
