// The exact binomial interval. Belongs to math.
#pragma once

namespace abscope::math {

struct Interval {
    double low = 0.0, high = 0.0;
};

/// P(X ≤ k) of n trials with probability p [-].
double binomial_cdf(int k, int n, double p);

/// The interval of Clopper and Pearson [@clopper1934] for `events` of n ≥ 1: each tail holds (1 − level)/2 or less.
Interval exact_binomial_interval(int events, int n, double level = 0.95);

}  // namespace abscope::math
