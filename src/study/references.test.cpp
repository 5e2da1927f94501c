// Tests of the bibliography: BibTeX in, one line a source out.
#include <doctest/doctest.h>

#include "study/references.hpp"

using namespace abscope::study;

TEST_CASE("bibliography: authors, braces, pages and doi") {
    const auto entries = read_bibliography(
        "% a comment with @ in it\n@article{b2001,\n  author = {Smith, Ann and Jones, Bob},\n  title = {The "
        "{LQ} model},\n"
        "  journal = {A Journal},\n  volume = {5}, pages = {1--9},\n  year = 2001,\n  doi = {10.1/x}\n}\n\n"
        "@book{a1990,\n  author = \"Miller, Carl\",\n  title = \"A book\",\n  year = {1990}\n}\n");
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].key == "a1990");
    CHECK(entries[0].text == "Miller (1990): A book.");
    CHECK(entries[1].text == "Smith et al. (2001): The LQ model. A Journal 5, 1–9. doi:10.1/x");
}

TEST_CASE("bibliography: the built-in one, and keys inside of text") {
    REQUIRE(find_reference("salmon2011") != nullptr);
    CHECK(find_reference("salmon2011")->text.find("Salmon et al. (2011)") == 0);
    CHECK(find_reference("nobody1900") == nullptr);
    CHECK(keys_in("as in salmon2011, table 2; wichura1988x is none") ==
          std::vector<std::string>{"salmon2011"});
}
