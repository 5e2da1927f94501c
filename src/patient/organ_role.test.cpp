// Every role has its own name and every name its role.
#include "patient/organ_role.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace abscope::patient;

TEST_CASE("role names are unique and turn back into roles") {
    std::set<std::string_view> seen;
    for (const auto role : all_roles()) {
        CHECK(seen.insert(role_name(role)).second);
        CHECK(role_from_name(role_name(role)) == role);
    }
    CHECK(seen.size() >= 50);
    CHECK_FALSE(role_from_name("milz").has_value());
    CHECK_FALSE(role_from_name("").has_value());
}
