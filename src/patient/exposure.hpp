// The exposure: what one fraction does to each lesion, draining node, organ and blood compartment. It is computed once,
// in `twin`, and is what blood, immune and toxicity models are given.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "patient/organ_role.hpp"
#include "patient/warning.hpp"

namespace abscope::patient {

/// A differential dose–volume distribution: volume_fraction sums to 1.
struct DoseBins {
    std::vector<double> dose_gy;          ///< bin centre [Gy]
    std::vector<double> volume_fraction;  ///< share of the structure's volume in the bin [-]
    double mean_gy() const;               ///< [Gy]
};

/// Dose of ONE fraction of one radiotherapy block to one structure.
struct OrganExposure {
    std::string name;
    OrganRole role = OrganRole::none;
    double volume_cc = 0.0;
    double dose_coverage = 1.0;  ///< share of the structure inside the dose grid [-]; outside receives 0
    DoseBins per_fraction;           ///< of the part inside the dose grid
    /// Mean over the whole structure, what lies outside the grid taken as 0 [Gy].
    double mean_gy() const { return dose_coverage * per_fraction.mean_gy(); }
};

struct LesionExposure {
    std::string lesion;
    bool irradiated = false;
    double mean_gy = 0.0;            ///< one fraction [Gy]
    DoseBins per_fraction;           ///< of the whole lesion, what lies outside the dose grid at 0 Gy
    std::string node;                ///< draining node; empty = none named
    double node_mean_gy = 0.0;       ///< one fraction [Gy]
};

/// The brain twice: with the targets that lie in it, each place once, and without them.
struct BrainExposure {
    OrganExposure with_targets, without_targets;
    std::vector<std::string> targets;  ///< their names; may be empty
};

/// One radiotherapy block: every fraction of it delivers the same exposure.
struct BlockExposure {
    int block = 0;
    int fractions = 0;
    double beam_on_s = 0.0;          ///< of one fraction [s]
    std::string beam_on_source;      ///< "case", "plan metersets", "assumed"
    std::vector<OrganExposure> organs;
    std::vector<LesionExposure> lesions;
    std::optional<BrainExposure> brain;  ///< where a brain is contoured
    OrganExposure remainder;         ///< body minus every contoured blood-bearing organ, inside the dose grid
    double body_outside_fraction = 0.0;  ///< share of the reference body outside the grid [-]
    double mean_body_dose_gy = 0.0;  ///< mean dose of one fraction in the body used for EDIC [Gy]
    double integral_dose_gy_cc = 0.0;  ///< one fraction, body [Gy·cm3]
    std::string body_definition;     ///< "External contour within the dose grid", "whole dose grid"
};

struct Exposure {
    std::vector<BlockExposure> blocks;
    Warnings warnings;
};

}  // namespace abscope::patient
