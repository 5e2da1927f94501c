// Quantities as text: conversions by definition of the units, and refusals.
#include "core/unit_text.hpp"

#include <doctest/doctest.h>

using namespace abscope;

TEST_CASE("units convert as they are defined") {
    CHECK(parse_quantity<PhysicalDose>("8 Gy")->native() == 8.0);
    CHECK(parse_quantity<PhysicalDose>("800cGy")->native() == doctest::Approx(8.0).epsilon(1e-15));
    CHECK(value_as<Second>(*parse_quantity<Duration>("60 s")) == doctest::Approx(60.0).epsilon(1e-15));
    CHECK(parse_quantity<Duration>("36 h")->native() == doctest::Approx(1.5).epsilon(1e-15));
    CHECK(parse_quantity<CellConcentration>("1.4e9/L")->native() == doctest::Approx(1.4).epsilon(1e-15));
    CHECK(parse_quantity<CellConcentration>("1400/uL")->native() == doctest::Approx(1.4).epsilon(1e-15));
    CHECK(parse_quantity<Volume>("12 cm3")->native() == 12.0);
    CHECK(parse_day("day 3")->native() == 3.0);
    CHECK(parse_day("2 wk")->native() == 14.0);
}

TEST_CASE("a quantity without unit, with a unit of another kind or without number is refused by name") {
    CHECK(parse_quantity<PhysicalDose>("8").error().message() ==
          "'8' has no unit (a bare number can mean anything) write for example \"8 Gy\"");
    CHECK(parse_quantity<PhysicalDose>("8 parsec").error().message().find("'parsec' is not a unit of dose") == 0);
    CHECK_FALSE(parse_quantity<PhysicalDose>("Gy").ok());
    CHECK_FALSE(parse_quantity<PhysicalDose>("nan Gy").ok());
    CHECK_FALSE(parse_quantity<PhysicalDose>("1e999 Gy").ok());
    CHECK_FALSE(parse_quantity<Duration>("2 Gy").ok());
    CHECK_FALSE(parse_day("day 3 Gy").ok());
}
