// Dose of recirculating lymphocytes over a course: between two fractions a cell moves on between blood and organs, so the same cell is
// not always in the blood (full mixing of the blood) nor always in the same place (no mixing). Recirculation of [@scott1972],
// [@ganusov2014].
#pragma once

#include <span>
#include <vector>

#include "blood/dose_distribution.hpp"
#include "blood/lymphocyte_kinetics.hpp"
#include "blood/monte_carlo.hpp"

namespace abscope::blood {

/// One exposure as a cell at each site sees it.
struct SiteExposure {
    const FractionSolver* blood = nullptr;
    std::array<OrganBins, lymph_sites> organ;  ///< entry of `blood` is unused
};

/// Distribution of the dose of cells that live through the whole course.
struct CellDose {
    double mean_gy = 0.0, sd_gy = 0.0;  ///< exact [Gy]
    double fraction_irradiated = 0.0;   ///< exact [-]
    std::vector<double> dose_gy;        ///< equally spaced [Gy]
    std::vector<double> above;          ///< share with more than that dose [-]

    double volume_above(double dose_gy) const;     ///< [-]
    double dose_exceeded_by(double volume) const;  ///< [Gy]
};

/// The chain of sites started at rest: at a fraction a cell receives the dose of its site (in the blood that of the fast layer, in an
/// organ that of a random part of it), between fractions it moves by exp(QΔt). Mean, SD and irradiated share are exact; the
/// distribution lives on 4096 equal steps up to the largest possible dose.
CellDose dose_of_cells(const SubsetRates& rates, std::span<const SiteExposure> exposures,
                       std::span<const DatedKill> fractions);

/// The same by particles that remember their dose: the second engine. `walks`: one for each exposure.
class ParticleWalk;
MonteCarloResult simulate_cells(const SubsetRates& rates, std::span<const ParticleWalk> walks,
                                std::span<const SiteExposure> exposures, std::span<const DatedKill> fractions,
                                std::uint64_t seed, std::uint64_t cells);

}  // namespace abscope::blood
