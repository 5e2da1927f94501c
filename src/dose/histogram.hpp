// The dose in a solid [@drzymala1991], sampled: a fine differential histogram that volumes, means and curves are read from.
#pragma once

#include <functional>
#include <vector>

#include "geometry/prism_stack.hpp"
#include "patient/dose_grid.hpp"
#include "patient/case.hpp"
#include "patient/exposure.hpp"

namespace abscope::dose {

/// How finely a solid is sampled.
struct SamplingOptions {
    double samples = 4e5;                 ///< aimed at for one structure [-]; more where its voxels need it
    double steps_per_voxel = 2.0;         ///< at least this many samples along each side of a dose voxel [-]
    std::size_t bins = 20000;             ///< of the histogram over [0, largest dose]
};

/// Differential histogram. Bin b holds the volume with dose in [b, b+1) × bin_width_gy.
struct Histogram {
    double bin_width_gy = 0.0;            ///< [Gy]
    std::vector<double> volume_cc;        ///< [cm3]
    std::vector<double> dose_volume;      ///< Σ dose × volume of each bin [Gy·cm3]
    double covered_cc = 0.0;              ///< volume inside the dose grid [cm3]
    double outside_cc = 0.0;              ///< volume outside it [cm3]
    double min_gy = 0.0, max_gy = 0.0;    ///< over the samples [Gy]; NaN where nothing is covered
    double mean_gy() const;               ///< over the covered volume [Gy]; NaN where nothing is covered
    double coverage() const;              ///< covered ÷ all [-]; NaN for an empty solid
};

/// Turns the physical dose of a sample into the quantity asked for; must not fall with dose.
using DoseTransform = std::function<double(double)>;

/// Samples the trilinear dose in the solid. A dose voxel reaches half a spacing beyond its centre: in that rim the dose
/// of the nearest centre holds; beyond it the solid is outside. Weights are scaled so that each slab has its exact
/// volume. Same bytes for any number of threads.
Histogram sample_dose(const geometry::PrismStack& solid, const patient::DoseGrid& dose, const DoseTransform& transform = {},
                      const SamplingOptions& options = {});

/// At most `bins` doses that keep mean and volume of the histogram exactly; volume fractions of the covered part.
patient::DoseBins to_bins(const Histogram& histogram, std::size_t bins = 256);

/// Differential bins of a cumulative table (dose rising, volume falling); what lies below the first dose has that dose.
patient::DoseBins to_bins(const patient::OrganDvhTable& table);

}  // namespace abscope::dose
