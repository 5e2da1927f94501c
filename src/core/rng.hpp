// Counter-based random numbers (Philox4x32-10, Random123 [@salmon2011]). A stream is named by what it is for, never
// by who runs it or when, so results do not depend on threads or order.
#pragma once

#include <array>
#include <cstdint>

namespace abscope {

/// What a stream of random numbers is for; keeps streams of one patient apart.
enum class RandomPurpose : std::uint32_t {
    blood_particle = 1,
    lymphocyte_parameters = 2,
    lymphocyte_population = 3,
    virtual_patient = 4,
    geometry_sampling = 5,
    markov_chain = 20,
    evolution_strategy = 21,
    sensitivity_design = 22,
    sequential_population = 23,
    synthetic_data = 24,
    resampling = 25,
    test = 99,
};

/// One independent stream, keyed by (seed, purpose, item, step). Drawing never touches any other stream.
class RandomStream {
  public:
    RandomStream(std::uint64_t seed, RandomPurpose purpose, std::uint64_t item, std::uint32_t step = 0);

    /// Uniform on the open interval (0, 1) [-], 53 bits.
    double uniform();
    /// Standard normal [-], by inversion (Wichura AS 241 [@wichura1988], |relative error| < 1e-15).
    double normal();
    /// Exponential with mean 1 [-].
    double exponential();
    std::uint64_t bits();

  private:
    void refill();

    std::array<std::uint32_t, 2> key_{};
    std::array<std::uint32_t, 4> counter_{};
    std::array<std::uint64_t, 2> buffer_{};
    int left_ = 0;
};

/// Inverse of the standard normal distribution function, 0 < p < 1 [-] (AS 241 PPND16 [@wichura1988]).
double inverse_normal_cdf(double p);
/// Standard normal distribution function [-].
double normal_cdf(double z);

}  // namespace abscope
