// Nodes by interlacing roots and Newton steps.
#include "math/gauss_hermite.hpp"

#include <cmath>
#include <numbers>

#include "core/contract.hpp"

namespace abscope::math {
namespace {

struct Value {
    double h = 0.0;         // orthonormal polynomial of degree n
    double slope = 0.0;     // its derivative
    double previous = 0.0;  // of degree n − 1
};

// √k h_k = x h_{k−1} − √(k−1) h_{k−2}, orthonormal under the standard normal; h_n' = √n h_{n−1}.
Value hermite(int n, double x) {
    double before = 0.0;
    double h = 1.0;
    for (int k = 1; k <= n; ++k) {
        const double next = (x * h - std::sqrt(k - 1.0) * before) / std::sqrt(static_cast<double>(k));
        before = h;
        h = next;
    }
    return {h, std::sqrt(static_cast<double>(n)) * before, before};
}

// Root between two points of opposite sign.
double root_between(int n, double low, double high) {
    const bool rising = hermite(n, high).h > 0.0;
    for (int i = 0; i < 40; ++i) {
        const double middle = 0.5 * (low + high);
        ((hermite(n, middle).h > 0.0) == rising ? high : low) = middle;
    }
    double x = 0.5 * (low + high);
    for (int i = 0; i < 3; ++i) {
        const Value v = hermite(n, x);
        x -= v.h / v.slope;
    }
    return x;
}

}  // namespace

NormalQuadrature normal_quadrature(int n) {
    ABSCOPE_EXPECT(n >= 1 && n <= 64);
    // The roots of degree k separate those of degree k + 1.
    std::vector<double> roots{0.0};
    for (int k = 2; k <= n; ++k) {
        const double end = 2.0 * std::sqrt(static_cast<double>(k)) + 1.0;
        std::vector<double> next;
        for (int i = 0; i < k; ++i) {
            const double low = i == 0 ? -end : roots[static_cast<std::size_t>(i) - 1];
            const double high = i == k - 1 ? end : roots[static_cast<std::size_t>(i)];
            next.push_back(root_between(k, low, high));
        }
        roots = next;
    }
    NormalQuadrature q{roots, {}};
    for (const double x : roots) {
        const double previous = hermite(n, x).previous;
        q.weight.push_back(1.0 / (static_cast<double>(n) * previous * previous));
    }
    return q;
}

}  // namespace abscope::math
