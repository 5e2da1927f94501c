// One system of ordinary differential equations with error control: the explicit pair of Tsitouras or the implicit Rodas4
// behind one interface. (Cohorts of the built-in models have their own integrator in lanes.) Belongs to math.
#pragma once

#include <memory>

#include "math/rosenbrock.hpp"

namespace abscope::math {

enum class OdeMethod {
    automatic,       ///< explicit; implicit from where the explicit pair needs more than its share of steps
    explicit_pair,   ///< Tsitouras 5(4)
    implicit_pair,   ///< Rodas4
};

/// The error estimate of every accepted step stays below absolute + relative·|state|, state by state.
struct OdeTolerance {
    double relative = 1e-7;     ///< [-]
    double absolute = 1e-10;    ///< [unit of the state]
    int most_steps = 1000000;   ///< tries in all
};

class OdeSolver {
  public:
    OdeSolver(OdeProblem problem, OdeMethod method, const OdeTolerance& tolerance);
    ~OdeSolver();
    OdeSolver(OdeSolver&&) noexcept;
    OdeSolver& operator=(OdeSolver&&) noexcept;

    /// Brings y from `from` to `to` [unit of time]. False: the steps became too many or too small, or a state was not
    /// finite; y then holds the last good state.
    bool advance(double from, double to, double* y);
    /// After a jump of the state: begin with a small step again.
    void restart();

    int steps() const;          ///< accepted
    int rejected() const;
    bool implicit_now() const;  ///< which of the two is at work

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace abscope::math
