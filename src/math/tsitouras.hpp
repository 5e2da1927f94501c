// The explicit Runge-Kutta pair 5(4) of Tsitouras with its fourth-order interpolant, for numbers or lanes. Seven stages, the
// last of which is the first of the next step. Coefficients: [@tsitouras2011], table 1 and section 4; the test of this header
// checks them against the order conditions. Belongs to math.
#pragma once

#include <cstddef>

namespace abscope::math::tsitouras {

constexpr int stages = 7;

/// a[i][j]: weight of stage j in the argument of stage i; the last row is the fifth-order solution.
constexpr double a[stages][stages - 1] = {
    {},
    {0.161},
    {-0.008480655492356989, 0.335480655492357},
    {2.8971530571054935, -6.359448489975075, 4.3622954328695815},
    {5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525},
    {5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383},
    {0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774}};

/// Nodes of the stages.
constexpr double c[stages] = {0.0, 0.161, 0.327, 0.9, 0.9800255409045097, 1.0, 1.0};

/// Fifth-order minus fourth-order weights: the error estimate.
constexpr double e[stages] = {-0.00178001105222577714, -0.0008164344596567469, 0.007880878010261995,  -0.1447110071732629,
                              0.5823571654525552,      -0.45808210592918697,   0.015151515151515152};

/// Weights of the stages for the solution at t + theta·h, 0 ≤ theta ≤ 1 [-].
inline void interpolation_weights(double theta, double (&b)[stages]) {
    const double t = theta, t2 = theta * theta;
    b[0] = -1.0530884977290216 * t * (t - 1.3299890189751412) * (t2 - 1.4364028541716351 * t + 0.7139816917074209);
    b[1] = 0.1017 * t2 * (t2 - 2.1966568338249754 * t + 1.2949852507374631);
    b[2] = 2.490627285651252793 * t2 * (t2 - 2.38535645472061657 * t + 1.57803468208092486);
    b[3] = -16.54810288924490272 * (t - 1.21712927295533244) * (t - 0.61620406037800089) * t2;
    b[4] = 47.37952196281928122 * (t - 1.203071208372362603) * (t - 0.658047292653547382) * t2;
    b[5] = -34.87065786149660974 * (t - 1.2) * (t - 0.666666666666666667) * t2;
    b[6] = 2.5 * (t - 1.0) * (t - 0.6) * t2;
}

/// One stage argument: stage = y + h·Σ_{j<I} a[I][j]·k_j, all vectors of length n; k holds the stages one after another.
template <int I, class R>
inline __attribute__((always_inline)) void stage_argument(int n, const R* y, const R* k, const R& h, R* stage) {
    R w[I];
    for (int j = 0; j < I; ++j) w[j] = a[I][j] * h;
    for (int s = 0; s < n; ++s) {
        R sum = w[0] * k[s];
        for (int j = 1; j < I; ++j) sum += w[j] * k[j * n + s];
        stage[s] = y[s] + sum;
    }
}

/// A whole step of length h (each lane its own): k[0..n) must hold f(y); fills the other six stages and `next`.
/// `rates(argument, derivative)` is the right-hand side.
template <class R, class Rates>
inline __attribute__((always_inline)) void step(int n, const Rates& rates, const R* y, R* k, const R& h, R* next) {
    stage_argument<1>(n, y, k, h, next);
    rates(next, k + n);
    stage_argument<2>(n, y, k, h, next);
    rates(next, k + 2 * n);
    stage_argument<3>(n, y, k, h, next);
    rates(next, k + 3 * n);
    stage_argument<4>(n, y, k, h, next);
    rates(next, k + 4 * n);
    stage_argument<5>(n, y, k, h, next);
    rates(next, k + 5 * n);
    stage_argument<6>(n, y, k, h, next);
    rates(next, k + 6 * n);
}

/// The error estimate of state s of a step: h·Σ e_j·k_j.
template <class R>
inline __attribute__((always_inline)) R error_of(int n, int s, const R* k, const R& h) {
    R sum = e[0] * k[s];
    for (int j = 1; j < stages; ++j) sum += e[j] * k[j * n + s];
    return h * sum;
}

}  // namespace abscope::math::tsitouras
