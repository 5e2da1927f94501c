// The explicit Runge-Kutta pair 5(4) of Tsitouras with its fourth-order interpolant, for numbers or lanes. Seven stages, the
// last of which is the first of the next step. Coefficients: [@tsitouras2011], table 1 and section 4; the test of this header
// checks them against the order conditions. Belongs to math.
#pragma once

#include <cstddef>

#include "math/pack.hpp"

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

/// The interpolant's weights as polynomials: b_j(theta) = sum over m of coefficient[j][m]·theta^(m+1).
struct Interpolant {
    double coefficient[stages][4];
};
constexpr Interpolant interpolant() {
    // Each weight is scale·t²·(t² + p t + q), the first scale·t·(t − r)·(t² + p t + q).
    constexpr double scale[] = {-1.0530884977290216, 0.1017, 2.490627285651252793, -16.54810288924490272,
                                47.37952196281928122, -34.87065786149660974, 2.5};
    constexpr double r = 1.3299890189751412;
    constexpr double p[] = {-1.4364028541716351, -2.1966568338249754, -2.38535645472061657, -1.21712927295533244 - 0.61620406037800089,
                            -1.203071208372362603 - 0.658047292653547382, -1.2 - 0.666666666666666667, -1.6};
    constexpr double q[] = {0.7139816917074209, 1.2949852507374631, 1.57803468208092486, 1.21712927295533244 * 0.61620406037800089,
                            1.203071208372362603 * 0.658047292653547382, 1.2 * 0.666666666666666667, 0.6};
    Interpolant out{};
    for (int j = 1; j < stages; ++j) {
        out.coefficient[j][1] = scale[j] * q[j];
        out.coefficient[j][2] = scale[j] * p[j];
        out.coefficient[j][3] = scale[j];
    }
    out.coefficient[0][0] = -scale[0] * r * q[0];
    out.coefficient[0][1] = scale[0] * (q[0] - r * p[0]);
    out.coefficient[0][2] = scale[0] * (p[0] - r);
    out.coefficient[0][3] = scale[0];
    return out;
}

/// The stages k_0 … k_6 of a step, each a vector.
template <class R>
using StageRows = R* const*;

/// One stage argument: stage = y + h·Σ_{j<I} a[I][j]·k_j, all vectors of length n.
template <int I, class R>
inline __attribute__((always_inline)) void stage_argument(int n, const R* y, StageRows<R> k, const R& h, R* stage) {
    R w[I];
    const R* row[I];
    for (int j = 0; j < I; ++j) w[j] = a[I][j] * h, row[j] = k[j];
    for (int s = 0; s < n; ++s) {
        R sum = w[0] * row[0][s];
#pragma GCC unroll 8
        for (int j = 1; j < I; ++j) sum += w[j] * row[j][s];
        stage[s] = y[s] + sum;
    }
}

/// A whole step of length h (each lane its own): k[0] must hold f(y); fills the other six stages and `next`.
/// `rates(argument, derivative)` is the right-hand side.
template <class R, class Rates>
inline __attribute__((always_inline)) void step(int n, const Rates& rates, const R* y, StageRows<R> k, const R& h, R* next) {
    stage_argument<1>(n, y, k, h, next);
    rates(next, k[1]);
    stage_argument<2>(n, y, k, h, next);
    rates(next, k[2]);
    stage_argument<3>(n, y, k, h, next);
    rates(next, k[3]);
    stage_argument<4>(n, y, k, h, next);
    rates(next, k[4]);
    stage_argument<5>(n, y, k, h, next);
    rates(next, k[5]);
    stage_argument<6>(n, y, k, h, next);
    rates(next, k[6]);
}

/// The error estimate of state s of a step: h·Σ e_j·k_j.
template <class R>
inline __attribute__((always_inline)) R error_of(int s, StageRows<R> k, const R& h) {
    R sum = e[0] * k[0][s];
#pragma GCC unroll 8
    for (int j = 1; j < stages; ++j) sum += e[j] * k[j][s];
    return h * sum;
}

/// Weights w_j of a state that only decays and is fed, y' = r(t) − rate·y, over the share theta of a step [-]:
/// y(theta) = decay·y + h·Σ w_j·r_j with the feeds r_j = r at the stages and z = rate·h. The feed is taken as the derivative
/// of the interpolant, so the decay is exact however fast it is and sets no limit to the step (an exponential quadrature,
/// [@hochbruck2010], section 2.1): w_j = Σ_m (m+1)·b_jm·∫_0^theta exp(−z(theta−u))·u^m du.
template <class R>
inline __attribute__((always_inline)) void decay_weights(double theta, const R& z, R& decay, R (&w)[stages]) {
    constexpr Interpolant b = interpolant();
    const R x = z * theta;
    decay = falling_exponential(R(-x));
    // I_m = ∫_0^1 exp(−x(1−v)) v^m dv: the last by its series for small x, downwards from it; upwards for larger x.
    const R series_x = smaller(x, all_equal<R>(1.5));
    R last = all_equal<R>(0.0);
    for (int k = 13; k >= 0; --k) last = (1.0 - series_x * last) * (1.0 / (4 + k));
    const R small2 = (1.0 - series_x * last) * (1.0 / 3.0);
    const R small1 = (1.0 - series_x * small2) * 0.5;
    const R small0 = 1.0 - series_x * small1;
    const R inverse = 1.0 / larger(x, all_equal<R>(1.0));
    const R large0 = (1.0 - decay) * inverse, large1 = (1.0 - large0) * inverse, large2 = (1.0 - 2.0 * large1) * inverse,
            large3 = (1.0 - 3.0 * large2) * inverse;
    const R is_large = x - 1.25;
    const double t2 = theta * theta;
    const R moment[4] = {theta * where_positive(is_large, large0, small0), 2.0 * t2 * where_positive(is_large, large1, small1),
                         3.0 * t2 * theta * where_positive(is_large, large2, small2),
                         4.0 * t2 * t2 * where_positive(is_large, large3, last)};
    for (int j = 0; j < stages; ++j) {
        w[j] = b.coefficient[j][0] * moment[0];
        for (int m = 1; m < 4; ++m) w[j] += b.coefficient[j][m] * moment[m];
    }
}

}  // namespace abscope::math::tsitouras
