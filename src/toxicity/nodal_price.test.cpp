// The price of sparing a node: interpolation by hand, bounds outside the data, silence where there is no source.
#include <doctest/doctest.h>

#include "toxicity/nodal_price.hpp"

using namespace abscope::toxicity;

namespace {

NodalSource neck() {
    NodalSource source{"neck", "head and neck", "regional failure", "", 2.0, {}, "[@nevens2017]"};
    source.points = {{40.0, 0.13, 0.07, 0.21, 100}, {50.0, 0.055, 0.02, 0.12, 100}};
    return source;
}
NodalSource untreated() {
    NodalSource source{"lung", "lung", "nodal failure", "", 2.0, {}, "[@sulman2009]"};
    source.points = {{std::nullopt, 0.043, 0.014, 0.099, 115}};
    return source;
}

}  // namespace

TEST_CASE("sparing a node: published values at the published doses, the logit's middle between them") {
    const std::vector<NodalSource> sources{neck(), untreated()};
    CHECK(*price_of_sparing(sources, "head and neck", 40.0)[0].value == doctest::Approx(0.13));
    CHECK(*price_of_sparing(sources, "head and neck", 50.0)[0].value == doctest::Approx(0.055));
    // logit(0.13) = −1.90096, logit(0.055) = −2.84390; the middle −2.37243 is 8.53 %.
    CHECK(*price_of_sparing(sources, "head and neck", 45.0)[0].value == doctest::Approx(0.08530).epsilon(1e-3));
}

TEST_CASE("sparing a node: outside the doses only a bound; without a source nothing") {
    const std::vector<NodalSource> sources{neck(), untreated()};
    const auto spared = price_of_sparing(sources, "head and neck", 0.0);
    REQUIRE(spared.size() == 1);
    CHECK_FALSE(spared[0].value.has_value());
    CHECK(spared[0].low == doctest::Approx(0.07));
    CHECK(spared[0].high == 1.0);
    CHECK(price_of_sparing(sources, "head and neck", 70.0)[0].high == doctest::Approx(0.12));
    CHECK(price_of_sparing(sources, "lung", 0.0)[0].statement.find("not treated on purpose") != std::string::npos);
    CHECK(price_of_sparing(sources, "liver", 0.0).empty());
}
