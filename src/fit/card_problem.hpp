// A scorecard as a target: prior of the free parameters and distance of the rows to their bands. Belongs to fit.
#pragma once

#include "fit/target.hpp"
#include "scorecard/distance.hpp"
#include "scorecard/free_parameters.hpp"

namespace abscope::fit {

struct CardOptions {
    scorecard::DistanceRule rule;
    /// Divides the rows' distance: energy = −ln prior + distance/(2·temperature) [-].
    double temperature = 1.0;
    /// Centre of the prior, ln(value) of each free parameter [-]; empty: the calibrated values.
    std::vector<double> centre;
    /// The integration; the reference's is for its own conformance only.
    scorecard::Method method = scorecard::Method::product;
};

class CardProblem {
public:
    /// The rows of `card` are the targets; its contests are not used.
    CardProblem(const scorecard::Card& card, scorecard::FreeParameters free, CardOptions options);

    /// Courses of single tumours run first, the virtual patients only if the limit is still open.
    Target target() const;
    /// Values of all rows, in the order of the card [units of the rows]; `logs` are ln(value) [-].
    std::vector<double> row_values(std::span<const double> logs) const;
    const scorecard::Card& card() const { return card_; }
    const scorecard::FreeParameters& free() const { return free_; }
    const CardOptions& options() const { return options_; }

    /// Draws from the Gaussian that the rows' sensitivities at `centre` [-] and the prior make: where a chain may start.
    /// One draw for each number from 0 on; needs dimension + 1 scorecards.
    Points linearised_draws(std::span<const double> centre, std::size_t count, std::uint64_t seed) const;

private:
    double energy(std::span<const double> logs, double limit) const;

    scorecard::Card card_, quick_, cohort_;
    scorecard::FreeParameters free_;
    CardOptions options_;
};

}  // namespace abscope::fit
