// Where recirculating lymphocytes are, and what one fraction does to each of these places. Input of the slow layer.
// Organs that hold lymphocytes: [@westermann1992].
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "blood/blood_exposure.hpp"
#include "blood/circulation.hpp"
#include "blood/fraction_solver.hpp"
#include "blood/survival_table.hpp"

namespace abscope::blood {

/// Where recirculating lymphocytes are. The node that drains the target is its own place.
enum class LymphSite : std::size_t { blood, spleen, draining_node, nodes, marrow, mucosa, rest };
constexpr std::size_t lymph_sites = 7;
/// "blood", "spleen", "draining_node" …
std::string_view site_name(LymphSite site);

/// Dose distribution of one fraction in one organ; parts without dose are bins of 0 Gy.
struct OrganBins {
    std::vector<double> dose_gy;  ///< [Gy]
    std::vector<double> weight;   ///< sums to 1 [-]

    /// Σ w·e^(−αd) [-].
    double survival(double alpha_per_gy) const;
};

/// A compartment and its weight in an organ that is made of several.
struct OrganPart {
    std::string_view compartment;
    double weight = 1.0;  ///< [-]
};
/// The compartments that stand for a lymphocyte site other than blood.
std::span<const OrganPart> parts_of(LymphSite site);
/// The dose distribution of one fraction at a site other than blood. The draining node takes the dose of the organs that are
/// marked as draining; where none is marked, that of the lymph nodes together.
OrganBins site_bins(const CirculationNetwork& network, const BloodExposure& exposure, LymphSite site);

/// What one fraction does to lymphocytes, for any radiosensitivity.
struct FractionKill {
    SurvivalTable blood;
    std::array<OrganBins, lymph_sites> organ;  ///< entry of `blood` is unused
};
FractionKill fraction_kill(const CirculationNetwork& network, const BloodExposure& exposure,
                           const FractionSolver& solver);

}  // namespace abscope::blood
