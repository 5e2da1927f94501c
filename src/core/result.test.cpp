// Results carry their context chain outward.
#include "core/result.hpp"

#include <doctest/doctest.h>

using namespace abscope;

namespace {

Result<int> parse_digit(char c) {
    if (c < '0' || c > '9') return bad_input(std::string("'") + c + "' is not a digit", "only 0-9 count", "use a digit");
    return c - '0';
}

Result<int> add_digits(char a, char b) {
    ABSCOPE_TRY(const int x, parse_digit(a));
    ABSCOPE_TRY(const int y, parse_digit(b).within("second digit"));
    return x + y;
}

}  // namespace

TEST_CASE("a value passes through") { CHECK(add_digits('3', '4').value() == 7); }

TEST_CASE("an error keeps its message and gains context outermost first") {
    auto failed = add_digits('3', 'x').within("adding");
    REQUIRE_FALSE(failed.ok());
    CHECK(failed.error().message() == "adding: second digit: 'x' is not a digit (only 0-9 count) use a digit");
    CHECK(failed.error().kind == ErrorKind::input);
}
