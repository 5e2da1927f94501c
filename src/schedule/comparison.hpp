// Is one schedule better than another? Paired over the same virtual patients, over both sides of every contested rule; when the
// difference may be nothing, the answer is "not resolved". Belongs to schedule.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace abscope::schedule {

/// Two-sided level of the interval that must exclude zero. Above 95 % because many alternatives are looked at.
inline constexpr double resolution_level = 0.99;

/// Paired difference of one quantity: candidate − reference.
struct PairedGain {
    double mean = 0.0;
    double low = 0.0, high = 0.0;  ///< interval of the mean at resolution_level (Student)
    double p_better = 0.0;         ///< probability that the mean gain is above zero (Student, flat prior)
    double patients_better = 0.0;  ///< share of patients in whom it is above zero
    int patients = 0;
    bool resolved() const { return low > 0.0 || high < 0.0; }
};

/// `candidate` and `reference` hold one value a patient, the same patients in the same order; at least two.
PairedGain paired_gain(std::span<const double> candidate, std::span<const double> reference);

/// A gain in each structural variant (both sides of each contested rule); the first is the base.
struct StructuralGain {
    std::vector<std::string> variant;
    std::vector<PairedGain> gain;
    /// The widened interval: it joins those of all variants.
    double low() const, high() const;
    double p_better_low() const, p_better_high() const;
    /// Resolved only where the widened interval excludes zero.
    bool resolved() const { return low() > 0.0 || high() < 0.0; }
};

/// Quantile of Student's t, `p` in (0, 1), `degrees` ≥ 1 of freedom: exact for 1 and 2, else the expansion of
/// [@abramowitz1972, eq. 26.7.5], off by less than 0.3 % from 5 degrees on.
double student_quantile(double p, int degrees);

/// Points (larger is better in every quantity) that no other point beats in one quantity without losing in another.
std::vector<std::size_t> pareto_front(const std::vector<std::vector<double>>& points);

}  // namespace abscope::schedule
