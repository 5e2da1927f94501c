// The twin's map of the windows for programs, people and tables. Belongs to study.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/json_value.hpp"
#include "windows/map_findings.hpp"
#include "windows/modulators.hpp"
#include "windows/twin_map.hpp"

namespace abscope::study {

/// Whose parameters: the calibrated mouse set with the scorecard's cohort, the ensemble of mouse sets that the scorecard holds, that of the
/// extended mouse set, or the human set with its own spread.
enum class MapSpecies { mouse, ensemble, extended, human };
std::string_view species_name(MapSpecies species);
/// "calibrated on mice", for a reader.
std::string_view species_title(MapSpecies species);
/// The species of that name; the name must be one.
MapSpecies species_of(std::string_view name);

/// The map with everything said about it.
struct TwinMapStudy {
    windows::TwinMap map;
    std::vector<windows::MapFinding> findings;
    std::vector<windows::AblationLine> ablation;
    MapSpecies species = MapSpecies::mouse;
};

/// What of the map: doses on the logarithmic grid 0.3 … 30 Gy, fractions 1 … most, patients of the cohort.
struct TwinMapRequest {
    int doses = 100, most_fractions = 60, patients = 16;
    std::uint64_t seed = 1;
    std::optional<Duration> interval;
    windows::IciTiming ici = windows::IciTiming::none;
    MapSpecies species = MapSpecies::mouse;
    bool with_ablation = true;  ///< not of the human set
    double ablation_dose_gy = 8.0;  ///< [Gy]
    int ablation_fractions = 3;
};

TwinMapStudy twin_map_study(const TwinMapRequest& request);

io::JsonValue twin_map_json(const TwinMapStudy& study);
/// One row a (dose, n): three quantities with their bands.
std::string twin_map_csv(const TwinMapStudy& study);
io::JsonValue findings_json(const std::vector<windows::MapFinding>& findings);

}  // namespace abscope::study
