// Contours to slabs: planes, spacing, gaps, holes.
#include "geometry/prism_stack.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/contract.hpp"

namespace abscope::geometry {

namespace {

constexpr double same_plane_mm = 0.01;      // axial contours closer than this lie in one plane
constexpr double gap_factor = 1.5;          // a larger distance than this many spacings is a gap
constexpr double smallest_area_mm2 = 1e-6;

struct Plane {
    double z_mm;
    std::vector<Polygon> polygons;
};

struct Rejected {
    int too_few_points = 0, not_parallel = 0, no_area = 0;
};

/// A polygon whose parts cancel: drawn as a figure of eight. A seam to a hole and slips of less than 1 % are none.
bool cancels(const Polygon& polygon, double even_odd_mm2) {
    constexpr double slip = 0.99;
    double signed_area = 0.0;
    for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++)
        signed_area += (polygon[j][0] * polygon[i][1] - polygon[i][0] * polygon[j][1]) / 2.0;
    return std::abs(signed_area) < slip * even_odd_mm2;
}

/// A contour in the frame of the solid.
struct FlatContour {
    double z_mm;
    Polygon polygon;
};

FlatContour flatten(const patient::Contour& contour, const ContourFrame& frame) {
    FlatContour flat{frame.into(contour.points.front()).z, {}};
    flat.polygon.reserve(contour.points.size());
    for (const auto& point : contour.points) {
        const auto p = frame.into(point);
        if (flat.polygon.empty() || flat.polygon.back()[0] != p.x || flat.polygon.back()[1] != p.y)
            flat.polygon.push_back({p.x, p.y});
    }
    while (flat.polygon.size() > 1 && flat.polygon.front() == flat.polygon.back()) flat.polygon.pop_back();
    return flat;
}

/// How far apart contours must lie to be in different planes [mm].
double plane_distance_mm(const ContourFrame& frame) { return frame.is_axial() ? same_plane_mm : frame.flat_mm; }

std::vector<Plane> planes_of(const patient::Structure& structure, const ContourFrame& frame, Rejected& rejected) {
    std::vector<FlatContour> order;
    for (const auto& contour : structure.contours)
        if (!contour.points.empty()) order.push_back(flatten(contour, frame));
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.z_mm < b.z_mm; });
    std::vector<Plane> planes;
    for (auto& contour : order) {
        if (contour.polygon.size() < 3) {
            ++rejected.too_few_points;
            continue;
        }
        if (planes.empty() || contour.z_mm - planes.back().z_mm >= plane_distance_mm(frame)) planes.push_back({contour.z_mm, {}});
        planes.back().polygons.push_back(std::move(contour.polygon));
    }
    return planes;
}

double median_spacing(const std::vector<Plane>& planes) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < planes.size(); ++i) steps.push_back(planes[i].z_mm - planes[i - 1].z_mm);
    std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
    return steps[steps.size() / 2];
}

/// Whether the piece that ends (or begins) at slab i stops at its contour; a piece of one plane never does.
bool stops_at_contour(EndRule ends, bool open_below, bool open_above) {
    return ends == EndRule::contour && open_below != open_above;
}

/// Sets bottom and top of every slab; returns how many gaps there are.
int set_extents(std::vector<Slab>& slabs, double spacing, EndRule ends) {
    int gaps = 0;
    const auto gap_after = [&](std::size_t i) {
        return i + 1 == slabs.size() || slabs[i + 1].z_mm - slabs[i].z_mm > gap_factor * spacing;
    };
    for (std::size_t i = 0; i < slabs.size(); ++i) {
        auto& slab = slabs[i];
        const bool open_below = i == 0 || gap_after(i - 1), open_above = gap_after(i);
        const double outward = stops_at_contour(ends, open_below, open_above) ? 0.0 : spacing / 2.0;
        slab.bottom_mm = open_below ? slab.z_mm - outward : slabs[i - 1].top_mm;
        slab.top_mm = open_above ? slab.z_mm + outward : (slab.z_mm + slabs[i + 1].z_mm) / 2.0;
        gaps += open_below && i > 0;
    }
    return gaps;
}

/// The smooth solid behind a stack of contours lies near the prisms, except at the ends, where it may stop at the last contour
/// or go on to where the next one would have been, wider where it widens towards its end. Between the ends the second
/// difference of the areas bounds the error of the midpoint rule.
double volume_uncertainty_cc(const PrismStack& stack) {
    const auto& slabs = stack.slabs;
    const std::size_t n = slabs.size();
    const double reach_mm = stack.ends == EndRule::contour ? stack.spacing_mm : stack.spacing_mm / 2.0;
    const auto end = [&](const Slab& last, const Slab& before) {
        return (last.area_mm2 + std::max(0.0, last.area_mm2 - before.area_mm2)) * reach_mm;
    };
    double sum = n == 1 ? 2.0 * slabs[0].area_mm2 * reach_mm : end(slabs[0], slabs[1]) + end(slabs[n - 1], slabs[n - 2]);
    for (std::size_t i = 1; i + 1 < n; ++i)
        sum += std::abs(slabs[i + 1].area_mm2 - 2.0 * slabs[i].area_mm2 + slabs[i - 1].area_mm2) / 24.0 * slabs[i].thickness_mm();
    return sum * 1e-3;
}

/// Gives the slabs their extents and the solid its volume; returns how many gaps there are.
int extrude(PrismStack& stack) {
    const int gaps = set_extents(stack.slabs, stack.spacing_mm, stack.ends);
    stack.volume_cc = 0.0;
    for (const auto& slab : stack.slabs) stack.volume_cc += slab.area_mm2 * slab.thickness_mm() * 1e-3;
    stack.volume_uncertainty_cc = volume_uncertainty_cc(stack);
    return gaps;
}

void report_rejected(const patient::Structure& structure, const Rejected& rejected, patient::Warnings& warnings) {
    const auto say = [&](int count, const char* code, const char* what) {
        if (count > 0)
            warnings.push_back({code, "structure '" + structure.name + "': " + std::to_string(count) + " contour(s) " + what +
                                          " and were left out"});
    };
    say(rejected.too_few_points, "contour-degenerate", "have fewer than three different points");
    say(rejected.no_area, "contour-no-area", "enclose no area");
    say(rejected.not_parallel, "contour-not-parallel", "do not lie in parallel planes");
}

}  // namespace

PrismStack build_prism_stack(const patient::Structure& structure, double single_plane_spacing_mm, EndRule ends) {
    ABSCOPE_EXPECT(single_plane_spacing_mm > 0.0);
    PrismStack stack;
    stack.knows_slabs = structure.slab_mm > 0.0;
    stack.ends = stack.knows_slabs ? EndRule::half_spacing : ends;
    Rejected rejected;
    const auto frame = contour_frame(structure);
    if (frame) stack.frame = *frame;
    std::vector<Plane> planes;
    if (frame) planes = planes_of(structure, *frame, rejected);
    else rejected.not_parallel = static_cast<int>(structure.contours.size());
    std::ptrdiff_t crossing = 0;
    for (const auto& plane : planes) {
        const double area = even_odd_area_mm2(plane.polygons);
        if (plane.polygons.size() == 1) crossing += cancels(plane.polygons.front(), area);
        else crossing += std::count_if(plane.polygons.begin(), plane.polygons.end(),
                                       [](const auto& polygon) { return cancels(polygon, even_odd_area_mm2({polygon})); });
        if (area < smallest_area_mm2) {
            rejected.no_area += static_cast<int>(plane.polygons.size());
            continue;
        }
        stack.slabs.push_back({plane.z_mm, 0, 0, plane.polygons, area});
    }
    report_rejected(structure, rejected, stack.warnings);
    if (crossing > 0)
        stack.warnings.push_back({"contour-crosses-itself",
                                  "structure '" + structure.name + "': " + std::to_string(crossing) +
                                      " contour(s) cross themselves; inside is where an odd number of turns encloses a "
                                      "point, which may not be what was meant; check them in the planning system"});
    if (stack.slabs.empty()) return stack;
    stack.spacing_mm = structure.slab_mm > 0.0 ? structure.slab_mm
                       : planes.size() > 1     ? median_spacing(planes)
                                               : single_plane_spacing_mm;
    if (planes.size() == 1 && !stack.knows_slabs)
        stack.warnings.push_back({"single-contour-plane", "structure '" + structure.name + "' has contours in one plane only: its thickness is taken as the spacing of the other planes"});
    const int gaps = extrude(stack);
    if (gaps > 0)
        stack.warnings.push_back({"contour-gap", "structure '" + structure.name + "' has " + std::to_string(gaps) +
                                                     " gap(s) between its contour planes: the pieces are taken as separate"});
    return stack;
}

double common_plane_spacing_mm(const patient::StructureSet& set, double fallback_mm) {
    std::vector<double> steps;
    for (const auto& structure : set.structures) {
        const auto frame = contour_frame(structure);
        if (!frame) continue;
        std::vector<double> z;
        for (const auto& contour : structure.contours)
            if (!contour.points.empty()) z.push_back(frame->into(contour.points.front()).z);
        std::sort(z.begin(), z.end());
        for (std::size_t i = 1; i < z.size(); ++i)
            if (z[i] - z[i - 1] >= plane_distance_mm(*frame)) steps.push_back(z[i] - z[i - 1]);
    }
    if (steps.empty()) return fallback_mm;
    std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
    return steps[steps.size() / 2];
}

PrismStack with_ends(PrismStack stack, EndRule ends) {
    if (stack.knows_slabs) return stack;
    stack.ends = ends;
    if (!stack.empty()) extrude(stack);
    return stack;
}

BoundingBox bounding_box(const PrismStack& solid) {
    ABSCOPE_EXPECT(!solid.empty());
    BoundingBox box{{1e300, 1e300, solid.slabs.front().bottom_mm}, {-1e300, -1e300, solid.slabs.back().top_mm}};
    for (const auto& slab : solid.slabs)
        for (const auto& polygon : slab.polygons)
            for (const auto& p : polygon) {
                box.low.x = std::min(box.low.x, p[0]);
                box.low.y = std::min(box.low.y, p[1]);
                box.high.x = std::max(box.high.x, p[0]);
                box.high.y = std::max(box.high.y, p[1]);
            }
    return box;
}

}  // namespace abscope::geometry
