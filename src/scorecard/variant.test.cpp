// Cards that change other cards.
#include "scorecard/variant.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "io/toml.hpp"
#include "scorecard/assembly.hpp"

using namespace abscope;
using namespace abscope::scorecard;

namespace {

Card mouse() {
    auto assembly = load_assembly("mouse");
    REQUIRE(assembly.ok());
    return assembly->card;
}

Document parsed(const std::string& text) {
    auto document = io::parse_toml(text, "variant.toml");
    REQUIRE(document.ok());
    return std::move(document).value();
}

const Row& row_of(const Card& card, const std::string& id) {
    return *std::find_if(card.rows.begin(), card.rows.end(), [&](const Row& row) { return row.id == id; });
}

}  // namespace

TEST_CASE("a variant changes what it names, and forgets what the base says of its own parameters") {
    const Card base = mouse();
    const auto document = parsed("name = \"other\"\nbase = \"mouse\"\n[calibration]\nfree = [\"aRes\"]\n"
                                 "[[changes]]\nrow = \"33\"\nkind = \"fitted\"\nfold = \"B\"\n"
                                 "[[changes]]\nrow = \"39\"\nknown_gap = \"no reason\"\n");
    CHECK(base_of(document) == "mouse");
    const auto card = read_variant(document, base);
    REQUIRE(card.ok());
    CHECK(card->name == "other");
    CHECK(card->calibration.free == std::vector<std::string>{"aRes"});
    CHECK(card->rows.size() == base.rows.size());
    CHECK(row_of(*card, "33").kind == "fitted");
    CHECK(row_of(*card, "33").fold == "B");
    CHECK(row_of(*card, "33").known_gap.empty());
    CHECK_FALSE(row_of(base, "33").known_gap.empty());
    CHECK(row_of(*card, "39").known_gap == "no reason");
    CHECK(row_of(*card, "1a").kind == "fitted");
    CHECK_FALSE(row_of(*card, "1a").specified.has_value());
}

TEST_CASE("a variant is refused where it names what is not there") {
    const Card base = mouse();
    const auto wrong = [&](const std::string& changes) {
        const auto card = read_variant(parsed("name = \"other\"\nbase = \"mouse\"\n" + changes), base);
        return card.ok() ? std::string("accepted") : card.error().message();
    };
    CHECK(wrong("[[changes]]\nrow = \"999\"\n").find("no row '999'") != std::string::npos);
    CHECK(wrong("[[changes]]\nrow = \"33\"\n[[changes]]\nrow = \"33\"\n").find("changed twice") != std::string::npos);
    CHECK(wrong("[[changes]]\nrow = \"33\"\nkind = \"hoped\"\n").find("'fitted' or 'predicted'") != std::string::npos);
    CHECK(wrong("[[rows]]\nid = \"1\"\n").find("rows") != std::string::npos);
}

TEST_CASE("the extended mouse set: every row but five is a target, and its terms are on") {
    const auto assembly = load_assembly("mouse-extended");
    REQUIRE_MESSAGE(assembly.ok(), (assembly.ok() ? "" : assembly.error().message()));
    const auto predicted = std::count_if(assembly->card.rows.begin(), assembly->card.rows.end(), [](const Row& row) { return row.kind == "predicted"; });
    CHECK(predicted == 5);
    const auto values = calibrated_values(assembly->set);
    CHECK(values.base.kOx > 0.0);
    CHECK(values.of("ct26").rg > values.base.rg);
}
