// The dose–volume histogram of one structure, and the metrics that are read from it, spelt as [@mayo2018] spells them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/quantity.hpp"
#include "core/result.hpp"
#include "dose/histogram.hpp"
#include "geometry/prism_stack.hpp"
#include "patient/dose_grid.hpp"
#include "patient/structure.hpp"
#include "patient/warning.hpp"

namespace abscope::dose {

enum class DoseQuantity { physical, bed, eqd2 };

struct DvhOptions {
    DoseQuantity quantity = DoseQuantity::physical;
    AlphaBeta alpha_beta = alpha_beta_gray(3.0);  ///< of bed and eqd2
    int fractions = 0;                            ///< of the course; needed by bed and eqd2
    double dose_factor = 1.0;                     ///< the grid is multiplied with it first [-]
    SamplingOptions sampling;
};

/// Cumulative DVH: volume_fraction[i] is the share of the whole structure with at least dose_gy[i].
struct Dvh {
    std::string name;
    patient::OrganRole role = patient::OrganRole::none;
    DoseQuantity quantity = DoseQuantity::physical;
    double alpha_beta_gy = 0.0;           ///< of bed and eqd2 [Gy]
    double volume_cc = 0.0;               ///< NaN: not known (a table from elsewhere) [cm3]
    double volume_uncertainty_cc = 0.0;   ///< half width [cm3]
    double dose_coverage = 0.0;           ///< share of the structure inside the dose grid [-]
    double mean_uncertainty_gy = 0.0;     ///< half width, from the volume's [Gy]
    double mean_gy = 0.0, min_gy = 0.0, max_gy = 0.0;  ///< over the covered part; NaN where nothing is covered [Gy]
    std::vector<double> dose_gy;          ///< rising from 0 [Gy]
    std::vector<double> volume_fraction;  ///< falling from the covered share [-]
    patient::Warnings warnings;
};

/// Computes the DVH of a structure. `bed` and `eqd2` are applied voxel by voxel with d = D/n.
Dvh compute_dvh(const patient::Structure& structure, const geometry::PrismStack& solid, const patient::DoseGrid& dose,
                const DvhOptions& options = {});

/// One number asked of a DVH.
struct Metric {
    enum class Kind { dose_at_volume_percent, dose_at_volume_cc, volume_percent_at_dose, volume_cc_at_dose, mean, min, max, median };
    std::string name;  ///< as the user wrote it
    Kind kind = Kind::mean;
    double argument = 0.0;  ///< [%], [cm3] or [Gy] as the kind says
};

/// Reads "D95%", "D2cc", "D0.03cc", "V20Gy", "V20Gy[cc]", "mean", "min", "max", "median".
Result<Metric> parse_metric(std::string_view text);

struct MetricValue {
    std::string name;
    double value = 0.0;  ///< [unit]; NaN: cannot be said
    std::string unit;    ///< "Gy", "%", "cm3"
    std::string why;     ///< why it is NaN
    double uncertainty = 0.0;  ///< half width, as far as the contours leave the solid open [unit]
};

/// The metric's value. Where part of the structure lies outside the dose grid, the value is bounded from both sides
/// (the rest at 0 Gy, the rest hotter than anything); it is given only if both bounds agree, else it is NaN with the reason.
/// Its uncertainty is how far it moves when as much volume as the solid's uncertainty is added or taken away where that matters most.
MetricValue evaluate(const Dvh& dvh, const Metric& metric);

}  // namespace abscope::dose
