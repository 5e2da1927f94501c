// Streams: repeatable, apart from each other by name; and the normal distribution against published values.
#include "core/rng.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

using namespace abscope;

TEST_CASE("streams repeat and differ by seed, purpose, item and step") {
    std::set<std::uint64_t> first;
    for (std::uint64_t seed : {1u, 2u})
        for (auto purpose : {RandomPurpose::blood_particle, RandomPurpose::virtual_patient})
            for (std::uint64_t item : {0u, 1u})
                for (std::uint32_t step : {0u, 1u}) {
                    RandomStream a(seed, purpose, item, step), b(seed, purpose, item, step);
                    const auto bits = a.bits();
                    CHECK(bits == b.bits());
                    first.insert(bits);
                }
    CHECK(first.size() == 16);
}

TEST_CASE("the inverse normal distribution at tabulated points") {
    CHECK(inverse_normal_cdf(0.5) == 0.0);
    // Abramowitz & Stegun table 26.5 and AS 241's own check values.
    CHECK(inverse_normal_cdf(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-14));
    CHECK(inverse_normal_cdf(0.25) == doctest::Approx(-0.6744897501960817).epsilon(1e-14));
    CHECK(inverse_normal_cdf(0.001) == doctest::Approx(-3.090232306167814).epsilon(1e-14));
    CHECK(inverse_normal_cdf(1e-20) == doctest::Approx(-9.262340089798408).epsilon(1e-13));
}

TEST_CASE("[property] the inverse undoes the distribution function") {
    for (double z = -6.0; z <= 6.0; z += 0.37)
        CHECK(inverse_normal_cdf(normal_cdf(z)) == doctest::Approx(z).epsilon(1e-9));
}

TEST_CASE("[property] uniform draws have the moments of a uniform distribution") {
    RandomStream stream(7, RandomPurpose::test, 0);
    const int n = 200000;
    double sum = 0.0, squares = 0.0;
    for (int i = 0; i < n; ++i) {
        const double u = stream.uniform();
        REQUIRE((u > 0.0 && u < 1.0));
        sum += u;
        squares += u * u;
    }
    // 5 standard errors: sd of u is 1/sqrt(12), of u^2 is sqrt(4/45).
    CHECK(std::abs(sum / n - 0.5) < 5.0 / std::sqrt(12.0 * n));
    CHECK(std::abs(squares / n - 1.0 / 3.0) < 5.0 * std::sqrt(4.0 / 45.0 / n));
}
