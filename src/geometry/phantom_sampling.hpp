// From the phantom's analytic solids to contours, CT numbers and dose.
#pragma once

#include <string>
#include <vector>

#include "geometry/phantom.hpp"
#include "geometry/phantom_organs.hpp"

namespace abscope::geometry::phantom {

/// Cross-sections of a solid with the planes lowest + 3 mm × k: closed polygons whose points lie on its surface. A point every
/// `step_mm` or so.
std::vector<patient::Contour> cross_sections(const Solid& solid, double step_mm);

/// The CT, without identifiers.
patient::Image make_image(const Body& body, double voxel_mm);

/// Beams and monitor units of one fraction, and the dose of the whole course.
struct Treatment {
    patient::Plan plan;
    patient::DoseGrid dose;
};
Treatment make_treatment(const Body& body, const patient::Image& image, const PhantomOptions& options);

}  // namespace abscope::geometry::phantom
