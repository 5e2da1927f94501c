// The rows of a card as quadratics of the free parameters: what a card's energy is, without a course being run, and its gradient.
// Belongs to fit.
#pragma once

#include "fit/card_problem.hpp"
#include "fit/delayed_chain.hpp"
#include "math/cholesky.hpp"
#include "math/quadratic_fit.hpp"

namespace abscope::fit {

/// Coordinates in which a cloud of points has mean 0 and covariance 1: x = centre + lower·z, x in ln(value) [-].
struct Whitening {
    std::vector<double> centre;
    math::SquareMatrix lower;

    /// Mean and covariance of more than one point; `floor` [-] is added to each variance.
    static Whitening of(const Points& points, double floor = 1e-8);
    std::vector<double> to_z(std::span<const double> x) const;
    std::vector<double> to_x(std::span<const double> z) const;
};

/// Evaluations of the card: places as ln(value) [-], and the values of all rows there [units of the rows].
struct Design {
    Points places, values;
};

class RowEmulator {
public:
    /// Fits every row, a positive one in its logarithm, on the places of `design` where all rows have values. Places count the less the
    /// worse their energy is, by 1/(1 + (rise above the best)/(number of unknowns))².
    static Result<RowEmulator> fit(const CardProblem& problem, const Design& design);

    /// The card's energy in whitened coordinates z, with a wall well outside the cloud of the design. Each row's tolerance is
    /// widened by what the emulator misses of it, so that the chains do not trust it more than it deserves.
    Surrogate surrogate() const;
    /// The card's own energy in the same coordinates.
    Target target() const;
    const Whitening& whitening() const { return whitening_; }
    /// Standard deviation of emulated less true energy over these places [-].
    double energy_error(const Design& design) const;

private:
    RowEmulator(const CardProblem& problem, Whitening whitening) : problem_(&problem), whitening_(std::move(whitening)) {}
    double energy(std::span<const double> z, std::span<double> gradient) const;
    double add_rows(std::span<const double> z, std::span<double> gradient) const;

    const CardProblem* problem_;
    Whitening whitening_;
    math::QuadraticFit rows_;
    std::vector<bool> logarithmic_;  // of each row
    std::vector<double> error_;      // rms of each row, as it is emulated
};

}  // namespace abscope::fit
