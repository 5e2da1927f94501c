// Philox streams and the inverse normal distribution.
#include "core/rng.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <limits>

#include "core/contract.hpp"

namespace abscope {

RandomStream::RandomStream(std::uint64_t seed, RandomPurpose purpose, std::uint64_t item, std::uint32_t step)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      counter_{0, static_cast<std::uint32_t>(item),
               static_cast<std::uint32_t>(item >> 32) ^ (static_cast<std::uint32_t>(purpose) << 24), step} {}

void RandomStream::refill() {
    const r123::Philox4x32 generator;
    const r123::Philox4x32::ctr_type counter{{counter_[0], counter_[1], counter_[2], counter_[3]}};
    const r123::Philox4x32::key_type key{{key_[0], key_[1]}};
    const auto out = generator(counter, key);
    ++counter_[0];
    buffer_[0] = (static_cast<std::uint64_t>(out[1]) << 32) | out[0];
    buffer_[1] = (static_cast<std::uint64_t>(out[3]) << 32) | out[2];
    left_ = 2;
}

std::uint64_t RandomStream::bits() {
    if (left_ == 0) refill();
    return buffer_[static_cast<std::size_t>(2 - left_--)];
}

double RandomStream::uniform() { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1.0p-53; }

double RandomStream::exponential() { return -std::log(uniform()); }

double RandomStream::normal() { return inverse_normal_cdf(uniform()); }

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

namespace {

template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
    double sum = 0.0;
    for (std::size_t i = N; i-- > 0;) sum = sum * x + coefficients[i];
    return sum;
}

// Coefficients of AS 241, routine PPND16 [@wichura1988], lowest power first.
constexpr std::array<double, 8> central_a{3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                          1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                          3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr std::array<double, 8> central_b{1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2,
                                          5.3941960214247511077e+3, 2.1213794301586595867e+4, 3.9307895800092710610e+4,
                                          2.8729085735721942674e+4, 5.2264952788528545610e+3};
constexpr std::array<double, 8> middle_c{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                                         3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                                         2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array<double, 8> middle_d{1.0, 2.05319162663775882187e0, 1.67638483018380384940e0,
                                         6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
                                         5.47593808499534494600e-4, 1.05075007164441684324e-9};
constexpr std::array<double, 8> tail_e{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                                       2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                       2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array<double, 8> tail_f{1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
                                       1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
                                       1.42151175831644588870e-7, 2.04426310338993978564e-15};

}  // namespace

double inverse_normal_cdf(double p) {
    ABSCOPE_EXPECT(p > 0.0 && p < 1.0);
    const double q = p - 0.5;
    if (std::abs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(central_a, r) / polynomial(central_b, r);
    }
    double r = std::sqrt(-std::log(q < 0.0 ? p : 1.0 - p));
    double value = 0.0;
    if (r <= 5.0) {
        r -= 1.6;
        value = polynomial(middle_c, r) / polynomial(middle_d, r);
    } else {
        r -= 5.0;
        value = polynomial(tail_e, r) / polynomial(tail_f, r);
    }
    return q < 0.0 ? -value : value;
}

}  // namespace abscope
