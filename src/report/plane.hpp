// One plane through the patient: where its pixels lie, the image and dose on it, isodose lines and structure outlines.
#pragma once

#include <string>
#include <vector>

#include "patient/grid.hpp"
#include "patient/structure.hpp"
#include "report/svg.hpp"

namespace abscope::report {

enum class Orientation { axial, coronal, sagittal };

/// A raster on a plane. Columns run to the viewer's right, rows down; axial and coronal show the patient's left on the
/// viewer's right, sagittal shows the front on the left, coronal and sagittal the head up.
struct Raster {
    Orientation orientation = Orientation::axial;
    double at_mm = 0.0;            ///< z, y or x of the plane [mm]
    double u0 = 0.0, v0 = 0.0;     ///< centre of the first pixel: x or y to the right, y or −z down [mm]
    double step_mm = 1.0;          ///< pixel size [mm]
    int columns = 0, rows = 0;

    patient::Vector3 position(double column, double row) const;
    /// Plane coordinates of a point, in pixels.
    Point pixel(patient::Vector3 point) const;
};

/// Values of a voxel array on the raster, trilinear; NaN outside the grid. A grid of one slice answers within half of
/// `slice_mm` (its spacing where 0) of that slice.
std::vector<float> sample(const patient::Grid& grid, const std::vector<float>& values, const Raster& raster);

using Polylines = std::vector<std::vector<Point>>;

/// Lines of equal value [raster pixels], interpolated linearly on cell edges; cells that touch NaN are left out.
Polylines isolines(const std::vector<float>& values, int columns, int rows, double level);
/// The same lines with points left out where the line stays within `tolerance` of the original [pixels].
Polylines simplified(const Polylines& lines, double tolerance);

/// Outline of a structure on the plane [raster pixels, closed]: its contours on the nearest contour plane (axial), or
/// the edge of the stack of its contours (coronal, sagittal).
Polylines outline(const patient::Structure& structure, const Raster& raster);

/// Distance between neighbouring contour planes: the median [mm]; 0 where there is only one.
double contour_spacing_mm(const patient::Structure& structure);

}  // namespace abscope::report
