// The dose in a body together with solids inside it, and without them: for measures that say which is meant, such as the volume of
// brain with 12 Gy or more, target included [@milano2021]. Sampled on a lattice of its own.
#pragma once

#include <vector>

#include "geometry/prism_stack.hpp"
#include "patient/dose_grid.hpp"
#include "patient/exposure.hpp"

namespace abscope::dose {

/// One region: bins of the part inside the dose grid, and how much of it lies there.
struct RegionDose {
    patient::DoseBins bins;    ///< of the grid's values [Gy]; shares of the covered part
    double volume_cc = 0.0;    ///< covered and not covered [cm3]
    double coverage = 1.0;     ///< share inside the dose grid [-]
};

struct WithAndWithout {
    RegionDose with;     ///< body and solids together, each place once
    RegionDose without;  ///< body without the solids
};

/// `solids` may lie in the body, or in holes of it. Points `step_mm` apart (more where the body has over four million of them); a
/// point counts with the share of its cube that is filled. Bins are a 4000th of the largest dose wide.
WithAndWithout dose_with_and_without(const geometry::PrismStack& body, const std::vector<const geometry::PrismStack*>& solids,
                                     const patient::DoseGrid& dose, double step_mm = 1.0);

/// True where the box about `inner` lies in the box about `outer`, 1 mm allowed.
bool lies_in_box(const geometry::PrismStack& inner, const geometry::PrismStack& outer);

}  // namespace abscope::dose
