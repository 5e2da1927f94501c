// What one fraction does to the blood: a dose distribution for a share of each compartment, and when the beam is on.
// Input of both engines (deterministic and Monte Carlo). The idea of compartments with a dose-rate histogram each is that
// of HEDOS [@shin2021]; docs/methods/blood.md says where ours differs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "blood/circulation.hpp"
#include "core/result.hpp"
#include "patient/exposure.hpp"
#include "patient/organ_role.hpp"
#include "patient/warning.hpp"

namespace abscope::blood {

/// Dose of ONE fraction to a share of one compartment. Blood enters any part of the organ in proportion to its volume.
struct OrganDose {
    std::size_t compartment = 0;
    double share = 1.0;                   ///< of the compartment's blood volume [-]
    std::vector<double> dose_gy;          ///< whole fraction [Gy]
    std::vector<double> volume_fraction;  ///< sums to 1 [-]
    std::vector<double>
        window_share;       ///< share of the dose given in each window; empty: as in BeamWindow [-]
    std::string structure;  ///< what it was taken from, for the report
    bool draining = false;  ///< the node that drains the target
    /// Dose of each bin in each window [window][bin]; they sum to dose_gy. Empty: every bin as `window_share`. A bin is then a
    /// part of the organ (a group of voxels), the same part in each window: beams that hit different parts, control points.
    std::vector<std::vector<double>> window_dose_gy{};  ///< [Gy]
};

/// One stretch of time of a fraction; windows follow each other without a gap (a pause is a window without dose).
struct BeamWindow {
    double duration_s = 0.0;  ///< [s]; 0 is an instantaneous pulse
    double dose_share = 1.0;  ///< share of the fraction's dose given in it [-]
};

/// How much of the blood volume got its dose from where; the three sum to 1.
struct BloodCoverage {
    double contoured = 0.0;  ///< in compartments (or shares of them) with contours [-]
    double remainder = 0.0;  ///< given the dose of the body's remainder [-]
    double outside = 0.0;    ///< outside the dose grid, 0 Gy [-]
};

/// One fraction.
struct BloodExposure {
    std::vector<OrganDose> organs;
    std::vector<BeamWindow> windows;
    BloodCoverage coverage;
};

/// Volume-weighted mean dose ΣVᵢ·D̄ᵢ/TBV of one fraction [Gy]: what the mean blood dose must be in steady flow.
double volume_weighted_mean_gy(const CirculationNetwork& network, const BloodExposure& exposure);

/// Everything the engines rely on: shares and fractions in range, distributions that sum to 1, finite times.
Result<void> check_exposure(const CirculationNetwork& network, const BloodExposure& exposure);

/// Part of a compartment that an organ stands for.
struct CompartmentShare {
    std::string compartment;
    double share = 1.0;  ///< [-]
};

/// Compartments whose blood receives the dose of an organ; empty for roles that hold no compartment of their own.
std::vector<CompartmentShare> compartments_for(patient::OrganRole role);

/// Which of two names of the same blood wins: 2 a part (left heart, left lung), 1 a whole (heart, lungs).
int role_priority(patient::OrganRole role);

/// A differential distribution read from a cumulative curve, and what was odd about the curve.
struct DoseDistribution {
    patient::DoseBins bins;
    double missing_at_zero = 0.0;   ///< share the curve does not start with; taken to receive 0 Gy [-]
    double truncated_at_top = 0.0;  ///< share above the curve's last dose; taken to receive that dose [-]
};
/// `dose_gy` [Gy] rising, `volume_fraction` [-] falling from 1. Between two points the dose is their mean.
Result<DoseDistribution> bins_from_cumulative(const std::vector<double>& dose_gy,
                                              const std::vector<double>& volume_fraction);

/// Turns the organs of one fraction into blood compartments (docs/methods/blood.md, "From structures to compartments").
/// An organ that is named twice (heart and left heart, lungs and left lung) counts once: the more special name wins.
class BloodExposureBuilder {
public:
    explicit BloodExposureBuilder(const CirculationNetwork& network) : network_(network) {}

    /// One contoured organ. `dose_coverage`: share of it inside the dose grid; the rest receives 0 [-].
    void add_organ(patient::OrganRole role, const patient::DoseBins& bins, double dose_coverage = 1.0,
                   std::string structure = {});
    /// A compartment by its name (a network of the user's own, or DVH files without images); `share` of its blood [-].
    Result<void> add_compartment(std::string_view compartment, double share, const patient::DoseBins& bins,
                                 std::string structure = {});
    /// The body without its contoured organs. `inside`: the share of the uncontoured blood that lies in the dose grid
    /// (min(1, remainder volume in the grid ÷ reference body's remainder volume)); the rest receives 0 [-].
    void set_remainder(const patient::DoseBins& bins, double inside);
    /// The finished exposure; one window of `beam_on_s` [s] unless windows are given.
    Result<BloodExposure> build(double beam_on_s, std::vector<BeamWindow> windows = {}) const;
    /// What was left out or doubled, in words.
    const patient::Warnings& warnings() const { return warnings_; }

private:
    struct Part {
        OrganDose dose;
        int priority = 0;
        double outside = 0.0;  ///< share of the compartment that is contoured but outside the grid [-]
    };
    const CirculationNetwork& network_;
    std::vector<Part> parts_;
    patient::DoseBins remainder_;
    double inside_ = 0.0;
    mutable patient::Warnings warnings_;
};

}  // namespace abscope::blood
