// Dose–volume histogram of the blood, for a fraction or a course, by inverting the characteristic function with its
// atoms removed first. docs/methods/blood.md, "The histogram"; cosine series after [@fang2008].
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "blood/fraction_solver.hpp"

namespace abscope::blood {

/// Cumulative distribution of the dose of the blood: an atom at 0, steps from blood that stayed in one place for a
/// whole fraction, and a smooth rest held as a cosine series on [0, span].
class DoseDistributionOfBlood {
public:
    /// Share of the blood that received more than `dose_gy` [Gy] (for 0: any dose) [-].
    double volume_above(double dose_gy) const;
    /// Dose that a share `volume` (0 < volume < 1) of the blood exceeds [Gy]; 0 if less than that share is irradiated.
    double dose_exceeded_by(double volume) const;
    double fraction_irradiated() const { return 1.0 - at_zero_; }
    /// Upper end of the support: no blood, or less than 1e-8 of it, received more [Gy].
    double span_gy() const { return span_; }
    std::size_t terms() const { return coefficient_.size(); }

private:
    friend class DoseInversion;
    double at_zero_ = 0.0;
    double span_ = 0.0;
    std::vector<double> step_dose_, step_above_;  // rising doses; weight of steps at or above each
    std::vector<double> coefficient_;             // cosine coefficients of the smooth density, filtered
    double smooth_cdf(double dose_gy) const;
};

/// A number of equal fractions of a course.
struct FractionGroup {
    const FractionSolver* solver = nullptr;
    int fractions = 1;
};

/// The distribution after all fractions, with the blood fully mixed between them (φ = Π φᵢ^nᵢ).
/// One group with one fraction gives the fraction itself. `terms`: most cosine terms; fewer are used once the
/// transform of the smooth part has fallen below 1e-7. By default as many as put six of them on a standard deviation of
/// the dose, 128 to 512: a few hot places in a wide support need more than an even dose.
DoseDistributionOfBlood invert(std::span<const FractionGroup> groups, int terms = 0);

}  // namespace abscope::blood
