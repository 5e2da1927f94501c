// Even-odd area of polygons, exactly up to a raster of 1e-5 mm. The one place that knows the clipping library.
#include <polyclipping/clipper.hpp>

#include <cmath>

#include "geometry/prism_stack.hpp"

namespace abscope::geometry {

double even_odd_area_mm2(const std::vector<Polygon>& polygons) {
    constexpr double per_mm = 1e5;
    ClipperLib::Clipper clipper;
    for (const auto& polygon : polygons) {
        ClipperLib::Path path;
        path.reserve(polygon.size());
        for (const auto& p : polygon)
            path.emplace_back(static_cast<ClipperLib::cInt>(std::llround(p[0] * per_mm)),
                              static_cast<ClipperLib::cInt>(std::llround(p[1] * per_mm)));
        clipper.AddPath(path, ClipperLib::ptSubject, true);
    }
    ClipperLib::Paths merged;
    clipper.Execute(ClipperLib::ctUnion, merged, ClipperLib::pftEvenOdd, ClipperLib::pftEvenOdd);
    double area = 0.0;
    for (const auto& path : merged) area += ClipperLib::Area(path);
    return std::abs(area) / (per_mm * per_mm);
}

}  // namespace abscope::geometry
