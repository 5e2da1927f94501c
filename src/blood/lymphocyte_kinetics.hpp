// The slow layer: recirculating lymphocytes between blood and organs over days to months. Linear between events, so
// each stretch is one matrix exponential; a fraction multiplies. docs/methods/blood.md, "From cells killed to a count";
// recirculating pool after [@scott1972], organ shares after [@westermann1992].
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "blood/blood_exposure.hpp"
#include "blood/circulation.hpp"
#include "blood/fraction_solver.hpp"
#include "blood/lymphocyte_parameters.hpp"
#include "math/matrix_exponential.hpp"

namespace abscope::blood {

/// Where recirculating lymphocytes are.
enum class LymphSite : std::size_t { blood, spleen, nodes, marrow, gut, rest };
constexpr std::size_t lymph_sites = 6;

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
/// The dose distribution of one fraction over an organ, and the share of it that has contours or remainder dose.
OrganBins organ_bins(const CirculationNetwork& network, const BloodExposure& exposure,
                     std::span<const OrganPart> parts);
/// The compartments that stand for a lymphocyte site other than blood.
std::span<const OrganPart> parts_of(LymphSite site);

/// Surviving fraction of circulating cells as a function of α, from eight exact solutions (Chebyshev interpolation of
/// ln E[e^(−αD)], relative error below 1e-7 on 0.1–2.5 /Gy).
class SurvivalTable {
public:
    explicit SurvivalTable(const FractionSolver& solver);
    /// [-]; α [1/Gy] is held inside the range of the table.
    double operator()(double alpha_per_gy) const;

private:
    std::array<double, 8> coefficient_{};
};

/// What one fraction does to lymphocytes, for any radiosensitivity.
struct FractionKill {
    SurvivalTable blood;
    std::array<OrganBins, lymph_sites> organ;  ///< entry of `blood` is unused
};

/// One set of parameter values, in days.
struct LymphocyteRates {
    double alpha_per_gy, alpha_marrow_per_gy;
    double baseline_per_nl;
    std::array<double, lymph_sites> pool;        ///< share of all lymphocytes that recirculates, by site [-]
    std::array<double, lymph_sites> from_blood;  ///< [1/d], entry of `blood` unused
    std::array<double, lymph_sites> to_blood;    ///< [1/d], entry of `blood` unused
    double turnover_per_day, marrow_recovery_per_day;
    double feedback, marrow_supply_share;  ///< [-]
    double fast_clearance_per_day, slow_clearance_per_day;
};
/// Rates from `values`, parameter values in the order of the table's rows [each in its row's unit].
LymphocyteRates make_rates(const LymphocyteParameters& parameters, std::span<const double> values);

/// One dated fraction.
struct DatedKill {
    double t_day = 0.0;    ///< [d]
    std::size_t kill = 0;  ///< index into the list of kills
};

/// Counts at `t_day` (rising, first not after the first fraction); a sample comes before a fraction at the same time.
/// [1e9/L]
std::vector<double> simulate_count(const LymphocyteRates& rates, std::span<const FractionKill> kills,
                                   std::span<const DatedKill> fractions, std::span<const double> t_day);

}  // namespace abscope::blood
