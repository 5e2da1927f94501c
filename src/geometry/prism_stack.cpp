// Contours to slabs: planes, spacing, gaps, holes.
#include "geometry/prism_stack.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/contract.hpp"

namespace abscope::geometry {

namespace {

constexpr double same_plane_mm = 0.01;      // contours closer than this lie in one plane
constexpr double gap_factor = 1.5;          // a larger distance than this many spacings is a gap
constexpr double smallest_area_mm2 = 1e-6;

struct Plane {
    double z_mm;
    std::vector<Polygon> polygons;
};

struct Rejected {
    int too_few_points = 0, not_axial = 0, no_area = 0;
};

/// A polygon whose parts cancel: drawn as a figure of eight. A seam to a hole and slips of less than 1 % are none.
bool crosses_itself(const Polygon& polygon) {
    constexpr double slip = 0.99;
    double signed_area = 0.0;
    for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++)
        signed_area += (polygon[j][0] * polygon[i][1] - polygon[i][0] * polygon[j][1]) / 2.0;
    return std::abs(signed_area) < slip * even_odd_area_mm2({polygon});
}

bool is_axial(const patient::Contour& contour) {
    return std::all_of(contour.points.begin(), contour.points.end(),
                       [&](const auto& p) { return std::abs(p.z - contour.z()) < same_plane_mm; });
}

Polygon flatten(const patient::Contour& contour) {
    Polygon polygon;
    polygon.reserve(contour.points.size());
    for (const auto& p : contour.points)
        if (polygon.empty() || polygon.back()[0] != p.x || polygon.back()[1] != p.y) polygon.push_back({p.x, p.y});
    while (polygon.size() > 1 && polygon.front() == polygon.back()) polygon.pop_back();
    return polygon;
}

std::vector<Plane> planes_of(const patient::Structure& structure, Rejected& rejected) {
    std::vector<const patient::Contour*> order;
    for (const auto& contour : structure.contours) order.push_back(&contour);
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->z() < b->z(); });
    std::vector<Plane> planes;
    for (const auto* contour : order) {
        if (!is_axial(*contour)) {
            ++rejected.not_axial;
            continue;
        }
        auto polygon = flatten(*contour);
        if (polygon.size() < 3) {
            ++rejected.too_few_points;
            continue;
        }
        if (planes.empty() || contour->z() - planes.back().z_mm >= same_plane_mm) planes.push_back({contour->z(), {}});
        planes.back().polygons.push_back(std::move(polygon));
    }
    return planes;
}

double median_spacing(const std::vector<Plane>& planes) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < planes.size(); ++i) steps.push_back(planes[i].z_mm - planes[i - 1].z_mm);
    std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
    return steps[steps.size() / 2];
}

/// Sets bottom and top of every slab; returns how many gaps there are.
int set_extents(std::vector<Slab>& slabs, double spacing) {
    int gaps = 0;
    for (std::size_t i = 0; i < slabs.size(); ++i) {
        const double z = slabs[i].z_mm;
        slabs[i].bottom_mm = z - spacing / 2.0;
        slabs[i].top_mm = z + spacing / 2.0;
        if (i > 0) {
            const double step = z - slabs[i - 1].z_mm;
            if (step > gap_factor * spacing) {
                ++gaps;
            } else {
                slabs[i].bottom_mm = slabs[i - 1].top_mm = z - step / 2.0;
            }
        }
    }
    return gaps;
}

/// The smooth solid behind a stack of contours lies between the prisms and what Simpson-like interpolation of the
/// areas gives, except at the ends, where it may close anywhere within the last slab: half of both end slabs, plus the
/// second difference of the areas along z.
double volume_uncertainty_cc(const std::vector<Slab>& slabs) {
    if (slabs.empty()) return 0.0;
    double ends = slabs.front().area_mm2 * slabs.front().thickness_mm() / 2.0 +
                  slabs.back().area_mm2 * slabs.back().thickness_mm() / 2.0;
    double curvature = 0.0;
    for (std::size_t i = 1; i + 1 < slabs.size(); ++i)
        curvature += std::abs(slabs[i + 1].area_mm2 - 2.0 * slabs[i].area_mm2 + slabs[i - 1].area_mm2) / 24.0 *
                     slabs[i].thickness_mm();
    return (ends + curvature) * 1e-3;
}

void report_rejected(const patient::Structure& structure, const Rejected& rejected, patient::Warnings& warnings) {
    const auto say = [&](int count, const char* code, const char* what) {
        if (count > 0)
            warnings.push_back({code, "structure '" + structure.name + "': " + std::to_string(count) + " contour(s) " + what +
                                          " and were left out"});
    };
    say(rejected.too_few_points, "contour-degenerate", "have fewer than three different points");
    say(rejected.no_area, "contour-no-area", "enclose no area");
    say(rejected.not_axial, "contour-not-axial", "do not lie in an axial plane");
}

}  // namespace

void crossings_at(const std::vector<Polygon>& polygons, double y_mm, std::vector<double>& x_mm) {
    x_mm.clear();
    for (const auto& polygon : polygons)
        for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
            const auto& a = polygon[j];
            const auto& b = polygon[i];
            if ((a[1] <= y_mm) == (b[1] <= y_mm)) continue;
            x_mm.push_back(a[0] + (y_mm - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
        }
    std::sort(x_mm.begin(), x_mm.end());
}

PrismStack build_prism_stack(const patient::Structure& structure, double single_plane_spacing_mm) {
    ABSCOPE_EXPECT(single_plane_spacing_mm > 0.0);
    PrismStack stack;
    Rejected rejected;
    const auto planes = planes_of(structure, rejected);
    std::ptrdiff_t crossing = 0;
    for (const auto& plane : planes) {
        crossing += std::count_if(plane.polygons.begin(), plane.polygons.end(), crosses_itself);
        const double area = even_odd_area_mm2(plane.polygons);
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
    stack.spacing_mm = planes.size() > 1 ? median_spacing(planes) : single_plane_spacing_mm;
    if (planes.size() == 1)
        stack.warnings.push_back({"single-contour-plane", "structure '" + structure.name + "' has contours in one plane only: its thickness is taken as the spacing of the other planes"});
    const int gaps = set_extents(stack.slabs, stack.spacing_mm);
    if (gaps > 0)
        stack.warnings.push_back({"contour-gap", "structure '" + structure.name + "' has " + std::to_string(gaps) +
                                                     " gap(s) between its contour planes: the pieces are taken as separate"});
    for (const auto& slab : stack.slabs) stack.volume_cc += slab.area_mm2 * slab.thickness_mm() * 1e-3;
    stack.volume_uncertainty_cc = volume_uncertainty_cc(stack.slabs);
    return stack;
}

double common_plane_spacing_mm(const patient::StructureSet& set, double fallback_mm) {
    std::vector<double> steps;
    for (const auto& structure : set.structures) {
        std::vector<double> z;
        for (const auto& contour : structure.contours) z.push_back(contour.z());
        std::sort(z.begin(), z.end());
        for (std::size_t i = 1; i < z.size(); ++i)
            if (z[i] - z[i - 1] >= same_plane_mm) steps.push_back(z[i] - z[i - 1]);
    }
    if (steps.empty()) return fallback_mm;
    std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
    return steps[steps.size() / 2];
}

}  // namespace abscope::geometry
