// Label maps: volumes whose whole numbers name structures. Between volumes and `patient` contours.
#pragma once

#include <filesystem>
#include <vector>

#include "io/volume.hpp"
#include "patient/structure.hpp"

namespace abscope::io {

/// A CSV table with the columns `label` and `name`.
Result<std::vector<LabelName>> read_label_names(const std::filesystem::path& path);

/// One structure for each value above 0 that occurs, with the outlines of its voxels as contours: volume and place are those
/// of the voxels exactly. Names are the given ones, else those of the file, else "label 5". Refused where values are no whole
/// numbers from 0 to 65535, or more than 1000 of them.
Result<patient::StructureSet> structures_of(const Volume& labels, const std::vector<LabelName>& names = {});

/// The label map of structures on a grid: where at least half of a voxel lies in one, its value is that structure's place
/// in the set, from 1; where several are, the last. Structures without contours are left out of the names.
Volume label_map_of(const patient::StructureSet& set, const patient::Grid& grid, double single_plane_spacing_mm);

}  // namespace abscope::io
