// Documents: typed reads, and messages that name place, key and the nearest known word.
#include "core/document.hpp"

#include <doctest/doctest.h>

using namespace abscope;

namespace {

Node leaf(Node::Value value, std::string key, int line) { return Node(std::move(value), {"case.toml", line, 1}, std::move(key)); }

Node example() {
    Node::Table host{{"alc", leaf(std::string("1.4e9/L"), "host.alc", 3)}, {"age", leaf(std::int64_t{61}, "host.age", 4)}};
    return leaf(Node::Table{{"host", leaf(host, "host", 2)}}, "", 1);
}

}  // namespace

TEST_CASE("a missing member names its table and line") {
    const auto root = example();
    const auto missing = root.find("host")->text("sex");
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().message() == "case.toml:2: host: 'sex' is missing");
}

TEST_CASE("a value of the wrong type says what was found") {
    const auto root = example();
    const auto wrong = root.find("host")->text("age");
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().message() == "case.toml:4: host.age: expected text but found an integer put the value in quotes");
}

TEST_CASE("an integer may be read as a number, a number never as an integer") {
    CHECK(leaf(std::int64_t{3}, "n", 1).as_number().value() == 3.0);
    CHECK_FALSE(leaf(3.0, "n", 1).as_integer().ok());
}

TEST_CASE("an unknown key is refused with the nearest known one") {
    const auto root = example();
    CHECK(root.find("host")->only_known_keys({"alc", "age"}).ok());
    const auto unknown = root.find("host")->only_known_keys({"acl", "age"});
    REQUIRE_FALSE(unknown.ok());
    CHECK(unknown.error().message().find("did you mean 'acl'?") != std::string::npos);
    const auto far = root.find("host")->only_known_keys({"weight", "height"});
    REQUIRE_FALSE(far.ok());
    CHECK(far.error().message().find("known keys: weight height") != std::string::npos);
}
