// The slow layer: recirculating lymphocytes of five subsets between blood and organs over days to months. Linear between
// events, so each stretch is one matrix exponential; a fraction multiplies. docs/methods/blood.md, "From cells killed to a
// count"; recirculating pool after [@scott1972], organ shares after [@westermann1992].
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "blood/lymph_sites.hpp"
#include "blood/lymphocyte_parameters.hpp"

namespace abscope::blood {

/// Subsets that differ in radiosensitivity, place and turnover. `cd4` is without regulatory T cells.
enum class Subset : std::size_t { cd4, cd8, treg, b, nk };
constexpr std::size_t subset_count = 5;
/// "CD4", "CD8", "Treg", "B", "NK".
std::string_view subset_name(Subset subset);

/// One subset of lymphocytes: one linear compartment model.
struct SubsetRates {
    double blood_share;                          ///< of the lymphocytes in the blood at rest [-]
    double alpha_per_gy;                         ///< [1/Gy]
    std::array<double, lymph_sites> pool;        ///< cells at rest, blood = 1 [-]
    std::array<double, lymph_sites> from_blood;  ///< [1/d], entry of `blood` unused
    std::array<double, lymph_sites> to_blood;    ///< [1/d], entry of `blood` unused
    double turnover_per_day;                     ///< [1/d]
    double marrow_supply_share;                  ///< of the supply [-]
};

/// One set of parameter values, in days.
struct LymphocyteRates {
    std::array<SubsetRates, subset_count> subset;
    double baseline_per_nl;                                       ///< [1e9/L]
    double feedback;                                              ///< extra supply per relative deficit [-]
    double alpha_marrow_per_gy, marrow_recovery_per_day;          ///< [1/Gy], [1/d]
    double fast_clearance_per_day, slow_clearance_per_day;        ///< [1/d]
    double neutrophils_per_nl;                                    ///< [1e9/L]
    double neutrophil_transit_per_day, neutrophil_marrow_effect;  ///< [1/d], [-]
};
/// Rates from `values`, parameter values in the order of the table's rows [each in its row's unit].
LymphocyteRates make_rates(const LymphocyteParameters& parameters, std::span<const double> values);

/// One dated fraction.
struct DatedKill {
    double t_day = 0.0;    ///< [d]
    std::size_t kill = 0;  ///< index into the list of kills
};

/// Counts in the blood at the sample times.
struct CellCounts {
    std::array<std::vector<double>, subset_count> subset;  ///< dead cells not yet cleared included [1e9/L]
    std::vector<double> lymphocytes;                       ///< sum of the subsets [1e9/L]
    std::vector<double> neutrophils;                       ///< [1e9/L]
};

/// Counts at `t_day` (rising, first not after the first fraction); a sample comes before a fraction at the same time.
CellCounts simulate_counts(const LymphocyteRates& rates, std::span<const FractionKill> kills,
                           std::span<const DatedKill> fractions, std::span<const double> t_day);

}  // namespace abscope::blood
