// Rodas4: a stiffly accurate Rosenbrock method of order 4(3), six stages with one LU decomposition a step, for systems that an
// explicit pair cannot follow. Coefficients: [@hairer1996], section IV.7 and the program RODAS described there; the tests of this
// header check the order of convergence and standard stiff problems. Belongs to math.
#pragma once

#include <functional>
#include <vector>

namespace abscope::math {

/// y' = f(t, y) of n states. `jacobian` fills by columns: slopes[column·n + row] = ∂f_row/∂y_column, and ∂f/∂t.
struct OdeProblem {
    std::size_t states = 0;
    std::function<void(double t, const double* y, double* dy)> rates;
    std::function<void(double t, const double* y, double* slopes, double* by_time)> jacobian;
};

/// In-place LU decomposition with row exchanges of a matrix stored by columns.
class DenseLu {
  public:
    explicit DenseLu(std::size_t n) : n_(n), matrix_(n * n), order_(n) {}
    double* matrix() { return matrix_.data(); }
    /// False: the matrix is singular.
    bool decompose();
    /// x = matrix⁻¹·x.
    void solve(double* x) const;

  private:
    std::size_t n_;
    std::vector<double> matrix_;
    std::vector<std::size_t> order_;
};

/// One step of Rodas4 with its workspace.
class RosenbrockStep {
  public:
    explicit RosenbrockStep(const OdeProblem& problem);
    /// next = the state at t + h [unit of time]; `error` the difference to the embedded method of order 3. False: singular.
    bool operator()(double t, double h, const double* y, double* next, double* error);

  private:
    const OdeProblem& problem_;
    std::size_t n_;
    DenseLu lu_;
    std::vector<double> slopes_, by_time_, argument_, stages_;
};

}  // namespace abscope::math
