// Lanes of doubles for kernels that advance several right-hand sides at once, and run-time dispatch to wider vector
// units. Plain vector extensions: the same source is scalar code on a machine without them.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

// Lanes are only passed between always_inline functions, so the calling convention GCC warns about is never used.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace abscope::math {

/// Eight doubles; arithmetic is lane by lane.
using Lanes8 = double __attribute__((vector_size(64)));

/// Without AVX-512 the compiler aligns Lanes8 to 16 bytes only, but the AVX-512 clone of a kernel expects 64: storage that
/// a kernel sees must come from LaneVector or be declared alignas(lane_alignment).
constexpr std::size_t lane_alignment = 64;

template <class T>
struct LaneAllocator {
    using value_type = T;
    LaneAllocator() = default;
    template <class U>
    LaneAllocator(const LaneAllocator<U>&) {}
    T* allocate(std::size_t n) {
        return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{lane_alignment}));
    }
    void deallocate(T* p, std::size_t) { ::operator delete (p, std::align_val_t{lane_alignment}); }
    bool operator==(const LaneAllocator&) const { return true; }
};
template <class T>
using LaneVector = std::vector<T, LaneAllocator<T>>;

/// All lanes equal to x.
inline __attribute__((always_inline)) Lanes8 all_lanes(double x) { return Lanes8{x, x, x, x, x, x, x, x}; }

}  // namespace abscope::math

// Marks a function that is compiled once per vector unit and chosen at program start. Everything it calls must be
// always_inline to take part.
// ABSCOPE_VECTOR_UNIT names one unit instead, for benchmarks.
#if defined(ABSCOPE_VECTOR_UNIT)
#define ABSCOPE_TARGET_CLONES __attribute__((target(ABSCOPE_VECTOR_UNIT)))
#elif defined(ABSCOPE_REFERENCE) || defined(__SANITIZE_ADDRESS__) || !defined(__x86_64__)
#define ABSCOPE_TARGET_CLONES
#else
#define ABSCOPE_TARGET_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
