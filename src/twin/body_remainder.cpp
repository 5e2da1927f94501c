// Body masks on the dose grid.
#include "twin/body_remainder.hpp"

#include <algorithm>
#include <vector>

#include "blood/blood_exposure.hpp"
#include "geometry/mask.hpp"

namespace abscope::twin {

namespace {

constexpr double threshold_without_contour = 0.01;  // of the largest dose [-]; ours, printed as the body definition
constexpr std::size_t remainder_bins = 256;

std::vector<float> body_mask(const AnatomyGeometry& geometry, const patient::DoseGrid& dose, std::string& definition) {
    const auto bodies = geometry.with_role(patient::OrganRole::external);
    if (!bodies.empty()) {
        definition = "External contour '" + bodies.front()->structure->name + "' within the dose grid";
        return geometry::fill_fraction(bodies.front()->solid, dose.grid);
    }
    definition = "no External contour: voxels with at least 1 % of the largest dose";
    std::vector<float> mask(dose.values.size(), 0.0f);
    const double least = threshold_without_contour * static_cast<double>(dose.maximum_gy());
    for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = static_cast<double>(dose.values[i]) >= least ? 1.0f : 0.0f;
    return mask;
}

void take_out_organs(std::vector<float>& mask, const AnatomyGeometry& geometry, const patient::Grid& grid) {
    for (const auto& solid : geometry.solids) {
        if (blood::compartments_for(solid.structure->role).empty()) continue;
        geometry::for_each_filled(geometry::local_mask(solid.solid, grid), grid,
                                  [&](std::size_t i, float share) { mask[i] = std::max(0.0f, mask[i] - share); });
    }
}

struct MaskDose {
    double volume_cc = 0.0, integral_gy_cc = 0.0;
    patient::DoseBins bins;
};

MaskDose dose_in_mask(const std::vector<float>& mask, const patient::DoseGrid& dose, double factor) {
    const double voxel_cc = dose.grid.voxel_volume_cc();
    const double largest = std::max(1e-12, static_cast<double>(dose.maximum_gy()));
    std::vector<double> volume(remainder_bins, 0.0), dose_volume(remainder_bins, 0.0);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] <= 0.0f) continue;
        const double d = std::max(0.0, static_cast<double>(dose.values[i])), v = static_cast<double>(mask[i]) * voxel_cc;
        const auto bin = std::min(remainder_bins - 1, static_cast<std::size_t>(d / largest * remainder_bins));
        volume[bin] += v;
        dose_volume[bin] += v * d * factor;
    }
    MaskDose out;
    for (std::size_t b = 0; b < remainder_bins; ++b) {
        out.volume_cc += volume[b];
        out.integral_gy_cc += dose_volume[b];
    }
    for (std::size_t b = 0; b < remainder_bins && out.volume_cc > 0.0; ++b) {
        if (volume[b] <= 0.0) continue;
        out.bins.dose_gy.push_back(dose_volume[b] / volume[b]);
        out.bins.volume_fraction.push_back(volume[b] / out.volume_cc);
    }
    return out;
}

}  // namespace

void set_body(patient::BlockExposure& exposure, const AnatomyGeometry& geometry, const patient::DoseGrid& dose, double factor) {
    auto mask = body_mask(geometry, dose, exposure.body_definition);
    const auto body = dose_in_mask(mask, dose, factor);
    exposure.integral_dose_gy_cc = body.integral_gy_cc;
    exposure.mean_body_dose_gy = body.volume_cc > 0.0 ? body.integral_gy_cc / body.volume_cc : 0.0;
    take_out_organs(mask, geometry, dose.grid);
    const auto rest = dose_in_mask(mask, dose, factor);
    exposure.remainder.name = "body remainder";
    exposure.remainder.volume_cc = rest.volume_cc;
    exposure.remainder.per_fraction = rest.bins;
}

}  // namespace abscope::twin
