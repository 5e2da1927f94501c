// Weights of a uniformised exponential series, exp(A) = Σ pois(n; q) (I + A/q)ⁿ, and where it may be cut.
#pragma once

#include <vector>

namespace abscope::math {

/// e^(−q) qⁿ/n! for n = 0, 1, … The n-th term of the series is taken to be at most its weight × (1 + growth)ⁿ; the list ends
/// where the bounds of all later terms sum to less than `tolerance`. 0 ≤ q ≤ 700.
std::vector<double> poisson_weights(double q, double tolerance, double growth = 0.0);

}  // namespace abscope::math
