// BED and EQD2 against textbook values.
#include "dose/fractionation.hpp"

#include <doctest/doctest.h>

using namespace abscope;
using namespace abscope::dose;

TEST_CASE("BED and EQD2: worked examples") {
    // 54 Gy in 3 to a tumour of α/β 10 Gy: 54·(1 + 18/10) = 151.2 Gy; EQD2 = 151.2/1.2 = 126 Gy.
    CHECK(bed(gray(54), 3, alpha_beta_gray(10)).dose.native() == doctest::Approx(151.2).epsilon(1e-14));
    CHECK(eqd2(gray(54), 3, alpha_beta_gray(10)).dose.native() == doctest::Approx(126.0).epsilon(1e-14));
    // 60 Gy in 30 is its own EQD2, whatever α/β.
    for (const double ab : {1.5, 3.0, 10.0})
        CHECK(eqd2(gray(60), 30, alpha_beta_gray(ab)).dose.native() == doctest::Approx(60.0).epsilon(1e-14));
    // START: 40 Gy in 15, α/β 3.5 Gy: 40·(1 + 2.6667/3.5)/(1 + 2/3.5) = 44.85 Gy.
    CHECK(eqd2(gray(40), 15, alpha_beta_gray(3.5)).dose.native() == doctest::Approx(44.8485).epsilon(1e-5));
    CHECK(bed(gray(40), 15, alpha_beta_gray(3.5)).alpha_beta == alpha_beta_gray(3.5));
}

TEST_CASE("[property] BED rises with dose, falls with fractions, and is the dose for a single tiny fraction") {
    const auto ab = alpha_beta_gray(3);
    for (double d = 1.0; d < 60.0; d += 3.7) CHECK(bed(gray(d + 1), 5, ab).dose > bed(gray(d), 5, ab).dose);
    for (int n = 1; n < 40; ++n) CHECK(bed(gray(30), n, ab).dose > bed(gray(30), n + 1, ab).dose);
    CHECK(bed(gray(1e-9), 1, ab).dose.native() == doctest::Approx(1e-9).epsilon(1e-8));
    CHECK(bed(gray(0), 5, ab).dose.native() == 0.0);
}
