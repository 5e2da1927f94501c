// Quantities: what may be added to what is decided when the program is compiled.
#include "core/quantity.hpp"

#include <doctest/doctest.h>

#include <concepts>
#include <type_traits>

using namespace abscope;
using namespace abscope::literals;

namespace {

template <class A, class B>
concept Addable = requires(A a, B b) { a + b; };
template <class A, class B>
concept Comparable = requires(A a, B b) { a < b; };
template <class Unit, class Q>
concept Readable = requires(Q q) { Unit::of(q); };

// Four kinds of dose, all in Gy, and none of them is another.
static_assert(Addable<PhysicalDose, PhysicalDose>);
static_assert(!Addable<PhysicalDose, RbeDose>);
static_assert(!Addable<PhysicalDose, decltype(Bed::dose)>);
static_assert(!Addable<decltype(Bed::dose), decltype(Eqd2::dose)>);
static_assert(!Addable<PhysicalDose, Bed>);
static_assert(!Addable<PhysicalDose, Eqd2>);
static_assert(!Addable<Bed, Bed>, "two BEDs may have different alpha/beta");
static_assert(!Addable<Bed, Eqd2>);
static_assert(!Addable<PhysicalDose, AlphaBeta>);
static_assert(!Addable<PhysicalDose, double>);
static_assert(!Comparable<PhysicalDose, RbeDose>);
static_assert(!Comparable<PhysicalDose, double>);
static_assert(!std::convertible_to<double, PhysicalDose>);
static_assert(!std::convertible_to<PhysicalDose, double>);
static_assert(!std::convertible_to<PhysicalDose, RbeDose>);
static_assert(!std::is_assignable_v<Bed&, Eqd2>);
static_assert(!std::is_constructible_v<PhysicalDose, double>, "a number becomes a dose through gray() only");
// Masses of patients and of drugs, volumes and lengths.
static_assert(!Addable<Mass, DrugMass>);
static_assert(!Addable<Length, Volume>);
// A way out asks for the right unit.
static_assert(Readable<Gray, PhysicalDose>);
static_assert(!Readable<Day, Length>);
static_assert(!Readable<Millimetre, Duration>);
static_assert(!Readable<Kilogram, DrugMass>);
// No cost over the number.
static_assert(sizeof(PhysicalDose) == sizeof(double) && std::is_trivially_copyable_v<PhysicalDose>);

}  // namespace

TEST_CASE("quantities: arithmetic, literals and the ways in and out") {
    static_assert(2.0_Gy + 3_Gy == 5_Gy);
    static_assert(2.0 * 3_d == 6_d);
    static_assert(6_Gy / 2_Gy == 3.0);
    static_assert(value_as<Second>(1_d) == 86400.0);
    CHECK(value_as<Gray>(-(8_Gy - 10.5_Gy)) == doctest::Approx(2.5));
    CHECK(value_as<Day>(3600_s) == doctest::Approx(1.0 / 24.0));
    CHECK(1.4_cc < 2_cc);
    Duration sum = 1_d;
    sum += 12.0 * 3600_s;
    CHECK(sum.native() == doctest::Approx(1.5));
}
