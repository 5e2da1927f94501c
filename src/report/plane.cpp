// Sampling a plane and cutting structures with it, as plane.hpp says. Isolines are in isolines.cpp.
#include "report/plane.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace abscope::report {

using patient::Vector3;

Vector3 Raster::position(double column, double row) const {
    const double u = u0 + column * step_mm, v = v0 + row * step_mm;
    switch (orientation) {
        case Orientation::axial: return {u, v, at_mm};
        case Orientation::coronal: return {u, at_mm, -v};
        case Orientation::sagittal: return {at_mm, u, -v};
    }
    return {};
}

Point Raster::pixel(Vector3 p) const {
    const double u = orientation == Orientation::sagittal ? p.y : p.x;
    const double v = orientation == Orientation::axial ? p.y : -p.z;
    return {(u - u0) / step_mm, (v - v0) / step_mm};
}

std::vector<float> sample(const patient::Grid& grid, const std::vector<float>& values, const Raster& raster) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    std::vector<float> out(static_cast<std::size_t>(raster.columns) * static_cast<std::size_t>(raster.rows), nan);
    if (values.size() != grid.voxel_count() || values.empty()) return out;
    for (int row = 0; row < raster.rows; ++row)
        for (int column = 0; column < raster.columns; ++column) {
            const auto index = grid.fractional_index(raster.position(column, row));
            std::array<std::size_t, 3> low{}, high{};
            std::array<double, 3> f{};
            bool inside = true;
            for (std::size_t a = 0; a < 3 && inside; ++a) {
                const double last = static_cast<double>(grid.size[a]) - 1.0;
                inside = index[a] >= -0.5 && index[a] <= last + 0.5;
                const double x = std::clamp(index[a], 0.0, last);
                low[a] = std::min(static_cast<std::size_t>(x), grid.size[a] - 1);
                high[a] = std::min(low[a] + 1, grid.size[a] - 1);
                f[a] = x - static_cast<double>(low[a]);
            }
            if (!inside) continue;
            double sum = 0.0;
            for (int corner = 0; corner < 8; ++corner) {
                const bool cx = (corner & 1) != 0, cy = (corner & 2) != 0, cz = (corner & 4) != 0;
                const double weight = (cx ? f[0] : 1 - f[0]) * (cy ? f[1] : 1 - f[1]) * (cz ? f[2] : 1 - f[2]);
                if (weight == 0.0) continue;
                sum += weight * static_cast<double>(values[grid.index(cx ? high[0] : low[0], cy ? high[1] : low[1],
                                                                      cz ? high[2] : low[2])]);
            }
            out[static_cast<std::size_t>(row) * static_cast<std::size_t>(raster.columns) +
                static_cast<std::size_t>(column)] = static_cast<float>(sum);
        }
    return out;
}

double contour_spacing_mm(const patient::Structure& structure) {
    std::vector<double> heights;
    for (const auto& c : structure.contours)
        if (c.points.size() >= 3) heights.push_back(c.z());
    std::sort(heights.begin(), heights.end());
    std::vector<double> gaps;
    for (std::size_t i = 1; i < heights.size(); ++i)
        if (heights[i] - heights[i - 1] > 0.01) gaps.push_back(heights[i] - heights[i - 1]);
    if (gaps.empty()) return 0.0;
    std::nth_element(gaps.begin(), gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2), gaps.end());
    return gaps[gaps.size() / 2];
}

namespace {

// Contours by height, those of one plane together.
std::map<long, std::vector<const patient::Contour*>> by_height(const patient::Structure& structure) {
    std::map<long, std::vector<const patient::Contour*>> planes;
    for (const auto& c : structure.contours)
        if (c.points.size() >= 3) planes[std::lround(c.z() * 100.0)].push_back(&c);
    return planes;
}

// The plane of contours nearest to a height, if it is within half of the spacing.
const std::vector<const patient::Contour*>* plane_near(
    const std::map<long, std::vector<const patient::Contour*>>& planes, double z, double half) {
    const std::vector<const patient::Contour*>* best = nullptr;
    double distance = half * 1.001;
    for (const auto& [key, contours] : planes) {
        const double d = std::abs(static_cast<double>(key) / 100.0 - z);
        if (d < distance) {
            distance = d;
            best = &contours;
        }
    }
    return best;
}

// Where contours of one plane cross the line x = at (sagittal) or y = at (coronal): even-odd spans along the other axis.
std::vector<double> crossings(const std::vector<const patient::Contour*>& contours, Orientation orientation, double at) {
    std::vector<double> found;
    const bool coronal = orientation == Orientation::coronal;
    for (const auto* contour : contours) {
        const auto& p = contour->points;
        for (std::size_t i = 0; i < p.size(); ++i) {
            const Vector3 a = p[i], b = p[(i + 1) % p.size()];
            const double ha = coronal ? a.y : a.x, hb = coronal ? b.y : b.x;
            if ((ha < at) == (hb < at)) continue;
            const double f = (at - ha) / (hb - ha);
            found.push_back(coronal ? a.x + f * (b.x - a.x) : a.y + f * (b.y - a.y));
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

// Share of each pixel that is inside, along every row of the raster.
std::vector<float> coverage_mask(const patient::Structure& structure, const Raster& raster, double half) {
    std::vector<float> mask(static_cast<std::size_t>(raster.columns) * static_cast<std::size_t>(raster.rows), 0.0F);
    const auto planes = by_height(structure);
    for (int row = 0; row < raster.rows; ++row) {
        const auto* contours = plane_near(planes, raster.position(0, row).z, half);
        if (contours == nullptr) continue;
        const auto spans = crossings(*contours, raster.orientation, raster.at_mm);
        for (std::size_t s = 0; s + 1 < spans.size(); s += 2) {
            const double from = (spans[s] - raster.u0) / raster.step_mm + 0.5;
            const double to = (spans[s + 1] - raster.u0) / raster.step_mm + 0.5;
            for (int c = std::max(0, static_cast<int>(from)); c < raster.columns && c < to; ++c) {
                const double covered = std::min<double>(to, c + 1) - std::max<double>(from, c);
                mask[static_cast<std::size_t>(row) * static_cast<std::size_t>(raster.columns) +
                     static_cast<std::size_t>(c)] += static_cast<float>(std::clamp(covered, 0.0, 1.0));
            }
        }
    }
    return mask;
}

// Mean over 2·radius + 1 rows: contour planes become a slope instead of stairs.
void smooth_rows(std::vector<float>& mask, const Raster& raster, int radius) {
    if (radius < 1) return;
    const std::vector<float> source = mask;
    const auto columns = static_cast<std::size_t>(raster.columns);
    for (int row = 0; row < raster.rows; ++row)
        for (std::size_t c = 0; c < columns; ++c) {
            float sum = 0.0F;
            for (int k = -radius; k <= radius; ++k) {
                const auto r = static_cast<std::size_t>(std::clamp(row + k, 0, raster.rows - 1));
                sum += source[r * columns + c];
            }
            mask[static_cast<std::size_t>(row) * columns + c] = sum / static_cast<float>(2 * radius + 1);
        }
}

}  // namespace

Polylines outline(const patient::Structure& structure, const Raster& raster) {
    const double spacing = contour_spacing_mm(structure);
    const double half = spacing > 0 ? 0.5 * spacing : 1.5;
    if (raster.orientation == Orientation::axial) {
        Polylines lines;
        const auto planes = by_height(structure);
        const auto* contours = plane_near(planes, raster.at_mm, half);
        if (contours == nullptr) return lines;
        for (const auto* contour : *contours) {
            std::vector<Point> line;
            for (const auto& p : contour->points) line.push_back(raster.pixel(p));
            line.push_back(line.front());
            lines.push_back(std::move(line));
        }
        return lines;
    }
    auto mask = coverage_mask(structure, raster, half);
    smooth_rows(mask, raster, static_cast<int>(std::lround(half / raster.step_mm)));
    return isolines(mask, raster.columns, raster.rows, 0.5);
}

}  // namespace abscope::report
