// Rodas4 in the form that needs no product with the Jacobian: (I/(γh) − J)·U_i = f(t + c_i·h, y + Σ a_ij·U_j) + Σ c_ij·U_j/h + d_i·h·∂f/∂t.
#include "math/rosenbrock.hpp"

#include <cmath>
#include <utility>

namespace abscope::math {

namespace {

constexpr int stages = 6;
constexpr double gamma = 0.25;
constexpr double node[stages] = {0.0, 0.386, 0.21, 0.63, 1.0, 1.0};
constexpr double time_weight[stages] = {0.25, -0.1043, 0.1035, -0.0362, 0.0, 0.0};
// Weights in the arguments; the last two stages add the stage before them.
constexpr double a[stages][stages] = {
    {},
    {1.544},
    {0.9466785280815826, 0.2557011698983284},
    {3.314825187068521, 2.896124015972201, 0.9986419139977817},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 1.0}};
constexpr double c[stages][stages] = {
    {},
    {-5.6688},
    {-2.430093356833875, -0.2063599157091915},
    {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
    {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616},
    {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054}};

}  // namespace

bool DenseLu::decompose() {
    for (std::size_t p = 0; p < n_; ++p) {
        std::size_t best = p;
        for (std::size_t r = p + 1; r < n_; ++r) {
            if (std::abs(matrix_[p * n_ + r]) > std::abs(matrix_[p * n_ + best])) best = r;
        }
        order_[p] = best;
        if (!(std::abs(matrix_[p * n_ + best]) > 0.0)) return false;
        if (best != p) {
            for (std::size_t col = 0; col < n_; ++col) std::swap(matrix_[col * n_ + p], matrix_[col * n_ + best]);
        }
        const double inverse = 1.0 / matrix_[p * n_ + p];
        for (std::size_t r = p + 1; r < n_; ++r) matrix_[p * n_ + r] *= inverse;
        for (std::size_t col = p + 1; col < n_; ++col) {
            const double factor = matrix_[col * n_ + p];
            if (factor == 0.0) continue;
            for (std::size_t r = p + 1; r < n_; ++r) matrix_[col * n_ + r] -= factor * matrix_[p * n_ + r];
        }
    }
    return true;
}

void DenseLu::solve(double* x) const {
    for (std::size_t p = 0; p < n_; ++p) std::swap(x[p], x[order_[p]]);
    for (std::size_t col = 0; col < n_; ++col) {
        for (std::size_t r = col + 1; r < n_; ++r) x[r] -= matrix_[col * n_ + r] * x[col];
    }
    for (std::size_t col = n_; col-- > 0;) {
        x[col] /= matrix_[col * n_ + col];
        for (std::size_t r = 0; r < col; ++r) x[r] -= matrix_[col * n_ + r] * x[col];
    }
}

RosenbrockStep::RosenbrockStep(const OdeProblem& problem)
    : problem_(problem), n_(problem.states), lu_(n_), slopes_(n_ * n_), by_time_(n_), argument_(n_), stages_(n_ * stages) {}

bool RosenbrockStep::operator()(double t, double h, const double* y, double* next, double* error) {
    problem_.jacobian(t, y, slopes_.data(), by_time_.data());
    double* matrix = lu_.matrix();
    for (std::size_t i = 0; i < n_ * n_; ++i) matrix[i] = -slopes_[i];
    for (std::size_t i = 0; i < n_; ++i) matrix[i * n_ + i] += 1.0 / (gamma * h);
    if (!lu_.decompose()) return false;
    for (int i = 0; i < stages; ++i) {
        double* u = stages_.data() + static_cast<std::size_t>(i) * n_;
        for (std::size_t s = 0; s < n_; ++s) {
            argument_[s] = y[s];
            for (int j = 0; j < i; ++j) argument_[s] += a[i][j] * stages_[static_cast<std::size_t>(j) * n_ + s];
        }
        problem_.rates(t + node[i] * h, argument_.data(), u);
        for (std::size_t s = 0; s < n_; ++s) {
            for (int j = 0; j < i; ++j) u[s] += c[i][j] / h * stages_[static_cast<std::size_t>(j) * n_ + s];
            u[s] += time_weight[i] * h * by_time_[s];
        }
        lu_.solve(u);
    }
    const double* last = stages_.data() + (stages - 1) * n_;
    for (std::size_t s = 0; s < n_; ++s) {
        next[s] = argument_[s] + last[s];
        error[s] = last[s];
    }
    return true;
}

}  // namespace abscope::math
