// Streams: repeatable, apart from each other by name; and the normal distribution against published values.
#include "core/rng.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <set>

using namespace abscope;

namespace {

using Words = std::array<std::uint32_t, 4>;

/// Philox4x32-10 written out from its publication [@salmon2011], apart from the library.
Words philox(Words c, std::uint32_t k0, std::uint32_t k1) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = 0xD2511F53ULL * c[0], b = 0xCD9E8D57ULL * c[2];
        c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ k0, static_cast<std::uint32_t>(b),
             static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ k1, static_cast<std::uint32_t>(a)};
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    return c;
}

constexpr std::uint64_t purpose_of_test = std::uint64_t{99} << 56;  // cancels the purpose in the counter's third word

}  // namespace

TEST_CASE("philox: the known answers of Random123, ours and a second implementation") {
    CHECK(philox({0, 0, 0, 0}, 0, 0) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    constexpr std::uint32_t ones = 0xffffffff;
    CHECK(philox({ones, ones, ones, ones}, ones, ones) == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0) ==
          Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
    RandomStream zero(0, RandomPurpose::test, purpose_of_test);
    CHECK(zero.bits() == 0xe169c58d6627e8d5ULL);
    CHECK(zero.bits() == 0x9b00dbd8bc57ac4cULL);
    // The n-th block of a stream is the counter n under the key of the seed.
    RandomStream stream(0x299f31d0a4093822ULL, RandomPurpose::test, 0x1319'8a2e'85a3'08d3ULL ^ purpose_of_test, 0x03707344);
    for (std::uint32_t n = 0; n < 5; ++n) {
        const auto expected = philox({n, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0);
        CHECK(stream.bits() == (std::uint64_t{expected[1]} << 32 | expected[0]));
        CHECK(stream.bits() == (std::uint64_t{expected[3]} << 32 | expected[2]));
    }
}

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
