// A user's measurements as a target: prior of the free parameters and the likelihood of a logarithmic error. Belongs to fit.
#pragma once

#include "core/rng.hpp"
#include "fit/dataset.hpp"
#include "fit/target.hpp"
#include "immune/models/t2/course.hpp"
#include "scorecard/free_parameters.hpp"

namespace abscope::fit {

/// ln(measured) is normal around ln(computed) with one standard deviation for all, itself the last unknown; its prior is normal
/// in ln(sd) around ln(0.2) with 0.5. A measurement of 0 counts as below 1 [unit of the quantity] (left-censored).
class DataProblem {
public:
    /// `tumour`: override of the parameters for all subjects; empty: none.
    DataProblem(Dataset data, scorecard::FreeParameters free, std::string tumour = {});

    /// Unknowns: ln of each free parameter, then ln of the error's standard deviation [-].
    Target target() const;
    std::vector<double> start() const;
    /// Draw from the prior: calibrated values and their spread, then the error's [-].
    std::vector<double> draw_prior(RandomStream& stream) const;
    double prior_energy(std::span<const double> x) const;
    /// Computed values of all observations, subject by subject [units of the quantities]; NaN where a course cannot be run.
    std::vector<double> predictions(std::span<const double> logs) const;
    /// Replaces the measurements, in the order of predictions() [units of the quantities].
    void set_observations(const std::vector<double>& values);

    const Dataset& data() const { return data_; }
    const scorecard::FreeParameters& free() const { return free_; }

private:
    double energy(std::span<const double> x) const;

    Dataset data_;
    scorecard::FreeParameters free_;
    std::string tumour_;
    immune::t2::Topology topology_;
    immune::t2::Sampling sampling_;
};

/// Names of the unknowns: the parameters, then "error".
std::vector<std::string> unknown_names(const DataProblem& problem);

}  // namespace abscope::fit
