// A volume image: CT numbers on a grid.
#pragma once

#include <string>
#include <vector>

#include "patient/grid.hpp"

namespace abscope::patient {

/// CT series as one volume. values[grid.index(i,j,k)] in Hounsfield units.
struct Image {
    Grid grid;
    std::vector<float> values;  ///< [HU]
    std::string modality = "CT";
    std::string series_uid, frame_of_reference_uid, study_uid, description;
};

}  // namespace abscope::patient
