// Spatial registrations: rigid maps between frames of reference. Internal to io/dicom.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/dicom/file.hpp"

namespace abscope::io::dicom {

/// The registrations of one object: each from the frame of its item to the frame of the object.
std::vector<FoundRegistration> read_registrations(OpenFile& file, const std::string& name);

/// The map from one frame to another, through as many registrations (or their inverses) as it takes; the shortest way.
std::optional<RigidMap> map_between(const std::vector<FoundRegistration>& registrations, const std::string& from,
                                    const std::string& to);

/// The grid at its place in the other frame.
patient::Grid moved(const patient::Grid& grid, const RigidMap& map);

}  // namespace abscope::io::dicom
