// Numbers side by side as one value, with quotients that wait: a/b·c/d is kept as (a·c)/(b·d) and a/b + c/d as
// (a·d + c·b)/(b·d) until a Pack is asked for, so an expression costs one division however many fractions it is written
// with. Belongs to math; everything is always_inline so that a kernel made of it is compiled for each vector unit.
#pragma once

#include <cmath>
#include <type_traits>

#include "math/simd.hpp"

#define ABSCOPE_PACK_INLINE inline __attribute__((always_inline))

namespace abscope::math {

/// N numbers of type S; arithmetic is lane by lane. Storage: LaneVector, or alignas(lane_alignment).
template <class S, int N>
struct Pack {
    using Scalar = S;
    static constexpr int width = N;
    typedef S Vector __attribute__((vector_size(sizeof(S) * N)));
    Vector v;

    ABSCOPE_PACK_INLINE S operator[](int lane) const { return v[lane]; }
    ABSCOPE_PACK_INLINE void set(int lane, S value) { v[lane] = value; }
};

/// A fraction that has not been divided yet.
template <class P>
struct Quotient {
    P over, under;
    ABSCOPE_PACK_INLINE operator P() const { return {over.v / under.v}; }
};

template <class T> struct PackTraits { using Numbers = void; };
template <class S, int N> struct PackTraits<Pack<S, N>> { using Numbers = Pack<S, N>; };
template <class P> struct PackTraits<Quotient<P>> { using Numbers = P; };

/// The Pack behind T, where T is a Pack or a Quotient.
template <class T> using NumbersOf = typename PackTraits<T>::Numbers;
template <class T> concept PackLike = !std::is_void_v<NumbersOf<T>>;
template <class T> concept Number = std::is_arithmetic_v<T>;

template <class P> requires PackLike<P> ABSCOPE_PACK_INLINE P all_equal(double x) {
    using S = typename P::Scalar;
    return {typename P::Vector{} + static_cast<S>(x)};
}

// Pack with Pack.
template <class S, int N> ABSCOPE_PACK_INLINE Pack<S, N> operator+(const Pack<S, N>& a, const Pack<S, N>& b) { return {a.v + b.v}; }
template <class S, int N> ABSCOPE_PACK_INLINE Pack<S, N> operator-(const Pack<S, N>& a, const Pack<S, N>& b) { return {a.v - b.v}; }
template <class S, int N> ABSCOPE_PACK_INLINE Pack<S, N> operator*(const Pack<S, N>& a, const Pack<S, N>& b) { return {a.v * b.v}; }
template <class S, int N> ABSCOPE_PACK_INLINE Pack<S, N> operator-(const Pack<S, N>& a) { return {-a.v}; }
template <class S, int N> ABSCOPE_PACK_INLINE Quotient<Pack<S, N>> operator/(const Pack<S, N>& a, const Pack<S, N>& b) { return {a, b}; }

// Quotient with Quotient.
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator+(const Quotient<P>& a, const Quotient<P>& b) {
    return {a.over * b.under + b.over * a.under, a.under * b.under};
}
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator-(const Quotient<P>& a, const Quotient<P>& b) {
    return {a.over * b.under - b.over * a.under, a.under * b.under};
}
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator*(const Quotient<P>& a, const Quotient<P>& b) {
    return {a.over * b.over, a.under * b.under};
}
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator/(const Quotient<P>& a, const Quotient<P>& b) {
    return {a.over * b.under, a.under * b.over};
}
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator-(const Quotient<P>& a) { return {-a.over, a.under}; }

// Quotient with Pack.
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator+(const Quotient<P>& a, const P& b) { return {a.over + b * a.under, a.under}; }
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator+(const P& a, const Quotient<P>& b) { return {a * b.under + b.over, b.under}; }
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator-(const Quotient<P>& a, const P& b) { return {a.over - b * a.under, a.under}; }
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator-(const P& a, const Quotient<P>& b) { return {a * b.under - b.over, b.under}; }
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator*(const Quotient<P>& a, const P& b) { return {a.over * b, a.under}; }
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator*(const P& a, const Quotient<P>& b) { return {a * b.over, b.under}; }
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator/(const Quotient<P>& a, const P& b) { return {a.over, a.under * b}; }
template <class P> ABSCOPE_PACK_INLINE Quotient<P> operator/(const P& a, const Quotient<P>& b) { return {a * b.under, b.over}; }

// With a plain number on one side; the sum of a number and a Quotient of Packs is a Quotient.
template <PackLike A, Number T> ABSCOPE_PACK_INLINE auto operator+(const A& a, T b) { return a + all_equal<NumbersOf<A>>(b); }
template <PackLike A, Number T> ABSCOPE_PACK_INLINE auto operator-(const A& a, T b) { return a - all_equal<NumbersOf<A>>(b); }
template <PackLike A, Number T> ABSCOPE_PACK_INLINE auto operator*(const A& a, T b) { return a * all_equal<NumbersOf<A>>(b); }
template <PackLike A, Number T> ABSCOPE_PACK_INLINE auto operator/(const A& a, T b) { return a / all_equal<NumbersOf<A>>(b); }
template <PackLike A, Number T> ABSCOPE_PACK_INLINE auto operator+(T a, const A& b) { return all_equal<NumbersOf<A>>(a) + b; }
template <PackLike A, Number T> ABSCOPE_PACK_INLINE auto operator-(T a, const A& b) { return all_equal<NumbersOf<A>>(a) - b; }
template <PackLike A, Number T> ABSCOPE_PACK_INLINE auto operator*(T a, const A& b) { return all_equal<NumbersOf<A>>(a) * b; }
template <PackLike A, Number T> ABSCOPE_PACK_INLINE auto operator/(T a, const A& b) { return all_equal<NumbersOf<A>>(a) / b; }

template <class S, int N, class T> ABSCOPE_PACK_INLINE Pack<S, N>& operator+=(Pack<S, N>& a, const T& b) { return a = a + b; }
template <class S, int N, class T> ABSCOPE_PACK_INLINE Pack<S, N>& operator-=(Pack<S, N>& a, const T& b) { return a = a - b; }
template <class S, int N, class T> ABSCOPE_PACK_INLINE Pack<S, N>& operator*=(Pack<S, N>& a, const T& b) { return a = a * b; }

template <class S, int N> ABSCOPE_PACK_INLINE Pack<S, N> larger(const Pack<S, N>& a, const Pack<S, N>& b) { return {a.v > b.v ? a.v : b.v}; }
template <class S, int N> ABSCOPE_PACK_INLINE Pack<S, N> smaller(const Pack<S, N>& a, const Pack<S, N>& b) { return {a.v < b.v ? a.v : b.v}; }
template <class S, int N> ABSCOPE_PACK_INLINE Pack<S, N> magnitude(const Pack<S, N>& a) { return {a.v < S(0) ? -a.v : a.v}; }
/// a where `condition` is positive, else b.
template <class S, int N>
ABSCOPE_PACK_INLINE Pack<S, N> where_positive(const Pack<S, N>& condition, const Pack<S, N>& a, const Pack<S, N>& b) {
    return {condition.v > S(0) ? a.v : b.v};
}

// The same words for a plain number.
template <class P> requires Number<P> ABSCOPE_PACK_INLINE P all_equal(double x) { return static_cast<P>(x); }
ABSCOPE_PACK_INLINE double larger(double a, double b) { return a > b ? a : b; }
ABSCOPE_PACK_INLINE double smaller(double a, double b) { return a < b ? a : b; }
ABSCOPE_PACK_INLINE double magnitude(double a) { return a < 0.0 ? -a : a; }
ABSCOPE_PACK_INLINE double where_positive(double condition, double a, double b) { return condition > 0.0 ? a : b; }
ABSCOPE_PACK_INLINE double root(double x) { return std::sqrt(x); }
template <class S, int N> ABSCOPE_PACK_INLINE Pack<S, N> root(const Pack<S, N>& x) {
    alignas(lane_alignment) S lane[N];
    for (int k = 0; k < N; ++k) lane[k] = std::sqrt(x.v[k]);
    Pack<S, N> out;
    for (int k = 0; k < N; ++k) out.v[k] = lane[k];
    return out;
}

/// exp(x), x ≤ 0, with an absolute error below 1e-14 [-]: Taylor's series of x/128, squared seven times; x stops at −40.
template <class R> ABSCOPE_PACK_INLINE R falling_exponential(const R& x) {
    const R t = larger(x, all_equal<R>(-40.0)) * (1.0 / 128.0);
    R sum = t * (1.0 / 9.0) + 1.0;
    for (int k = 8; k >= 1; --k) sum = sum * t * (1.0 / k) + 1.0;
    for (int k = 0; k < 7; ++k) sum = sum * sum;
    return sum;
}

}  // namespace abscope::math
