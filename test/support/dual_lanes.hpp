// A number with eight directional derivatives: T2's kernel made of it gives eight columns of its Jacobian at once. For the
// peers in tests and benchmarks that want one.
#pragma once

#include "math/pack.hpp"

namespace abscope::test {

struct Dual {
    using Slope = math::Pack<double, 8>;
    double value = 0.0;
    Slope slope{};
    Dual() = default;
    Dual(double v, const Slope& s) : value(v), slope(s) {}
    explicit Dual(double v) : value(v) {}
};

inline Dual operator+(const Dual& a, const Dual& b) { return {a.value + b.value, a.slope + b.slope}; }
inline Dual operator-(const Dual& a, const Dual& b) { return {a.value - b.value, a.slope - b.slope}; }
inline Dual operator-(const Dual& a) { return {-a.value, -a.slope}; }
inline Dual operator*(const Dual& a, const Dual& b) { return {a.value * b.value, a.value * b.slope + b.value * a.slope}; }
inline Dual operator/(const Dual& a, const Dual& b) {
    const double value = a.value / b.value;
    return {value, (a.slope - value * b.slope) * (1.0 / b.value)};
}
inline Dual operator+(const Dual& a, double b) { return {a.value + b, a.slope}; }
inline Dual operator+(double a, const Dual& b) { return {a + b.value, b.slope}; }
inline Dual operator-(const Dual& a, double b) { return {a.value - b, a.slope}; }
inline Dual operator-(double a, const Dual& b) { return {a - b.value, -b.slope}; }
inline Dual operator*(const Dual& a, double b) { return {a.value * b, b * a.slope}; }
inline Dual operator*(double a, const Dual& b) { return {a * b.value, a * b.slope}; }
inline Dual operator/(const Dual& a, double b) { return {a.value / b, a.slope * (1.0 / b)}; }
inline Dual operator/(double a, const Dual& b) { return Dual(a) / b; }
inline Dual& operator+=(Dual& a, const Dual& b) { return a = a + b; }
inline Dual root(const Dual& x) {
    const double value = std::sqrt(x.value);
    return {value, x.slope * (0.5 / value)};
}

}  // namespace abscope::test
