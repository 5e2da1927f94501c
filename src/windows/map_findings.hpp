// Where the twin's map and the hypothesis agree and where they do not, in words and numbers. A disagreement is a finding, not
// something to tune away. Hypothesis: [@chen2026]. Belongs to windows.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "windows/twin_map.hpp"

namespace abscope::windows {

struct MapFinding {
    std::string id;
    std::string hypothesis;       ///< what it says
    std::string twin;             ///< what the map says, with its numbers
    double value = 0.0;           ///< of the median map [`unit`]
    double low = 0.0, high = 0.0; ///< over patients, 5 and 95 % [`unit`]
    std::string unit;
    bool agrees = false;
    std::vector<std::string> sources;
};

/// The dose with the largest value of a layer at n fractions, for the median and for each patient [Gy].
struct BestDose {
    double median_gy = 0.0;             ///< [Gy]
    std::vector<double> patient_gy;     ///< [Gy]
};
BestDose best_dose(const TwinMap& map, const MapLayer& layer, int fractions, bool per_gray = false);

/// Optimum in dose for 2 to 5 fractions inside 6 to 12 Gy and not at the map's edge; chemokine per Gy highest at 0.5 to 1 Gy;
/// interferon of 8 Gy × 3 above 24 Gy × 1 and 20 Gy × 1. The map needs doses from 0.3 to 24 Gy and five fractions.
std::vector<MapFinding> map_findings(const TwinMap& map);

/// The concurrent deficit of conventional fractionation: yield with the drug minus yield of the drug alone, at 2 Gy × 25 to 35:
/// below zero with blood and nodes irradiated, not below zero when sequential, nor when blood and nodes are spared.
/// `setting` gives the body and how long it is followed.
std::vector<MapFinding> conventional_findings(std::span<const immune::t2::Parameters> patients, const TwinMapOptions& setting = {});

}  // namespace abscope::windows
