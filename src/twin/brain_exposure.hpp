// The brain as the tables of radiosurgery mean it: with the targets inside it [@milano2021]. Belongs to twin.
#pragma once

#include <optional>

#include "patient/exposure.hpp"
#include "twin/anatomy_geometry.hpp"

namespace abscope::twin {

/// `factor` makes one fraction of the grid's values [-]. Targets are the structures with that role whose box lies in the brain's.
/// Nothing where no brain is contoured.
std::optional<patient::BrainExposure> brain_exposure(const AnatomyGeometry& geometry, const patient::DoseGrid& dose, double factor);

}  // namespace abscope::twin
