// Comparison of volumes under both rules with those that a planning system stored.
#include "twin/end_rule.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace abscope::twin {

namespace {

constexpr std::size_t fewest_structures = 3;
constexpr double agreement = 0.01;  // median relative difference of volumes [-]

/// Volume that the stored histogram starts with [cm3]; 0 where it does not say.
double stored_volume_cc(const patient::StoredDvh& dvh) {
    if (dvh.volume_units != "CM3" || dvh.volume.empty()) return 0.0;
    return dvh.cumulative ? dvh.volume.front() : std::accumulate(dvh.volume.begin(), dvh.volume.end(), 0.0);
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

std::optional<ShownEndRule> end_rule_of(const std::vector<StructureSolid>& solids, const std::vector<patient::StoredDvh>& dvhs) {
    std::vector<double> half_spacing, contour;  // relative differences of volumes
    for (const auto& dvh : dvhs) {
        const auto solid = std::find_if(solids.begin(), solids.end(), [&](const auto& s) { return s.structure->number == dvh.roi_number; });
        const double stored_cc = stored_volume_cc(dvh);
        if (solid == solids.end() || !(stored_cc > 0.0)) continue;
        half_spacing.push_back(std::abs(solid->solid.volume_cc / stored_cc - 1.0));
        contour.push_back(std::abs(geometry::with_ends(solid->solid, geometry::EndRule::contour).volume_cc / stored_cc - 1.0));
    }
    if (contour.size() < fewest_structures) return std::nullopt;
    const double ours = median(half_spacing), theirs = median(contour);
    if (theirs > agreement || theirs > ours / 2.0) return std::nullopt;
    return ShownEndRule{geometry::EndRule::contour,
                        fmt::format("structures end at their first and last contour, as the planning system took them: {} volumes of "
                                    "its own DVHs differ by {:.1f} % in the median, against {:.1f} % with half a spacing more at "
                                    "each end; `abscope dvh --ends` compares both",
                                    contour.size(), 100.0 * theirs, 100.0 * ours)};
}

}  // namespace abscope::twin
