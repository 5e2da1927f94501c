// The parameters that a calibration moves, as logarithms, with the prior that their plausible range makes. Belongs to
// scorecard.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "immune/models/t2/parameters.hpp"
#include "scorecard/card.hpp"
#include "scorecard/score.hpp"

namespace abscope::scorecard {

struct FreeParameter {
    std::string name;     ///< "F50", "ct26.alpha" in an override, "spread.nu" for the sd of ln(nu) between virtual patients
    double value = 0.0;   ///< calibrated [unit of the parameter]
    double start = 0.0;   ///< before any fit [unit of the parameter]
    double log_sd = 0.0;  ///< prior standard deviation of ln(value) [-]
};

/// A choice of parameters of one set; everything else keeps its value.
class FreeParameters {
public:
    /// Every fitted parameter and the card's `free`, without the card's `hold`.
    static Result<FreeParameters> of(const immune::t2::ParameterSet& set, const Calibration& calibration);
    /// The named ones; an unknown or a doubled name, or a parameter whose value is 0, is an error.
    static Result<FreeParameters> named(const immune::t2::ParameterSet& set, const std::vector<std::string>& names);

    std::size_t size() const { return parameters_.size(); }
    const std::vector<FreeParameter>& list() const { return parameters_; }
    /// ln of the calibrated values, and of the values before any fit [-].
    std::vector<double> calibrated() const;
    std::vector<double> unfitted() const;
    /// The whole set of values with the free ones set; `logs` are ln(value) [-].
    ModelValues values(std::span<const double> logs) const;
    /// −ln of the prior density up to a constant: normal in ln(value) around `centre` [-].
    double prior_energy(std::span<const double> logs, std::span<const double> centre) const;

private:
    immune::t2::ParameterSet set_;
    std::vector<FreeParameter> parameters_;
};

/// The spread of ln(value) that a record states: its log_sd, or a quarter of ln(high/low), or `otherwise` [-].
double prior_log_sd(const immune::t2::ParameterRecord& record, double otherwise = 0.35);

}  // namespace abscope::scorecard
